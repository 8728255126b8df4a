/** Whether an edge points the right way: the question that correlation cannot answer. */
import { strength } from '../../network/ranking';
import type { ScoredPairs } from '../scoredPairs';

export interface DirectionAccuracy {
  /** True edges whose reverse is scored and not true. */
  readonly edges: number;
  /** Share of them that score above their reverse, ties half: 0.5 knows nothing of direction. */
  readonly accuracy: number;
}

/** null where the reference decides the direction of no pair that is scored both ways. */
export function directionAccuracy({ network, pairs, edges }: ScoredPairs): DirectionAccuracy | null {
  const genes = network.genes.length;
  const isScored = new Set(pairs);
  const decided = pairs
    .map((pair) => ({ pair, reverse: (pair % genes) * genes + Math.floor(pair / genes) }))
    .filter(({ pair, reverse }) => edges.has(pair) && !edges.has(reverse) && isScored.has(reverse));
  if (decided.length === 0) return null;
  const right = decided.reduce((sum, { pair, reverse }) => {
    const more = strength(network.weights[pair]) - strength(network.weights[reverse]);
    return sum + (Math.sign(more) + 1) / 2;
  }, 0);
  return { edges: decided.length, accuracy: right / decided.length };
}
