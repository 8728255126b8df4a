/** Stability of edges: over fits that left some perturbations out, and over the snapshots of a running training. */
import { strength, LEAVE_FACTOR, strengths } from './ranking';
import { orderStatistic } from '../numerics/statistics';

/** Minimum share of agreeing fits of a stable edge. */
const STABLE_FROM = 0.5;

/** Whether an edge is reproducible; other edges are drawn dashed. null (unknown) counts as stable. */
export function isStable(stability: number | null): boolean {
  return (stability ?? 1) >= STABLE_FROM;
}

/**
 * Whether an edge is shown at a minimum stability of `least`; null (unknown) counts as stable. Stability is single precision, where 14 of
 * 20 fits are slightly below .7.
 */
export function isStableIn(stability: number | null, least: number): boolean {
  return (stability ?? 1) >= Math.fround(least);
}

/**
 * [R × G] share of the leave-out fits that give an edge the sign of `main` and at least half its magnitude; 0 where main is 0, including
 * the diagonal. null without leave-out fits. All arrays are [R × G] as Network.weights.
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

/**
 * Convergence of the network during training: the share of its strongest edges that kept sign and rank over the last snapshots. No measure
 * of correctness.
 */
const SNAPSHOTS_KEPT = 10;

export class StableEdges {
  readonly #count: number;
  /** Per snapshot, oldest first: the sign of every pair within LEAVE_FACTOR × count of the strongest, else 0. */
  readonly #signs: Int8Array[] = [];

  /** `count`: number of strongest edges observed. */
  constructor(count: number) {
    this.#count = count;
  }

  /**
   * Adds a snapshot ([R × G], diagonal 0) and returns the share, in [0, 1], of its `count` strongest edges that had the same sign and
   * ranked within LEAVE_FACTOR × count in each of the last ten snapshots; null for the first.
   */
  push(weights: Float32Array): number | null {
    const strongest = strengthAtRank(weights, this.#count);
    const nearly = strengthAtRank(weights, Math.floor(this.#count * LEAVE_FACTOR));
    const signs = new Int8Array(weights.length);
    for (let pair = 0; pair < signs.length; pair++) {
      const size = strength(weights[pair]);
      if (size > 0 && size >= nearly) signs[pair] = Math.sign(weights[pair] as number);
    }
    this.#signs.push(signs);
    if (this.#signs.length > SNAPSHOTS_KEPT) this.#signs.shift();
    if (this.#signs.length < 2) return null;
    let watched = 0;
    let stable = 0;
    for (let pair = 0; pair < weights.length; pair++) {
      const weight = weights[pair] as number;
      if (strength(weight) === 0 || strength(weight) < strongest) continue;
      watched++;
      if (this.#signs.every((before) => before[pair] === Math.sign(weight))) stable++;
    }
    return watched === 0 ? null : stable / watched;
  }
}

/** Strength of the edge at the given rank (1 is the strongest), or of the weakest. */
function strengthAtRank(weights: Float32Array, rank: number): number {
  const place = Math.max(0, weights.length - rank);
  return place < weights.length ? orderStatistic(strengths(weights), place) : 0;
}
