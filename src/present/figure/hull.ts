/**
 * A smooth outline around the genes of a module: the convex hull of their boxes with a margin, as a closed cubic
 * B-spline. Convex hull by Andrew's monotone chain (1979). Geometry only; who draws it decides the colour.
 */
import { mostPills } from './nodeSize';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Pixels between a gene and the outline of its module, in a network of so many genes. */
export function hullMargin(genes: number): number {
  return genes <= mostPills ? 22 : 13;
}

export interface Hull {
  /** SVG path data. */
  readonly path: string;
  /** Its highest point: the name goes above. */
  readonly top: Point;
}

/** null for no boxes. */
export function hullOf(boxes: readonly Box[], margin: number): Hull | null {
  const hull = hullCorners(boxes, margin);
  const first = hull[0];
  if (!first) return null;
  const points = resample(hull, 34);
  const top = points.reduce((best, point) => (point.y < best.y ? point : best), first);
  return { path: splinePath(points), top };
}

/** Corners of the polygon that the outline runs within. */
export function hullCorners(boxes: readonly Box[], margin: number): Point[] {
  return convexHull(boxes.flatMap((box) => outlineOf(box, margin)));
}

/** Sixteen points around the box, at the margin from it. */
function outlineOf(box: Box, margin: number): Point[] {
  return Array.from({ length: 16 }, (_, i) => {
    const angle = (i / 16) * 2 * Math.PI;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const inset = Math.min(box.halfWidth, box.halfHeight);
    return {
      x: box.x + Math.sign(round(cos)) * (box.halfWidth - inset) + cos * (inset + margin),
      y: box.y + Math.sign(round(sin)) * (box.halfHeight - inset) + sin * (inset + margin),
    };
  });
}

function round(value: number): number {
  return Math.abs(value) < 1e-9 ? 0 : value;
}

/** Corners of the convex hull, in order around it. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of ordered) {
      for (;;) {
        const [a, b] = [chain.at(-2), chain.at(-1)];
        if (!a || !b || (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Points about `step` apart along the closed polygon: even spacing keeps the spline from bulging. */
function resample(polygon: readonly Point[], step: number): Point[] {
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length] ?? from;
    const parts = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / step));
    return Array.from({ length: parts }, (_, part) => ({
      x: from.x + ((to.x - from.x) * part) / parts,
      y: from.y + ((to.y - from.y) * part) / parts,
    }));
  });
}

function write(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Closed uniform cubic B-spline as Bézier segments. */
function splinePath(points: readonly Point[]): string {
  const at = (i: number) => points[(i + points.length) % points.length] ?? { x: 0, y: 0 };
  const start = at(0);
  const last = at(-1);
  const next = at(1);
  const from = write((last.x + 4 * start.x + next.x) / 6, (last.y + 4 * start.y + next.y) / 6);
  const segments = points.map((_, i) => {
    const [b, c, d] = [at(i), at(i + 1), at(i + 2)];
    return `C${write((2 * b.x + c.x) / 3, (2 * b.y + c.y) / 3)} ${write((b.x + 2 * c.x) / 3, (b.y + 2 * c.y) / 3)} ${write((b.x + 4 * c.x + d.x) / 6, (b.y + 4 * c.y + d.y) / 6)}`;
  });
  return `M${from}${segments.join('')}Z`;
}
