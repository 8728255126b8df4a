/**
 * Closed-form diagnosis of the data before training: the first three of the four questions of docs/method.md. Verdicts are in verdict.ts;
 * cross-validation answers the fourth. Labels that do not fit their cells, of the perturbations of one gene each at their latest time
 * (dataset/quality/suspectLabels.ts), from the mean shifts that training uses.
 */
import type { Dataset } from '../../dataset/dataset';
import { type Spread, capInPlace, isResolved, plainCap, residuals } from '../../dynamics/prepare/cappedCells';
import { interventionalRidge } from '../../dynamics/prepare/interventionalRidge';
import type { Prepared } from '../../dynamics/prepare/prepare';
import type { MeasuredEndpoint } from '../../dynamics/prepare/measured';
import { median, pearson } from '../../numerics/statistics';
import { covarianceWithin, labelEvidence } from './labels';
import type { Diagnosis, MeasurableEffects } from './evidence';
import { measureSignal, type Signal } from './signal';
import { type ComparedLevels, type SuspectLabel, checkLabels } from '../../dataset/quality/suspectLabels';

/**
 * Over the training perturbations of `prepared`. Without a spectrum (one sample per condition, or more than 2,000 genes) only the signal of
 * the cells is measured. `known`: the signal where it is measured already, of the whole file; null: it is measured here.
 */
export async function diagnose(
  prepared: Prepared,
  dataset: Dataset,
  seed: number,
  known: Signal | null = null,
): Promise<Diagnosis> {
  const { spread, training } = prepared;
  const labels = new Set(prepared.perturbations.flatMap((one) => (one.training ? [one.label] : [])));
  const isTraining = (condition: number) => labels.has(dataset.conditions[condition]?.label ?? '');
  const { signal, effects } = known ?? (await measureSignal(dataset, isTraining, seed));
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
  const perturbed = new Set(
    prepared.perturbations.flatMap((one) => (one.training ? one.interventions.map(({ gene }) => gene) : [])),
  );
  // What is not measured does not vary between cells.
  for (const gene of prepared.latent) perturbed.delete(gene);
  const largest = spread.deviation[genes - 1] ?? NaN;
  return {
    signal,
    agreement: agreement(between, within, candidates, genes, perturbed),
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
  perturbed: ReadonlySet<number>,
): number | null {
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

/** Of targets that are measured. Held-out perturbations included: their labels can be wrong, too. `effects`: of the training perturbations; null where not measured. */
export function suspectLabels(
  {
    perturbations,
    mean,
    scale,
    spread,
    latent,
  }: Pick<Prepared, 'perturbations' | 'mean' | 'scale' | 'spread' | 'latent'>,
  effects: MeasurableEffects | null,
): readonly SuspectLabel[] {
  const singles = perturbations.flatMap(({ label, of, interventions, endpoints, training }) => {
    const [only, second] = interventions;
    const latest = endpoints.at(-1);
    if (only === undefined || second !== undefined || latest === undefined) return [];
    if (latent.includes(only.gene)) return [];
    return [{ label, ...(of !== undefined && { of }), kind: only.kind, target: only.gene, latest, training }];
  });
  const levelsOf = (k: number, l: number): ComparedLevels | null => {
    const [cells, gene] = [singles[k]?.latest, singles[l]?.target];
    if (cells === undefined || gene === undefined) return null;
    const unit = scale[gene] as number;
    const at = mean[gene] as number;
    const level = at + unit * (cells.rawShift[gene] as number);
    return {
      // The error of the shift includes that of the reference.
      own: {
        mean: Math.expm1(level),
        error: Math.exp(level) * unit * (cells.rawStandardError[gene] as number),
      },
      reference: { mean: Math.expm1(at), error: 0 },
    };
  };
  const directions = spread === null ? mean.length : effectiveDirections(spread.deviation);
  const check = checkLabels(singles, levelsOf, (k) => {
    const single = singles[k];
    if (single === undefined) return null;
    // Effects name all doses of a perturbation at once: of one dose its own cells tell.
    if (effects !== null && single.training && single.of === undefined)
      return ![...effects.labels, ...(effects.sharedBy ?? [])].includes(single.label);
    return isQuiet(single.latest, single.target, directions);
  });
  return check.suspects;
}

/** Standard deviations of the mean square, and of the largest change, beyond which genes other than the target have changed. */
const CLEAR = 4;
const CLEAR_GENE = 5;

/** Are the changes of all genes but the target as small as their errors? */
function isQuiet({ shift, standardError }: MeasuredEndpoint, target: number, directions: number): boolean {
  let [squares, genes, largest] = [0, 0, 0];
  shift.forEach((change, gene) => {
    const error = standardError[gene] as number;
    if (gene === target || !(error > 0)) return;
    const square = (change / error) ** 2;
    squares += square;
    genes += 1;
    largest = Math.max(largest, square);
  });
  return (
    genes === 0 ||
    (squares / genes < 1 + CLEAR * Math.sqrt(2 / Math.min(directions, genes)) && largest < CLEAR_GENE ** 2)
  );
}

/** (Σ λ)²/Σ λ² of the variances λ: the number of directions in which genes vary independently. */
function effectiveDirections(deviation: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let at = 0; at < deviation.length; at++) {
    const variance = (deviation[at] as number) ** 2;
    sum += variance;
    squares += variance ** 2;
  }
  return squares > 0 ? sum ** 2 / squares : 1;
}
