/** 95 % intervals of predicted changes (docs/method.md, "Sliders"), from the errors at left-out perturbations and the noise of measured ones. */
import type { PredictionMargins } from '../../dynamics/measuredGenes';
import { quantileOfSorted } from '../../numerics/statistics';
import type { PredictedEndpoint } from './fit';

type Judged = Pick<PredictedEndpoint, 'label' | 'targets' | 'predicted' | 'measured' | 'measuredFactor'>;
type Trained = Pick<PredictedEndpoint, 'targets' | 'standardError' | 'measuredFactor'>;

/** Minimum number of left-out perturbations. */
const MIN_PERTURBATIONS = 3;
const LEVEL = 0.95;
/** Of the standard normal distribution, for LEVEL. */
const NORMAL_QUANTILE = 1.96;

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
  const labels = [...new Set(judged.map(({ label }) => label))];
  if (labels.length < MIN_PERTURBATIONS) return null;
  const errors = judged.map(({ predicted, measured }) =>
    Float64Array.from(measured, (value, gene) => (predicted[gene] as number) - value),
  );
  const rootsOf = (isUsed: (endpoint: number) => boolean) =>
    meansOverFree(
      judged,
      errors[0]?.length ?? 0,
      (endpoint, gene) => (errors[endpoint]?.[gene] as number) ** 2,
      isUsed,
    ).map(Math.sqrt);
  const ratios = labels.flatMap((label) => {
    const roots = rootsOf((endpoint) => judged[endpoint]?.label !== label);
    return judged.flatMap((one, endpoint) =>
      one.label === label
        ? [...roots.keys()]
            .filter((gene) => !one.targets.includes(gene) && (roots[gene] as number) > 0)
            .map((gene) => Math.abs(errors[endpoint]?.[gene] as number) / (roots[gene] as number))
        : [],
    );
  });
  const quantile = ratios.length > 0 ? quantileOfSorted(Float64Array.from(ratios).toSorted(), LEVEL) : 0;
  return rootsOf(() => true).map((root) => quantile * root);
}

/**
 * [G] for one measured gene: what remains of the standard error after the factor, √κ_m se, as for a measurement of that reliability with a
 * prior of no effect; se² the mean over the training perturbations.
 */
function measuredMargin(training: readonly Trained[], factor: number): Float64Array {
  return meansOverFree(
    training,
    training[0]?.standardError.length ?? 0,
    (endpoint, gene) => (training[endpoint]?.standardError[gene] as number) ** 2,
  ).map((variance) => NORMAL_QUANTILE * Math.sqrt(factor * variance));
}

/** [G] mean over the endpoints that leave a gene free, with the mean over all genes counted as one more. */
export function meansOverFree(
  endpoints: readonly Pick<Trained, 'targets'>[],
  genes: number,
  valueOf: (endpoint: number, gene: number) => number,
  isUsed: (endpoint: number) => boolean = () => true,
): Float64Array {
  const sums = new Float64Array(genes);
  const counts = new Float64Array(genes);
  for (const [endpoint, { targets }] of endpoints.entries()) {
    if (!isUsed(endpoint)) continue;
    for (let gene = 0; gene < genes; gene++) {
      if (targets.includes(gene)) continue;
      sums[gene] = (sums[gene] as number) + valueOf(endpoint, gene);
      counts[gene] = (counts[gene] as number) + 1;
    }
  }
  const [sum, count] = [sums, counts].map((values) => values.reduce((all, value) => all + value, 0));
  const pooled = count === 0 ? 0 : (sum as number) / (count as number);
  return sums.map((own, gene) => (own + pooled) / ((counts[gene] as number) + 1));
}
