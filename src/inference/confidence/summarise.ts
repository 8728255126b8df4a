/** What the fits to resampled data say together: how sure every edge is, which modules come again, what to perturb next. */
import { type Dataset, isControl } from '../../dataset/dataset';
import type { Confidence, ResampledFit, NextPerturbation } from './confidence';
import type { FitResult } from '../run/result';
import type { Module } from '../../network/network';
import { quantileOfSorted, mean } from '../../numerics/statistics';
import { shareHolding, type ShuffledRun } from './shuffledCheck';
import { dominantKind } from './fitResampled';

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

/**
 * What to perturb next: the gene about whose perturbation the fits disagree most, as in query by committee (Seung, Opper and
 * Sompolinsky 1992). An experiment that all of them foresee alike can teach little.
 */

const genesNamed = 5;

/**
 * Every candidate regulator, the most telling first; equal ones in the order of `regulators` ([R] indices into genes). Genes are named
 * where the fits differ about them, those they differ about most first.
 */
function nextPerturbations(
  dataset: Dataset,
  regulators: Int32Array,
  fits: readonly ResampledFit[],
): readonly NextPerturbation[] {
  const genes = dataset.genes.length;
  const kind = dominantKind(dataset);
  const held = new Set(dataset.heldOut);
  const measured = new Set(
    dataset.conditions
      .filter((condition) => !isControl(condition) && !held.has(condition.label))
      .flatMap(({ interventions }) => interventions.map(({ gene }) => gene)),
  );
  return Array.from(regulators, (gene, r): NextPerturbation => {
    const deviations = Float64Array.from({ length: genes }, (_, g) => deviationAt(fits, r * genes + g));
    const square = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
    const differing = [...deviations.keys()]
      .filter((g) => (deviations[g] as number) > 0)
      .toSorted((a, b) => (deviations[b] as number) - (deviations[a] as number) || a - b);
    return {
      gene,
      kind,
      measured: measured.has(gene),
      disagreement: Math.sqrt(square / Math.max(1, genes)),
      genes: differing.slice(0, genesNamed),
    };
  }).toSorted((a, b) => b.disagreement - a.disagreement);
}

/** Standard deviation over the fits of one predicted change; 0 of fewer than two. */
function deviationAt(fits: readonly ResampledFit[], at: number): number {
  if (fits.length < 2) return 0;
  const values = fits.map(({ responses }) => responses[at] ?? 0);
  const average = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1));
}
