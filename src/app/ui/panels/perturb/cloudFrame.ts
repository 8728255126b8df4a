/** The cloud of cells as SVG: a frame around all cells, equal on both axes, and a path with a dot per cell. Pure. */
import type { Point } from '../../charts/cloud';

/** Room around the cells, as a share of their larger extent. */
const room = 0.06;
/** Where a predicted cloud goes beyond the frame, it grows by this share at once, so that it does not change all the time. */
const growth = 0.2;

interface Frame {
  readonly viewBox: string;
  /** The larger extent of the cells. */
  readonly size: number;
}

/** `points`: [cells × 2]; `origin` and where `shift` moves it stay inside too. SVG's second axis points down. */
export function frameAround(points: Float32Array, origin: readonly Point[], shift: Point): Frame {
  const x = extent(points.filter((_, i) => i % 2 === 0));
  const y = extent(points.filter((_, i) => i % 2 === 1));
  const size = Math.max(x.high - x.low, y.high - y.low, 1e-6);
  const across = grown(x, extent(origin.map((point) => point[0] + shift[0])), size);
  const up = grown(y, extent(origin.map((point) => point[1] + shift[1])), size);
  const box = [across.low, -up.high, across.high - across.low, up.high - up.low];
  return { viewBox: box.map((value) => value.toFixed(4)).join(' '), size };
}

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(values: ArrayLike<number>): Extent {
  let [low, high] = [Infinity, -Infinity];
  for (const value of Array.from(values)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

function grown({ low, high }: Extent, wanted: Extent, size: number): Extent {
  const steps = (beyond: number) => growth * size * Math.max(0, Math.ceil(beyond / (growth * size)));
  return {
    low: low - room * size - steps(low - wanted.low),
    high: high + room * size + steps(wanted.high - high),
  };
}

export function pathOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `M${x.toFixed(3)} ${(-y).toFixed(3)}h0`).join('');
}
