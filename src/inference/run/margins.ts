/**
 * 95 % intervals of predicted changes (docs/method.md, "Sliders"), from the errors at left-out perturbations and the noise of measured
 * ones. How errors of predicted changes go together, for intervals of what several genes do (docs/method.md, "Screens and sweeps").
 */
import { familyOf } from '../../dataset/dataset';
import type { PredictionMargins } from '../../dynamics/fitted';
import { quantileOfSorted, NORMAL_QUANTILE } from '../../numerics/statistics';
import type { PredictedEndpoint } from './fit';
import type { Comparison } from './result';

type Judged = Pick<
  PredictedEndpoint,
  'label' | 'of' | 'targets' | 'predicted' | 'measured' | 'measuredFactor'
>;
type Trained = Pick<PredictedEndpoint, 'targets' | 'standardError' | 'measuredFactor'>;

/** Minimum number of left-out perturbations. */
const MIN_PERTURBATIONS = 3;
const LEVEL = 0.95;
/** `judged`: left-out perturbations, shrunk by the factors of the others; `training`: as the main fit predicts them. */
export function predictionMargins(
  judged: readonly Judged[],
  training: readonly Trained[],
): PredictionMargins | null {
  const factor = training[0]?.measuredFactor ?? null;
  if (factor === null) return null;
  return {
    unseen: unseenMargin(judged.filter((one) => one.measuredFactor === null)),
    measured: measuredMargin(training, factor),
  };
}

/**
 * [G] q τ_g: τ²_g the mean squared error at gene g, with the mean over all genes counted as one more observation; q the quantile of |error|
 * over τ_g from the other perturbations. null for fewer than three perturbations.
 */
function unseenMargin(judged: readonly Judged[]): Float64Array | null {
  const families = [...new Set(judged.map(familyOf))];
  if (families.length < MIN_PERTURBATIONS) return null;
  const genes = judged[0]?.measured.length ?? 0;
  const errorOf = ({ predicted, measured }: Judged, gene: number) =>
    (predicted[gene] as number) - (measured[gene] as number);
  const squaresOf = (some: readonly Judged[]) =>
    sumsOverFree(some, genes, (one, gene) => errorOf(one, gene) ** 2);
  const all = squaresOf(judged);
  const ratios = new Float64Array(judged.length * genes);
  let count = 0;
  for (const family of families) {
    const own = judged.filter((one) => familyOf(one) === family);
    const roots = meansOf(without(all, squaresOf(own))).map(Math.sqrt);
    for (const one of own)
      for (let gene = 0; gene < genes; gene++) {
        const root = roots[gene] as number;
        if (root > 0 && !one.targets.includes(gene)) ratios[count++] = Math.abs(errorOf(one, gene)) / root;
      }
  }
  const quantile = count > 0 ? quantileOfSorted(ratios.subarray(0, count).toSorted(), LEVEL) : 0;
  return meansOf(all).map((mean) => quantile * Math.sqrt(mean));
}

/**
 * [G] for one measured gene: what remains of the standard error after the factor, √κ_m se, as for a measurement of that reliability with a
 * prior of no effect; se² the mean over the training perturbations.
 */
function measuredMargin(training: readonly Trained[], factor: number): Float64Array {
  return meansOverFree(
    training,
    training[0]?.standardError.length ?? 0,
    ({ standardError }, gene) => (standardError[gene] as number) ** 2,
  ).map((variance) => NORMAL_QUANTILE * Math.sqrt(factor * variance));
}

/** [G] mean over the endpoints that leave a gene free, with the mean over all genes counted as one more. */
function meansOverFree<One extends Pick<Trained, 'targets'>>(
  endpoints: readonly One[],
  genes: number,
  valueOf: (endpoint: One, gene: number) => number,
): Float64Array {
  return meansOf(sumsOverFree(endpoints, genes, valueOf));
}

/** [G] sums over the endpoints that leave a gene free, and their number. */
interface FreeSums {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

function sumsOverFree<One extends Pick<Trained, 'targets'>>(
  endpoints: readonly One[],
  genes: number,
  valueOf: (endpoint: One, gene: number) => number,
): FreeSums {
  const sums = new Float64Array(genes);
  const counts = new Float64Array(genes);
  for (const endpoint of endpoints)
    for (let gene = 0; gene < genes; gene++) {
      if (endpoint.targets.includes(gene)) continue;
      sums[gene] = (sums[gene] as number) + valueOf(endpoint, gene);
      counts[gene] = (counts[gene] as number) + 1;
    }
  return { sums, counts };
}

/** The sums over the other endpoints: adding these up for each perturbation would take the square of their number. */
function without(all: FreeSums, some: FreeSums): FreeSums {
  return {
    sums: all.sums.map((sum, gene) => Math.max(0, sum - (some.sums[gene] as number))),
    counts: all.counts.map((count, gene) => count - (some.counts[gene] as number)),
  };
}

function meansOf({ sums, counts }: FreeSums): Float64Array {
  const [sum, count] = [sums, counts].map((values) => values.reduce((all, value) => all + value, 0));
  const pooled = count === 0 ? 0 : (sum as number) / (count as number);
  return sums.map((own, gene) => (own + pooled) / ((counts[gene] as number) + 1));
}

/** [left-out perturbations] of [G]: error over the root mean square of all at that gene; 0 at targets. Empty without cross-validation. */
export function jointErrors(comparisons: readonly Comparison[]): readonly Float32Array[] {
  const leftOut = comparisons.filter(({ role }) => role === 'cross-validated');
  const [first] = leftOut;
  if (!first) return [];
  const errors = leftOut.map(({ predicted, measured }) =>
    predicted.map((value, gene) => value - (measured[gene] ?? 0)),
  );
  const squares = meansOverFree(
    leftOut.map(({ targets }, endpoint) => ({ targets, error: errors[endpoint] })),
    first.predicted.length,
    ({ error }, gene) => (error?.[gene] ?? 0) ** 2,
  );
  return errors.map((error, endpoint) =>
    error.map((value, gene) =>
      leftOut[endpoint]?.targets.includes(gene) || !squares[gene] ? 0 : value / Math.sqrt(squares[gene]),
    ),
  );
}
