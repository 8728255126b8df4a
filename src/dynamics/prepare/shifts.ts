/**
 * The mean shift D_k of every condition and its standard error (docs/method.md, "Scaling and labels" and "Composition
 * and pseudo-bulk"): against controls, or against all other training cells of the same time point.
 */
import type { Dataset } from '../../dataset/dataset';
import type { Moments } from './moments';
import type { Scaling } from './scaling';
import type { Strata } from './strata';

export interface ConditionShift {
  /** [G] as trained on. */
  readonly shift: Float64Array;
  /** [G] as measured. */
  readonly rawShift: Float64Array;
  /** [G] */
  readonly standardError: Float64Array;
  /** [G] where the mean of the condition's cells belongs: `shift` where controls are compared with. */
  readonly cellMean: Float64Array;
}

/** [conditions] one shift each. Cells of a single one in its condition get the reference's variance, at least 1. */
export function conditionShifts(
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): ConditionShift[] {
  return dataset.conditions.map((_, condition) =>
    strata.comparedWith === 'controls'
      ? againstControls(condition, dataset.genes.length, strata, scaling, moments)
      : againstOthers(condition, dataset, strata, scaling, moments, isTraining),
  );
}

/** Sums over some conditions, laid out as one condition of `Moments`. */
interface Pool {
  cells: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly rawSum: Float64Array;
  readonly amount: Float64Array;
}

function againstControls(
  condition: number,
  genes: number,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const shift = new Float64Array(genes);
  const rawShift = new Float64Array(genes);
  const standardError = new Float64Array(genes);
  for (let g = 0; g < genes; g++) {
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    rawShift[g] = (moments.rawSum[p] as number) / n;
    shift[g] =
      moments.amount === null
        ? mean
        : pseudobulkShift((moments.amount[p] as number) / n, g, genes, mix, scaling, scaling.pseudobulk);
    let referenceVariance = 0;
    for (const { stratum, share } of mix)
      referenceVariance += share ** 2 * (scaling.meanVariance[stratum * genes + g] as number);
    standardError[g] = Math.sqrt(varianceOfMean(n, mean, moments.squares[p] as number) + referenceVariance);
  }
  return { shift, rawShift, standardError, cellMean: shift };
}

function againstOthers(
  condition: number,
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): ConditionShift {
  const genes = dataset.genes.length;
  const time = dataset.conditions[condition]?.time ?? null;
  const label = dataset.conditions[condition]?.label;
  const isOther = (other: number): boolean => isTraining(other) && dataset.conditions[other]?.label !== label;
  const sameTime = poolOf(
    dataset,
    moments,
    (other) => isOther(other) && (dataset.conditions[other]?.time ?? null) === time,
  );
  const others = sameTime.cells > 0 ? sameTime : poolOf(dataset, moments, isOther);
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const shift = new Float64Array(genes);
  const rawShift = new Float64Array(genes);
  const standardError = new Float64Array(genes);
  const cellMean = new Float64Array(genes);
  const m = Math.max(1, others.cells);
  for (let g = 0; g < genes; g++) {
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    const otherMean = (others.sum[g] as number) / m;
    rawShift[g] = (moments.rawSum[p] as number) / n - (others.rawSum[g] as number) / m;
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
  return { shift, rawShift, standardError, cellMean };
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

/** Variance (divided by n) over n; of a single cell, the variance 1 of the reference. */
function varianceOfMean(n: number, mean: number, squares: number): number {
  return n < 2 ? 1 : Math.max(0, squares / n - mean ** 2) / n;
}

function poolOf(dataset: Dataset, moments: Moments, isIn: (condition: number) => boolean): Pool {
  const genes = dataset.genes.length;
  const pool: Pool = {
    cells: 0,
    sum: new Float64Array(genes),
    squares: new Float64Array(genes),
    rawSum: new Float64Array(genes),
    amount: new Float64Array(genes),
  };
  dataset.conditions.forEach((_, condition) => {
    if (!isIn(condition)) return;
    pool.cells += moments.cells[condition] as number;
    for (let g = 0; g < genes; g++) {
      const p = condition * genes + g;
      pool.sum[g] = (pool.sum[g] as number) + (moments.sum[p] as number);
      pool.squares[g] = (pool.squares[g] as number) + (moments.squares[p] as number);
      pool.rawSum[g] = (pool.rawSum[g] as number) + (moments.rawSum[p] as number);
      if (moments.amount !== null)
        pool.amount[g] = (pool.amount[g] as number) + (moments.amount[p] as number);
    }
  });
  return pool;
}
