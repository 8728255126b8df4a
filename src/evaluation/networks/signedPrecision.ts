/** Whether the strongest activations are activations and the strongest repressions repressions. */
import { density, precisionAt } from '../metrics';
import type { ScoredPairs } from '../scoredPairs';

export interface SignedPrecision {
  /** Edges that the reference has with this sign, among the pairs scored. */
  readonly trueEdges: number;
  /** Their share of the pairs: what a random order gives. */
  readonly density: number;
  /** Share of them among as many of the strongest pairs with this sign, ties included; null where there is none. */
  readonly precision: number | null;
}

/**
 * Early precision of one sign alone (BEELINE; Pratapa et al. 2020): only pairs with this sign of the score are taken, and only
 * edges with this sign in the reference are right. null where the reference has no such edge.
 */
export function signedPrecision(scored: ScoredPairs, sign: 1 | -1): SignedPrecision | null {
  const { network, pairs, edges, sizes } = scored;
  const positive = Uint8Array.from(pairs, (pair) => Number(edges.get(pair) === sign));
  const trueEdges = positive.reduce((sum, p) => sum + p, 0);
  if (trueEdges === 0) return null;
  const ofSign = sizes.map((size, at) =>
    Math.sign(network.weights[pairs[at] as number] as number) === sign ? size : 0,
  );
  return { trueEdges, density: density(positive), precision: precisionAt(positive, ofSign, trueEdges) };
}
