/** What else can be said of a network beside a reference, apart from areas and lists of edges (compare.ts). */
import type { Network } from '../../network/network';
import { earlyPrecisionRatio } from '../metrics';
import { pairsAt, scorePairs, type ScoredPairs, type Universe } from '../scoredPairs';
import type { Truth } from '../truth';
import { directAndIndirect, type DirectAndIndirect } from './directAndIndirect';
import { directionAccuracy, type DirectionAccuracy } from './direction';
import { hammingDistance, type HammingDistance } from './hammingDistance';
import { perturbedApart, type PerturbedApart } from './perturbedApart';
import { signedPrecision, type SignedPrecision } from './signedPrecision';

export interface NetworkScores {
  /** Early precision over density; null where no pair has a score or none is true. */
  readonly earlyPrecisionRatio: number | null;
  readonly activation: SignedPrecision | null;
  readonly repression: SignedPrecision | null;
  readonly direction: DirectionAccuracy | null;
  readonly hamming: HammingDistance;
  readonly directAndIndirect: DirectAndIndirect;
  /** True edges drawn over edges drawn or true, at the budget; null where there are neither. */
  readonly jaccard: number | null;
  readonly regulators: PerturbedApart;
}

/** Pairs and budget as in compareWithTruth; `perturbed`: genes set in training. */
export function networkScores(
  network: Network,
  truth: Truth,
  budget: number,
  universe: Universe,
  perturbed: ReadonlySet<number>,
): NetworkScores {
  return scoresOf(scorePairs(network, truth, universe), budget, perturbed);
}

/** The same of pairs that are scored already. */
export function scoresOf(scored: ScoredPairs, budget: number, perturbed: ReadonlySet<number>): NetworkScores {
  return {
    earlyPrecisionRatio: earlyPrecisionRatio(scored.positive, scored.sizes),
    activation: signedPrecision(scored, 1),
    repression: signedPrecision(scored, -1),
    direction: directionAccuracy(scored),
    hamming: hammingDistance(scored),
    directAndIndirect: directAndIndirect(scored, budget),
    jaccard: jaccard(
      pairsAt(scored, budget),
      scored.pairs.filter((_, at) => scored.positive[at] === 1),
    ),
    regulators: perturbedApart(scored, perturbed),
  };
}

/** Edges in both over edges in either (Jaccard 1901). */
function jaccard(drawn: readonly number[], truePairs: readonly number[]): number | null {
  const either = new Set([...drawn, ...truePairs]).size;
  return either === 0 ? null : (drawn.length + truePairs.length - either) / either;
}
