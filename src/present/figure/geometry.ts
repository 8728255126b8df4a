/**
 * Geometry of network figures: smooth outlines of modules and curved edges between nodes. Pixels, y down. Shared by the
 * canvas and the SVG export, so that both agree. Convex hull by Andrew's monotone chain (1979).
 */
import { boundary } from '../../numerics/search';
import type { FigureEdge } from './networkFigure';
import { MAX_PILLS } from './palette';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly halfWidth: number;
  readonly halfHeight: number;
}

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function areaOf({ x, y, halfWidth, halfHeight }: Box): Area {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

export function overlaps(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Pixels² in both. */
export function shared(a: Area, b: Area): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}

/** Pixels between a gene and the outline of its module, in a network of `genes` genes. */
export function hullMargin(genes: number): number {
  return genes <= MAX_PILLS ? 22 : 13;
}

export interface Hull {
  /** SVG path data. */
  readonly path: string;
  /** Highest and lowest points: the module's name is printed above the one or below the other. */
  readonly top: Point;
  readonly bottom: Point;
}

/** Closed cubic B-spline around boxes with a margin; null without boxes. */
export function hullOf(boxes: readonly Box[], margin: number): Hull | null {
  const hull = hullCorners(boxes, margin);
  const first = hull[0];
  if (!first) return null;
  const points = resample(hull, 34);
  const top = points.reduce((best, point) => (point.y < best.y ? point : best), first);
  const bottom = points.reduce((best, point) => (point.y > best.y ? point : best), first);
  return { path: splinePath(points), top, bottom };
}

/** Corners of the polygon that contains the outline. */
export function hullCorners(boxes: readonly Box[], margin: number): Point[] {
  return convexHull(boxes.flatMap((box) => outlineOf(box, margin)));
}

/** Sixteen points around a box, at the margin from it. */
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

/** `corners`: of a convex polygon, in the order of convexHull. */
export function isWithin(point: Point, corners: readonly Point[]): boolean {
  return corners.every((a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0;
  });
}

/** Points about `step` apart along the closed polygon; even spacing keeps the spline from bulging. */
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
  const corner = (i: number) => points[(i + points.length) % points.length] ?? { x: 0, y: 0 };
  const [last, start, next] = [corner(-1), corner(0), corner(1)];
  const from = write((last.x + 4 * start.x + next.x) / 6, (last.y + 4 * start.y + next.y) / 6);
  const segments = points.map((_, i) => {
    const [b, c, d] = [corner(i), corner(i + 1), corner(i + 2)];
    return `C${write((2 * b.x + c.x) / 3, (2 * b.y + c.y) / 3)} ${write((b.x + 2 * c.x) / 3, (b.y + 2 * c.y) / 3)} ${write((b.x + 4 * c.x + d.x) / 6, (b.y + 4 * c.y + d.y) / 6)}`;
  });
  return `M${from}${segments.join('')}Z`;
}

/** Pixels between a curve and a gene it passes. */
const clearance = 5;
/** Pixels that a curve may leave the area of all genes: around it lie tools and legend. */
const outskirts = 8;
/** A point of a curve on a gene is as bad as one this many times the outskirts beyond them. */
const costOnGene = 4;
/** Largest bend of an edge that nothing is in the way of. */
const MAX_NATURAL = 48;
const stepOut = 24;
const maxSteps = 6;
const samples = 24;

/**
 * Distance of the control point from the straight line between two genes, to the left of source → target: the natural bend,
 * or the smallest on either side that passes under no other gene and stays near them (a mutual edge leaves its side only for one
 * further out than the other edge), or the one that does so most. Always the natural bend in figures of more than MAX_PILLS genes. 0 between genes that are too close (`isBeside`).
 */
export function bendOf(
  edge: Pick<FigureEdge, 'source' | 'target' | 'bow' | 'mutual'>,
  boxes: ReadonlyMap<number, Box>,
): number {
  const [from, to] = [boxes.get(edge.source), boxes.get(edge.target)];
  if (edge.bow === 0 || !from || !to) return 0;
  const bend = clearBend(edge, from, to, boxes);
  return isBeside(controlOf(from, to, bend), from, to) ? bend : 0;
}

/** Whether a control point lies beside both genes: Cytoscape draws no other curve. */
export function isBeside(control: Point, from: Box, to: Box): boolean {
  return !inside(control, from, clearance) && !inside(control, to, clearance);
}

function clearBend(
  { source, target, bow, mutual }: Pick<FigureEdge, 'source' | 'target' | 'bow' | 'mutual'>,
  from: Box,
  to: Box,
  boxes: ReadonlyMap<number, Box>,
): number {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const natural = Math.min(MAX_NATURAL, Math.max(8, bow * length));
  if (boxes.size > MAX_PILLS) return natural;
  const others = [...boxes].flatMap(([gene, box]) => (gene === source || gene === target ? [] : [box]));
  const area = surroundings([...boxes.values()]);
  let best = { cost: Infinity, bend: natural };
  for (let i = 0; i <= maxSteps; i++)
    for (const side of mutual && i < 2 ? [1] : [1, -1]) {
      // Half a step beside the bends of the other edge.
      const out = mutual && side < 0 ? i - 0.5 : i;
      const bend = side * (natural + out * stepOut);
      const cost = costOf(from, to, bend, others, area);
      if (cost < costOnGene) return bend;
      if (cost < best.cost) best = { cost, bend };
    }
  return best.bend;
}

/** All genes with what is around them. */
function surroundings(boxes: readonly Box[]): Area {
  const areas = boxes.map(areaOf);
  return {
    left: Math.min(...areas.map(({ left }) => left)) - outskirts,
    right: Math.max(...areas.map(({ right }) => right)) + outskirts,
    top: Math.min(...areas.map(({ top }) => top)) - outskirts,
    bottom: Math.max(...areas.map(({ bottom }) => bottom)) + outskirts,
  };
}

/** Sampled points of the curve on a box or closer to one than the clearance, and how far they are outside the area. */
function costOf(from: Point, to: Point, bend: number, boxes: readonly Box[], area: Area): number {
  const control = controlOf(from, to, bend);
  let cost = 0;
  for (let i = 1; i < samples; i++) {
    const { x, y } = at({ from, control, to }, i / samples);
    cost += Math.max(0, area.left - x, x - area.right, area.top - y, y - area.bottom) / outskirts;
    for (const box of boxes)
      if (Math.abs(x - box.x) < box.halfWidth + clearance && Math.abs(y - box.y) < box.halfHeight + clearance)
        cost += costOnGene;
  }
  return cost;
}

/** A quadratic Bézier curve. */
interface Piece {
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
}

/** A curve between the outlines of two nodes, and its direction at the target. */
export interface EdgeCurve extends Piece {
  /** Pieces on the way to the last one, which touch smoothly; none where one piece leads from node to node. */
  readonly before: readonly Piece[];
  /** Unit vector. */
  readonly arrival: Point;
}

/** Pixels between an edge's end and the node it ends at. */
const gap = 2;

/** Share of a curve within which its ends are found. */
const NEAR = 2 ** -24;

/** `bow`: distance of the control point from the straight line, in pixels, to the left of source → target. */
export function edgeCurve(source: Box, target: Box, bow: number): EdgeCurve {
  return curveAlong(source, [controlOf(source, target, bow)], target);
}

/** The quadratic B-spline with these control points, at least one: pieces meet halfway between two of them. */
export function curveAlong(source: Box, controls: readonly Point[], target: Box): EdgeCurve {
  const pieces = controls.map((control, i) => {
    const [last, next] = [controls[i - 1], controls[i + 1]];
    return {
      from: last ? halfway(last, control) : source,
      control,
      to: next ? halfway(control, next) : target,
    };
  });
  const [first, end] = [pieces[0], pieces.at(-1)];
  if (!first || !end) throw new Error('An edge has a control point.');
  const leave = boundary((t) => inside(at(first, t), source, 0), 0, 1, NEAR);
  const arrive = boundary((t) => inside(at(end, 1 - t), target, gap), 0, 1, NEAR);
  const isOne = first === end;
  const before = isOne ? [] : [segment(first, leave, 1), ...pieces.slice(1, -1)];
  const last = segment(end, isOne ? leave : 0, isOne ? Math.max(leave, 1 - arrive) : 1 - arrive);
  const length = Math.hypot(last.to.x - last.control.x, last.to.y - last.control.y) || 1;
  const arrival = { x: (last.to.x - last.control.x) / length, y: (last.to.y - last.control.y) / length };
  return { ...last, before, arrival };
}

function halfway(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function controlOf(source: Point, target: Point, bow: number): Point {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy) || 1;
  return {
    x: (source.x + target.x) / 2 - (dy / length) * bow,
    y: (source.y + target.y) / 2 + (dx / length) * bow,
  };
}

/** The curve shortened by `distance` at its end, to make room for a head. */
export function shortened(curve: EdgeCurve, distance: number): EdgeCurve {
  const { to, arrival } = curve;
  return { ...curve, to: { x: to.x - arrival.x * distance, y: to.y - arrival.y * distance } };
}

function at({ from, control, to }: Piece, t: number): Point {
  const s = 1 - t;
  return {
    x: s * s * from.x + 2 * s * t * control.x + t * t * to.x,
    y: s * s * from.y + 2 * s * t * control.y + t * t * to.y,
  };
}

/** Whether a point lies in a pill (a circle if width equals height), widened by `margin`. */
function inside(point: Point, box: Box, margin: number): boolean {
  const straight = Math.max(0, box.halfWidth - box.halfHeight);
  const dx = Math.max(0, Math.abs(point.x - box.x) - straight);
  return Math.hypot(dx, point.y - box.y) < box.halfHeight + margin;
}

/** The part of a quadratic curve between two parameters (de Casteljau). */
function segment(piece: Piece, from: number, to: number): Piece {
  const { from: a, control: b, to: c } = piece;
  const mix = (p: number, q: number, r: number) =>
    (1 - from) * (1 - to) * p + ((1 - from) * to + from * (1 - to)) * q + from * to * r;
  return {
    from: at(piece, from),
    control: { x: mix(a.x, b.x, c.x), y: mix(a.y, b.y, c.y) },
    to: at(piece, to),
  };
}
