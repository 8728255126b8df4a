/** Draws cells as discs into an image, and finds the cells in a lasso. Pure: a hundred thousand cells take a few milliseconds per part. */
import { channels } from '../../../present/figure/palette';

export interface Frame {
  /** Pixels per unit of the plane; y points up in the plane and down in the image. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** The cells in the middle of an area of that size in pixels, with the same unit on both axes. `points` [cells × 2]. */
export function frameOf(points: Float32Array, width: number, height: number, margin: number): Frame {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let at = 0; at < points.length; at++) {
    const value = points[at] ?? 0;
    if (!Number.isFinite(value)) continue;
    const axis = at & 1;
    if (value < (low[axis] ?? 0)) low[axis] = value;
    if (value > (high[axis] ?? 0)) high[axis] = value;
  }
  const [across = 0, up = 0] = high.map((value, axis) => Math.max(value - (low[axis] ?? 0), 0));
  const scale = Math.min((width - 2 * margin) / (across || 1), (height - 2 * margin) / (up || 1));
  const [x0 = 0, y1 = 0] = [low[0], high[1]].map((value) => (Number.isFinite(value) ? value : 0));
  return {
    scale,
    left: (width - across * scale) / 2 - x0 * scale,
    top: (height - up * scale) / 2 + y1 * scale,
  };
}

export const acrossOf = ({ scale, left }: Frame, x: number): number => left + scale * x;
export const downOf = ({ scale, top }: Frame, y: number): number => top - scale * y;

/** Radius of a cell in CSS pixels, for so many on screen. */
export function radiusFor(cells: number): number {
  return Math.min(3.2, Math.max(0.9, 120 / Math.sqrt(Math.max(1, cells))));
}

export interface Image {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export interface Painted {
  /** [cells × 2] in the plane. */
  readonly points: Float32Array;
  /** Cells in the order of drawing. */
  readonly order: Int32Array;
  /** [cells] index into the colours. */
  readonly of: Uint8Array;
  /** '#RRGGBB'. */
  readonly colors: readonly string[];
  /** [cells] 0 for cells in the background; null: none. */
  readonly isPicked: Uint8Array | null;
  readonly frame: Frame;
  readonly radius: number;
}

/** Opacity of a cell, and of one that is not picked. */
const [OPACITY, ASIDE] = [0.85, 0.1];

/** Fills the image with a colour. */
export function clearImage({ data }: Image, color: string): void {
  const [r, g, b] = channels(color);
  for (let at = 0; at < data.length; at += 4) {
    data[at] = r;
    data[at + 1] = g;
    data[at + 2] = b;
    data[at + 3] = 255;
  }
}

/** Draws cells [from, to) of the order. */
export function paintCells(image: Image, painted: Painted, from: number, to: number): void {
  const { points, order, of, isPicked, frame, radius } = painted;
  const { data, width, height } = image;
  const colors = painted.colors.map(channels);
  const reach = Math.ceil(radius);
  const [core, outer] = [Math.max(0, radius - 0.5) ** 2, (radius + 0.5) ** 2];
  for (let place = from; place < to; place++) {
    const cell = order[place] ?? 0;
    const [x, y] = [acrossOf(frame, points[2 * cell] ?? 0), downOf(frame, points[2 * cell + 1] ?? 0)];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const [r, g, b] = colors[of[cell] ?? 0] ?? [0, 0, 0];
    const opacity = isPicked !== null && isPicked[cell] === 0 ? ASIDE : OPACITY;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    for (let down = Math.max(0, row - reach); down <= Math.min(height - 1, row + reach); down++)
      for (let right = Math.max(0, column - reach); right <= Math.min(width - 1, column + reach); right++) {
        const distance = (right + 0.5 - x) ** 2 + (down + 0.5 - y) ** 2;
        if (distance >= outer) continue;
        // A pixel of soft edge.
        const share = distance <= core ? opacity : opacity * (radius + 0.5 - Math.sqrt(distance));
        const at = 4 * (down * width + right);
        data[at] = (data[at] ?? 0) + share * (r - (data[at] ?? 0));
        data[at + 1] = (data[at + 1] ?? 0) + share * (g - (data[at + 1] ?? 0));
        data[at + 2] = (data[at + 2] ?? 0) + share * (b - (data[at + 2] ?? 0));
      }
  }
}

export type Corner = readonly [x: number, y: number];

/** Strips of a lasso: a cell is compared with the sides in its own strip. */
const STRIPS = 256;

/** [cells] 1 for cells inside the polygon (even-odd rule), in the plane. */
export function cellsInside(points: Float32Array, polygon: readonly Corner[]): Uint8Array {
  const isInside = new Uint8Array(points.length / 2);
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const stripOf = (y: number) => Math.min(STRIPS - 1, Math.floor(((y - bottom) / (top - bottom)) * STRIPS));
  const sides: { readonly ax: number; readonly ay: number; readonly slope: number; readonly by: number }[][] =
    Array.from({ length: STRIPS }, () => []);
  for (const [i, [bx, by]] of polygon.entries()) {
    const [ax, ay] = polygon.at(i - 1) ?? [bx, by];
    // A level side is crossed by no horizontal line.
    if (ay === by) continue;
    const side = { ax, ay, slope: (bx - ax) / (by - ay), by };
    for (let strip = stripOf(Math.min(ay, by)); strip <= stripOf(Math.max(ay, by)); strip++)
      sides[strip]?.push(side);
  }
  for (let cell = 0; cell < isInside.length; cell++) {
    const [x, y] = [points[2 * cell] ?? NaN, points[2 * cell + 1] ?? NaN];
    if (!(x >= left && x <= right && y >= bottom && y <= top)) continue;
    let crossings = 0;
    for (const { ax, ay, slope, by } of sides[stripOf(y)] ?? [])
      if (ay > y !== by > y && x < ax + (y - ay) * slope) crossings += 1;
    isInside[cell] = crossings % 2;
  }
  return isInside;
}

/** Length of the longest arrow on screen, in pixels. */
const LONGEST = 34;
/** Arrows shorter than this are left out, in pixels. */
const SHORTEST = 2;

export interface DrawnArrow {
  readonly from: Corner;
  readonly to: Corner;
}

type Arrow = Readonly<Record<'x' | 'y' | 'dx' | 'dy', number>>;

/** Arrows of this length and longer have the full length on screen: that of all but the longest tenth. 0 without arrows. */
export function fullLength(arrows: readonly Arrow[]): number {
  const lengths = arrows.map(({ dx, dy }) => Math.hypot(dx, dy)).toSorted((a, b) => a - b);
  return lengths[Math.floor(0.9 * (lengths.length - 1))] ?? 0;
}

/** Arrows in pixels, with one factor for all below `fullLength`, so that lengths can be compared. */
export function drawnArrows(arrows: readonly Arrow[], frame: Frame): readonly DrawnArrow[] {
  const longest = fullLength(arrows);
  if (!(longest > 0)) return [];
  return arrows.flatMap(({ x, y, dx, dy }) => {
    const length = Math.hypot(dx, dy);
    const drawn = LONGEST * Math.min(1, length / longest);
    if (drawn < SHORTEST) return [];
    const from: Corner = [acrossOf(frame, x), downOf(frame, y)];
    return [{ from, to: [from[0] + (drawn * dx) / length, from[1] - (drawn * dy) / length] as const }];
  });
}

/** Shaft and head as one path. */
export function arrowPath({ from: [x, y], to: [tx, ty] }: DrawnArrow): string {
  const [dx, dy] = [tx - x, ty - y];
  const length = Math.hypot(dx, dy);
  const head = Math.min(6, 0.6 * length);
  const [ux, uy] = [dx / length, dy / length];
  const side = (turn: 1 | -1) =>
    `${(tx - head * ux + turn * 0.5 * head * uy).toFixed(1)} ${(ty - head * uy - turn * 0.5 * head * ux).toFixed(1)}`;
  return `M${x.toFixed(1)} ${y.toFixed(1)}L${tx.toFixed(1)} ${ty.toFixed(1)}M${side(1)}L${tx.toFixed(1)} ${ty.toFixed(1)}L${side(-1)}`;
}
