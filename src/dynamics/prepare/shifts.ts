/**
 * The mean shift D_k of every condition and its standard error (docs/method.md, "Scaling" and "Composition"):
 * against controls, or against all other training cells of the same time point.
 */
import type { Dataset } from '../../dataset/dataset';
import type { Moments } from './moments';
import { otherConditions, type Pool } from './otherConditions';
import type { Scaling } from './scaling';
import type { Strata } from './strata';

/** From so many cells on their own variance is taken as it is. */
const ENOUGH_CELLS = 20;

export interface ConditionShift {
  /** [G] as trained on. */
  readonly shift: Float64Array;
  /** [G] as measured. */
  readonly rawShift: Float64Array;
  /** [G] */
  readonly standardError: Float64Array;
  /** [G] that of the shift as measured. */
  readonly rawStandardError: Float64Array;
  /** [G] the same from the cells' own variances alone, however few they are: Welch's. */
  readonly welchError: Float64Array;
  /** [G] of its square what all conditions have in common: the variance of the controls' mean. 0 where others are compared with. */
  readonly sharedVariance: Float64Array;
  /** [G] where the mean of the condition's cells belongs: `shift` where controls are compared with. */
  readonly cellMean: Float64Array;
}

/** [conditions] one shift each. */
export function conditionShifts(
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): ConditionShift[] {
  const genes = dataset.genes.length;
  const conditions = Array.from(dataset.conditions.keys());
  if (strata.comparedWith === 'controls') {
    const varianceOf = sharedVariances(genes, scaling);
    return conditions.map((condition) =>
      againstControls(condition, genes, strata, scaling, moments, varianceOf),
    );
  }
  const othersOf = otherConditions(dataset, moments, isTraining);
  const nothing = new Float64Array(genes);
  return conditions.map((condition) =>
    againstOthers(condition, genes, othersOf(condition), strata, scaling, moments, nothing),
  );
}

/** To be filled in. Where nothing was corrected, what is trained on and what was measured are the same arrays. */
function zeros(genes: number, isCorrected: boolean) {
  const row = () => new Float64Array(genes);
  const [shift, standardError] = [row(), row()];
  return {
    shift,
    rawShift: isCorrected ? row() : shift,
    standardError,
    rawStandardError: isCorrected ? row() : standardError,
    welchError: row(),
  };
}

/** [G] of the controls in the same shares of strata: the variance of their mean, as measured. Conditions in the same shares share it. */
function sharedVariances(
  genes: number,
  scaling: Scaling,
): (mix: ReturnType<typeof strataMix>) => Float64Array {
  const known = new Map<string, Float64Array>();
  return (mix) => {
    const key = mix.map(({ stratum, share }) => `${stratum}:${share}`).join();
    const variance = known.get(key) ?? new Float64Array(genes);
    if (!known.has(key))
      for (const { stratum, share } of mix)
        for (let g = 0; g < genes; g++)
          variance[g] =
            (variance[g] as number) + share ** 2 * (scaling.rawMeanVariance[stratum * genes + g] as number);
    known.set(key, variance);
    return variance;
  };
}

function againstControls(
  condition: number,
  genes: number,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  varianceOf: ReturnType<typeof sharedVariances>,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const isCorrected = moments.amount !== null;
  const { shift, rawShift, standardError, rawStandardError, welchError } = zeros(genes, isCorrected);
  const sharedVariance = varianceOf(mix);
  for (let g = 0; g < genes; g++) {
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    rawShift[g] = (moments.rawSum[p] as number) / n;
    shift[g] =
      moments.amount === null
        ? mean
        : pseudobulkShift((moments.amount[p] as number) / n, g, genes, mix, scaling, scaling.pseudobulk);
    const rawReferenceVariance = sharedVariance[g] as number;
    let referenceVariance = 0;
    for (const { stratum, share } of mix)
      referenceVariance += share ** 2 * (scaling.meanVariance[stratum * genes + g] as number);
    rawStandardError[g] = Math.sqrt(
      varianceOfMean(n, rawShift[g] as number, moments.rawSquares[p] as number) + rawReferenceVariance,
    );
    welchError[g] = Math.sqrt(
      ownVarianceOfMean(n, rawShift[g] as number, moments.rawSquares[p] as number) + rawReferenceVariance,
    );
    standardError[g] = Math.sqrt(varianceOfMean(n, mean, moments.squares[p] as number) + referenceVariance);
  }
  return { shift, rawShift, standardError, rawStandardError, welchError, sharedVariance, cellMean: shift };
}

function againstOthers(
  condition: number,
  genes: number,
  others: Pool,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  sharedVariance: Float64Array,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const isCorrected = moments.amount !== null;
  const { shift, rawShift, standardError, rawStandardError, welchError } = zeros(genes, isCorrected);
  const cellMean = new Float64Array(genes);
  const m = Math.max(1, others.cells);
  for (let g = 0; g < genes; g++) {
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    const otherMean = (others.sum[g] as number) / m;
    const [rawMean, rawOtherMean] = [(moments.rawSum[p] as number) / n, (others.rawSum[g] as number) / m];
    rawShift[g] = rawMean - rawOtherMean;
    rawStandardError[g] = Math.sqrt(
      varianceOfMean(n, rawMean, moments.rawSquares[p] as number) +
        varianceOfMean(m, rawOtherMean, others.rawSquares[g] as number),
    );
    welchError[g] = Math.sqrt(
      ownVarianceOfMean(n, rawMean, moments.rawSquares[p] as number) +
        ownVarianceOfMean(m, rawOtherMean, others.rawSquares[g] as number),
    );
    standardError[g] = Math.sqrt(
      varianceOfMean(n, mean, moments.squares[p] as number) +
        varianceOfMean(m, otherMean, others.squares[g] as number),
    );
    if (moments.amount === null) {
      shift[g] = mean - otherMean;
      cellMean[g] = mean;
      continue;
    }
    const amount = (moments.amount[p] as number) / n;
    cellMean[g] = pseudobulkShift(amount, g, genes, mix, scaling, scaling.pseudobulk);
    shift[g] =
      (Math.log1p(amount) - Math.log1p((others.amount[g] as number) / m)) /
      mixedScale(g, genes, mix, scaling);
  }
  return {
    shift,
    rawShift,
    standardError,
    rawStandardError,
    welchError,
    sharedVariance,
    cellMean,
  };
}

/** Shares of the condition's cells in the strata it has cells in. */
function strataMix(
  condition: number,
  strata: Strata,
  moments: Moments,
): readonly { readonly stratum: number; readonly share: number }[] {
  const mix = [];
  for (let stratum = 0; stratum < strata.count; stratum++) {
    const cells = moments.strata[condition * strata.count + stratum] as number;
    if (cells > 0) mix.push({ stratum, share: cells / (moments.cells[condition] as number) });
  }
  return mix;
}

function mixedScale(
  gene: number,
  genes: number,
  mix: ReturnType<typeof strataMix>,
  scaling: Scaling,
): number {
  let scale = 0;
  for (const { stratum, share } of mix) scale += share * (scaling.scale[stratum * genes + gene] as number);
  return scale;
}

/** [log1p(ȳ_k) − log1p(ȳ_0)]/s, the reference mixed from the same strata as the condition. */
function pseudobulkShift(
  amount: number,
  gene: number,
  genes: number,
  mix: ReturnType<typeof strataMix>,
  scaling: Scaling,
  pseudobulk: Float64Array,
): number {
  let reference = 0;
  for (const { stratum, share } of mix) reference += share * (pseudobulk[stratum * genes + gene] as number);
  return (Math.log1p(amount) - Math.log1p(reference)) / mixedScale(gene, genes, mix, scaling);
}

/**
 * Variance (divided by n) over n. The fewer cells below 20, the more counts the reference's variance of 1 in place of their
 * own, and for a single cell nothing else does: two cells that happen to be alike are not certain.
 */
function varianceOfMean(n: number, mean: number, squares: number): number {
  const trusted = n < 2 ? 0 : Math.min(1, n / ENOUGH_CELLS);
  return trusted * ownVarianceOfMean(n, mean, squares) + (1 - trusted) / n;
}

/** Variance (divided by n) over n. */
function ownVarianceOfMean(n: number, mean: number, squares: number): number {
  return Math.max(0, squares / n - mean ** 2) / n;
}
