/** Summary of the fits to resampled data: confidence in every edge, reproducible modules, and the next perturbation. */
import { type Dataset, isControl } from '../../dataset/dataset';
import { type Confidence, type ResampledFit, type NextPerturbation, TAIL } from '../run/confidence';
import type { FitResult } from '../run/result';
import type { Module } from '../../network/network';
import { quantileOfSorted, variance } from '../../numerics/statistics';
import { reproducibleShare, type ShuffledRun } from './shuffledCheck';
import { dominantKind } from './fitResampled';

/** At least one of `fits`, in any order. */
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
    stability: reproducibleShare(network.weights, weights, shuffled?.chance ?? null),
    signAgreement: network.weights.map((weight, pair) => {
      const agreeing = weights.filter((other) => Math.sign(other[pair] ?? 0) === Math.sign(weight));
      return weight === 0 ? 0 : agreeing.length / Math.max(1, fits.length);
    }),
    low: Float32Array.from(sorted, (scores) => quantileOfSorted(scores, TAIL)),
    high: Float32Array.from(sorted, (scores) => quantileOfSorted(scores, 1 - TAIL)),
    modules: modules.map((module) => reproducibility(module, ordered)),
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

/** Mean over the fits of the Jaccard index (common over all genes) of a module with its most similar one; modules may share a partner. */
function reproducibility(module: Module, fits: readonly ResampledFit[]): number {
  const best = fits.map((fit) =>
    fit.modules.reduce((most, other) => Math.max(most, jaccard(module.genes, other.genes)), 0),
  );
  return best.reduce((sum, share) => sum + share, 0) / Math.max(1, best.length);
}

function jaccard(a: readonly number[], b: readonly number[]): number {
  const both = a.filter((gene) => b.includes(gene)).length;
  return both === 0 ? 0 : both / (a.length + b.length - both);
}

const MAX_GENES = 5;

/**
 * Every candidate regulator by disagreement of the fits about its perturbation, largest first, as in query by committee (Seung, Opper and
 * Sompolinsky 1992): an experiment with an agreed outcome is uninformative. Ties in the order of `regulators` ([R] indices into genes).
 * Named genes have the largest disagreement.
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
      genes: differing.slice(0, MAX_GENES),
    };
  }).toSorted((a, b) => b.disagreement - a.disagreement);
}

/** Standard deviation over the fits of one predicted change; 0 for fewer than two fits. */
function deviationAt(fits: readonly ResampledFit[], at: number): number {
  const values = fits.map(({ responses }) => responses[at] ?? 0);
  return fits.length < 2 ? 0 : Math.sqrt(variance(values, values.length - 1));
}
