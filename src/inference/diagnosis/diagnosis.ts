/**
 * Closed-form diagnosis of the data before training: the first three of the four questions of docs/method.md. Verdicts are in verdict.ts;
 * cross-validation answers the fourth.
 */
import type { Dataset } from '../../dataset/dataset';
import { capInPlace, isResolved, plainCap, residuals, type Spread } from '../../dynamics/prepare/cappedCells';
import { interventionalRidge } from '../../dynamics/prepare/interventionalRidge';
import type { Prepared } from '../../dynamics/prepare/prepare';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { median, pearson } from '../../numerics/statistics';
import { labelEvidence, covarianceWithin } from './labels';
import type { Diagnosis } from '../run/result';
import { suspectLabels } from './suspectLabels';
import { measureSignal, testedRows } from './signal';

/**
 * Over the training perturbations of `prepared`. Without a spectrum (one sample per condition, or more than 2,000 genes) only the signal of
 * the cells is measured.
 */
export function diagnose(prepared: Prepared, dataset: Dataset, seed: number): Diagnosis {
  const { spread, training } = prepared;
  const labels = new Set(prepared.perturbations.flatMap((one) => (one.training ? [one.label] : [])));
  const isTraining = (condition: number) => labels.has(dataset.conditions[condition]?.label ?? '');
  const { signal, effects } = measureSignal(testedRows(dataset, isTraining, seed));
  if (spread === null)
    return {
      signal,
      agreement: null,
      labels: null,
      sharedFactor: null,
      typicalCorrelation: null,
      effects,
      suspectLabels: suspectLabels(prepared, effects),
    };
  const genes = dataset.genes.length;
  const targets = training.conditions.map(({ interventions }) => interventions.map(({ gene }) => gene));
  const candidates = dataset.candidates;
  const between = interventionalRidge({
    rows: {
      values: training.centres,
      columns: genes,
      weights: Float64Array.from(training.conditions, ({ cells }) => cells),
    },
    groupOfRow: Int32Array.from(training.conditions.keys()),
    targets,
    candidates,
  });
  const rest = residuals(training, genes);
  capInPlace(rest, spread, plainCap(spread));
  const within = interventionalRidge({
    rows: { values: rest, columns: genes, weights: null },
    groupOfRow: training.conditionOfCell,
    targets,
    candidates,
  });
  const perturbations = prepared.perturbations.filter((perturbation) => perturbation.training);
  const largest = spread.deviation[genes - 1] ?? NaN;
  return {
    signal,
    agreement: agreement(between, within, candidates, genes, perturbations),
    labels: labelEvidence(prepared, candidates, spread),
    sharedFactor: isResolved(spread) ? largest / median(spread.deviation) : null,
    typicalCorrelation: isResolved(spread) ? typicalCorrelation(spread) : null,
    effects,
    suspectLabels: suspectLabels(prepared, effects),
  };
}

/** Correlation of two sets of coefficients [G × R] over (gene, perturbed regulator), without the diagonal. */
function agreement(
  between: Float64Array,
  within: Float64Array,
  candidates: Int32Array,
  genes: number,
  perturbations: readonly MeasuredPerturbation[],
): number | null {
  const perturbed = new Set(
    perturbations.flatMap(({ interventions }) => interventions.map(({ gene }) => gene)),
  );
  const a: number[] = [];
  const b: number[] = [];
  candidates.forEach((regulator, r) => {
    if (!perturbed.has(regulator)) return;
    for (let gene = 0; gene < genes; gene++) {
      if (gene === regulator) continue;
      a.push(between[gene * candidates.length + r] ?? 0);
      b.push(within[gene * candidates.length + r] ?? 0);
    }
  });
  return a.length < 2 ? null : pearson(a, b);
}

/** Median of a squared standard normal: of n r² for an uncorrelated pair. */
const MEDIAN_OF_SQUARES = 0.4549;

/**
 * Typical |correlation| of a pair of genes within conditions: √(median r²), reduced by its chance level (0.455 over the degrees of
 * freedom), at least 0; to three digits, as in links. A network leaves most pairs uncorrelated, a hidden factor correlates most of them;
 * counting noise reduces all correlations alike. Constant genes are left out; null for fewer than three.
 */
export function typicalCorrelation(spread: Spread): number | null {
  const genes = spread.deviation.length;
  const covariance = covarianceWithin(spread, new Float64Array(genes).fill(1));
  const varying = Array.from({ length: genes }, (_, g) => g).filter(
    (g) => (covariance[g * genes + g] as number) > 1e-6,
  );
  if (varying.length < 3) return null;
  const squares: number[] = [];
  for (const i of varying)
    for (const j of varying) {
      if (j >= i) break;
      const variances = (covariance[i * genes + i] as number) * (covariance[j * genes + j] as number);
      squares.push((covariance[i * genes + j] as number) ** 2 / variances);
    }
  const typical = Math.sqrt(Math.max(0, median(squares) - MEDIAN_OF_SQUARES / spread.freedom));
  return Math.round(1000 * typical) / 1000;
}
