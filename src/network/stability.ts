/** Which edges other fits of the same data agree on: fits that each left some perturbations out. */
import { strength } from './ranking';

/** Share of agreeing fits from which on an edge counts as stable. */
const stableFrom = 0.5;

/** Whether an edge holds when data are left out; edges that are not stable are drawn dashed. null: not known, counts as stable. */
export function isStable(stability: number | null): boolean {
  return (stability ?? 1) >= stableFrom;
}

/**
 * Whether an edge is shown where stability in `least` of the fits is asked for; what is not known counts as stable. Stability
 * is kept in 32 bits, where 14 of 20 fits are a little less than .7.
 */
export function isStableIn(stability: number | null, least: number): boolean {
  return (stability ?? 1) >= Math.fround(least);
}

/**
 * [R × G] share of the leave-out fits that give an edge the sign of `main` and at least half its size; 0 where main is 0,
 * which includes the diagonal. null where there are no leave-out fits. All arrays are [R × G] as Network.weights.
 */
export function edgeStability(main: Float32Array, leaveOut: readonly Float32Array[]): Float32Array | null {
  if (leaveOut.length === 0) return null;
  return Float32Array.from(main, (weight, pair) => {
    const size = strength(weight);
    if (size === 0) return 0;
    const agreeing = leaveOut.filter((other) => {
      const found = other[pair] ?? 0;
      return Math.sign(found) === Math.sign(weight) && strength(found) >= size / 2;
    });
    return agreeing.length / leaveOut.length;
  });
}
