/** What the fits to resampled data say together: how sure every edge is, which modules come again, what to perturb next. */
import type { Dataset } from '../../dataset/dataset';
import type { Confidence } from './confidence';
import type { FitResult } from '../result';
import type { Module } from '../../network/network';
import { quantileOfSorted } from '../../numerics/statistics';
import { shareHolding } from './chance';
import { nextPerturbations } from './nextPerturbations';
import type { ResampledFit } from './resampledFit';
import type { ShuffledRun } from './shuffledCheck';

/** The share of fits left out at either end of the interval. */
const TAIL = 0.05;

/** The same whatever the order of `fits`, of which there is at least one. */
export function summarise(
  { network, modules }: Pick<FitResult, 'network' | 'modules'>,
  dataset: Dataset,
  fits: readonly ResampledFit[],
  shuffled: ShuffledRun | null,
): Confidence {
  const ordered = fits.toSorted((a, b) => a.index - b.index);
  const weights = ordered.map((fit) => fit.weights);
  const sorted = sortedByPair(weights);
  return {
    fits: fits.length,
    stability: shareHolding(network.weights, weights, shuffled?.chance ?? null),
    signAgreement: network.weights.map((weight, pair) =>
      weight === 0 ? 0 : shareOf(weights, (other) => Math.sign(other[pair] ?? 0) === Math.sign(weight)),
    ),
    low: Float32Array.from(sorted, (scores) => quantileOfSorted(scores, TAIL)),
    high: Float32Array.from(sorted, (scores) => quantileOfSorted(scores, 1 - TAIL)),
    modules: modules.map((module) => foundAgain(module, ordered)),
    nextPerturbations: nextPerturbations(dataset, network.regulators, ordered),
    shuffled: shuffled?.check ?? null,
  };
}

/** Per pair, its scores in all fits, ascending. */
function sortedByPair(weights: readonly Float32Array[]): Float32Array[] {
  return Array.from(weights[0] ?? [], (_, pair) =>
    Float32Array.from(weights, (own) => own[pair] ?? 0).toSorted(),
  );
}

function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}

/**
 * The mean over the fits of the Jaccard index (shared genes over all genes of the two) of a module with the most similar one there;
 * several modules may have the same partner.
 */
function foundAgain(module: Module, fits: readonly ResampledFit[]): number {
  const best = fits.map((fit) =>
    Math.max(0, ...fit.modules.map((other) => jaccard(module.genes, other.genes))),
  );
  return best.reduce((sum, share) => sum + share, 0) / Math.max(1, best.length);
}

function jaccard(a: readonly number[], b: readonly number[]): number {
  const both = a.filter((gene) => b.includes(gene)).length;
  return both === 0 ? 0 : both / (a.length + b.length - both);
}
