/** Sums over the cells of each condition, from which every mean shift and standard error is made in one pass. */
import type { Dataset } from '../../dataset/dataset';
import type { Scaling } from './scaling';
import type { Strata } from './strata';

export interface Moments {
  /** [conditions] */
  readonly cells: Float64Array;
  /** [conditions × G] Σ z and Σ z², composition corrected where that is on. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  /** [conditions × G] Σ z and Σ z² of the values as measured; the same arrays where nothing was corrected. */
  readonly rawSum: Float64Array;
  readonly rawSquares: Float64Array;
  /** [conditions × G] Σ expm1 of the corrected values; null where nothing was corrected. */
  readonly amount: Float64Array | null;
  /** [conditions × strata] cells of the condition in each stratum. */
  readonly strata: Float64Array;
}

/** Sums over every cell of the dataset, held-out conditions included: each condition's stay its own. */
export function conditionMoments(
  dataset: Dataset,
  corrected: Float32Array,
  strata: Strata,
  scaling: Scaling,
): Moments {
  const genes = dataset.genes.length;
  const conditions = dataset.conditions.length;
  const size = conditions * genes;
  const cells = new Float64Array(conditions);
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const isCorrected = corrected !== dataset.values;
  const rawSum = isCorrected ? new Float64Array(size) : sum;
  const rawSquares = isCorrected ? new Float64Array(size) : squares;
  const amount = isCorrected ? new Float64Array(size) : null;
  const inStratum = new Float64Array(conditions * strata.count);
  for (let cell = 0; cell < dataset.cells; cell++) {
    const condition = dataset.conditionOfCell[cell] as number;
    const stratum = strata.ofCell[cell] as number;
    cells[condition] = (cells[condition] as number) + 1;
    inStratum[condition * strata.count + stratum] =
      (inStratum[condition * strata.count + stratum] as number) + 1;
    for (let g = 0; g < genes; g++) {
      const mean = scaling.mean[stratum * genes + g] as number;
      const scale = scaling.scale[stratum * genes + g] as number;
      const x = corrected[cell * genes + g] as number;
      const z = (x - mean) / scale;
      const p = condition * genes + g;
      sum[p] = (sum[p] as number) + z;
      squares[p] = (squares[p] as number) + z * z;
      if (amount === null) continue;
      amount[p] = (amount[p] as number) + Math.expm1(x);
      const raw =
        (dataset.values[cell * genes + g] as number) - (scaling.rawMean[stratum * genes + g] as number);
      rawSum[p] = (rawSum[p] as number) + raw / scale;
      rawSquares[p] = (rawSquares[p] as number) + (raw / scale) ** 2;
    }
  }
  return { cells, sum, squares, rawSum, rawSquares, amount, strata: inStratum };
}
