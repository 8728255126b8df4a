/**
 * Sums over the cells of each condition, from which all mean shifts and standard errors follow (shifts.ts). Where the dataset holds a
 * sample of its cells, they come from its moments over all cells: z is linear in x within batch and time point.
 */
import { batchesOfGroup, type CellMoments } from '../../dataset/cellMoments';
import type { Dataset } from '../../dataset/dataset';
import type { Scaling } from './scaling';
import { stratumOf, type Strata, type StrataMix } from './strata';

/** Sums over the cells of each condition. */
export interface Moments {
  /** [conditions] */
  readonly cells: Float64Array;
  /** [conditions × G] Σ z and Σ z², corrected where a correction is on. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  /** [conditions × G] Σ z and Σ z² of the values as measured; the same arrays without a correction. */
  readonly rawSum: Float64Array;
  readonly rawSquares: Float64Array;
  /** [conditions × G] Σ expm1 of the corrected values; null without a correction. */
  readonly amount: Float64Array | null;
  /**
   * [conditions × G] Σ (expm1 − its mean over the reference of the cell's stratum)²; null without a correction, and where moments stored by
   * earlier versions have no variance of amounts.
   */
  readonly amountSquares: Float64Array | null;
  /** [conditions × strata] cells of the condition in each stratum. */
  readonly strata: Float64Array;
}

/**
 * Sums over every cell, held-out conditions included, each condition separately. `corrected`: the dataset's values, or those with the
 * composition corrected; `isImputed`: also with dropouts imputed, which is known for the cells of the dataset alone.
 */
export function conditionMoments(
  dataset: Dataset,
  corrected: Float32Array,
  strata: Strata,
  scaling: Scaling,
  isImputed = false,
): Moments {
  return dataset.moments && !isImputed
    ? sumsOfMoments(dataset, dataset.moments, corrected !== dataset.values, strata, scaling)
    : sumsOfCells(dataset, corrected, strata, scaling);
}

function sumsOfCells(dataset: Dataset, corrected: Float32Array, strata: Strata, scaling: Scaling): Moments {
  const genes = dataset.genes.length;
  const sums = emptySums(dataset, strata, corrected !== dataset.values);
  const { sum, squares, rawSum, rawSquares, amount, amountSquares } = sums;
  for (let cell = 0; cell < dataset.cells; cell++) {
    const condition = dataset.conditionOfCell[cell] as number;
    const stratum = strata.ofCell[cell] as number;
    count(sums, condition, stratum, strata, 1);
    for (let g = 0; g < genes; g++) {
      const mean = scaling.mean[stratum * genes + g] as number;
      const scale = scaling.scale[stratum * genes + g] as number;
      const x = corrected[cell * genes + g] as number;
      const z = (x - mean) / scale;
      const p = condition * genes + g;
      sum[p] = (sum[p] as number) + z;
      squares[p] = (squares[p] as number) + z * z;
      if (amount === null || amountSquares === null) continue;
      const y = x === 0 ? 0 : Math.expm1(x);
      amount[p] = (amount[p] as number) + y;
      const deviation = y - (scaling.pseudobulk[stratum * genes + g] as number);
      amountSquares[p] = (amountSquares[p] as number) + deviation ** 2;
      const raw =
        (dataset.values[cell * genes + g] as number) - (scaling.rawMean[stratum * genes + g] as number);
      rawSum[p] = (rawSum[p] as number) + raw / scale;
      rawSquares[p] = (rawSquares[p] as number) + (raw / scale) ** 2;
    }
  }
  return sums;
}

/** The same sums from means and variances of groups of cells. */
function sumsOfMoments(
  dataset: Dataset,
  cellMoments: CellMoments,
  isCorrected: boolean,
  strata: Strata,
  scaling: Scaling,
): Moments {
  const { condition: conditionOf, cells: cellsOf, mean, variance, composed } = cellMoments;
  const genes = dataset.genes.length;
  const sums = emptySums(dataset, strata, isCorrected, cellMoments.amountVariance !== null);
  const [means, variances] = isCorrected && composed ? [composed.mean, composed.variance] : [mean, variance];
  const stratumAt = stratumOf(dataset);
  conditionOf.forEach((condition, group) => {
    const n = cellsOf[group] as number;
    const mix = batchesOfGroup(cellMoments, group).map(({ batch, cells }) => {
      const stratum = stratumAt(condition, batch);
      count(sums, condition, stratum, strata, cells);
      return { stratum, share: cells / n };
    });
    const units = unitsOf(mix, strata, scaling, genes);
    const factor = Math.exp(-(dataset.composition?.[condition] ?? 0));
    for (let g = 0; g < genes; g++) {
      const [at, p] = [group * genes + g, condition * genes + g];
      const scale = units.scale[g] as number;
      const within = (all: number, between: Float64Array | null) =>
        between === null ? all : Math.max(0, all - (between[g] as number));
      const z = ((means[at] as number) - (units.mean[g] as number)) / scale;
      addTo(sums.sum, p, n * z);
      addTo(sums.squares, p, n * (z * z + within(variances[at] as number, units.meanSpread) / scale ** 2));
      if (sums.amount === null) continue;
      const amount = factor * (cellMoments.amount[at] as number);
      addTo(sums.amount, p, n * amount);
      if (sums.amountSquares !== null && cellMoments.amountVariance !== null) {
        const own = within(factor ** 2 * (cellMoments.amountVariance[at] as number), units.pseudobulkSpread);
        addTo(sums.amountSquares, p, n * ((amount - (units.pseudobulk[g] as number)) ** 2 + own));
      }
      const raw = ((mean[at] as number) - (units.rawMean[g] as number)) / scale;
      addTo(sums.rawSum, p, n * raw);
      addTo(
        sums.rawSquares,
        p,
        n * (raw * raw + within(variance[at] as number, units.rawMeanSpread) / scale ** 2),
      );
    }
  });
  return sums;
}

/** [G] each: what the cells of a group are compared with. */
interface Units {
  readonly mean: Float64Array;
  readonly rawMean: Float64Array;
  readonly pseudobulk: Float64Array;
  readonly scale: Float64Array;
  /** Variance of these means between the batches of the group; null in one batch. */
  readonly meanSpread: Float64Array | null;
  readonly rawMeanSpread: Float64Array | null;
  readonly pseudobulkSpread: Float64Array | null;
}

/**
 * Of a group of several batches the means weighted by its cells: its mean less that one is exact where batches shift every condition
 * alike, since then Σ_b n_b (x̄_b − μ_b) = n (x̄ − Σ_b n_b μ_b/n). Scales are joined by their weighted harmonic mean. The sampling error of
 * the strata's means is taken out of the variance between them.
 */
function unitsOf(mix: StrataMix, strata: Strata, scaling: Scaling, genes: number): Units {
  const rowOf = (values: Float64Array, stratum: number) =>
    values.subarray(stratum * genes, (stratum + 1) * genes);
  const only = mix.length === 1 ? mix[0] : undefined;
  if (only)
    return {
      mean: rowOf(scaling.mean, only.stratum),
      rawMean: rowOf(scaling.rawMean, only.stratum),
      pseudobulk: rowOf(scaling.pseudobulk, only.stratum),
      scale: rowOf(scaling.scale, only.stratum),
      meanSpread: null,
      rawMeanSpread: null,
      pseudobulkSpread: null,
    };
  /** [G] `of` averaged over the strata; `at`: of the stratum and gene. */
  const weighted = (of: (at: number, g: number, stratum: StrataMix[number]) => number): Float64Array => {
    const sum = new Float64Array(genes);
    for (const one of mix)
      for (let g = 0; g < genes; g++) addTo(sum, g, one.share * of(one.stratum * genes + g, g, one));
    return sum;
  };
  const meanOf = (values: Float64Array) => weighted((at) => values[at] as number);
  const spreadOf = (
    values: Float64Array,
    mean: Float64Array,
    errorAt: (at: number, stratum: number) => number,
  ) =>
    weighted(
      (at, g, { stratum, share }) =>
        ((values[at] as number) - (mean[g] as number)) ** 2 - (1 - share) * errorAt(at, stratum),
    ).map((spread) => Math.max(0, spread));
  const squaredScale = (at: number) => (scaling.scale[at] as number) ** 2;
  const [mean, rawMean, pseudobulk] = [scaling.mean, scaling.rawMean, scaling.pseudobulk].map(meanOf) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    mean,
    rawMean,
    pseudobulk,
    scale: weighted((at) => 1 / (scaling.scale[at] as number)).map((inverse) => 1 / inverse),
    meanSpread: spreadOf(scaling.mean, mean, (at) => (scaling.meanVariance[at] as number) * squaredScale(at)),
    rawMeanSpread: spreadOf(
      scaling.rawMean,
      rawMean,
      (at) => (scaling.rawMeanVariance[at] as number) * squaredScale(at),
    ),
    pseudobulkSpread: spreadOf(
      scaling.pseudobulk,
      pseudobulk,
      (at, stratum) =>
        (scaling.amountVariance[at] as number) / Math.max(1, strata.reference[stratum]?.length ?? 1),
    ),
  };
}

function emptySums(dataset: Dataset, strata: Strata, isCorrected: boolean, hasSquares = true): Moments {
  const conditions = dataset.conditions.length;
  const row = () => new Float64Array(conditions * dataset.genes.length);
  const [sum, squares] = [row(), row()];
  return {
    cells: new Float64Array(conditions),
    sum,
    squares,
    rawSum: isCorrected ? row() : sum,
    rawSquares: isCorrected ? row() : squares,
    amount: isCorrected ? row() : null,
    amountSquares: isCorrected && hasSquares ? row() : null,
    strata: new Float64Array(conditions * strata.count),
  };
}

function count(sums: Moments, condition: number, stratum: number, strata: Strata, cells: number): void {
  addTo(sums.cells, condition, cells);
  addTo(sums.strata, condition * strata.count + stratum, cells);
}

function addTo(sums: Float64Array, at: number, term: number): void {
  sums[at] = (sums[at] as number) + term;
}
