/**
 * Values of predictors as ranks in at most 64 classes each, so that the best split of a node is found by one pass over its
 * rows (the histogram method, Ke et al. 2017) and does not depend on how a predictor is scaled.
 */

export const MOST_CLASSES = 64;

export interface Bins {
  readonly rows: number;
  readonly predictors: number;
  /** [predictors × rows] class of each value, 0 the smallest. */
  readonly classes: Uint8Array;
}

/** `values` [rows × columns]; `predictors` are columns. One class per distinct value where they are few, else equal shares of rows. */
export function binsOf(values: Float32Array, columns: number, predictors: ArrayLike<number>): Bins {
  const rows = values.length / columns;
  const classes = new Uint8Array(predictors.length * rows);
  const column = new Float32Array(rows);
  for (let p = 0; p < predictors.length; p++) {
    const offset = predictors[p] as number;
    for (let row = 0; row < rows; row++) column[row] = values[row * columns + offset] as number;
    const limits = upperLimits(column.toSorted());
    for (let row = 0; row < rows; row++) classes[p * rows + row] = classOf(limits, column[row] as number);
  }
  return { rows, predictors: predictors.length, classes };
}

/** Only the rows `chosen`, which become 0, 1, …, and the predictors `kept`. */
export function selectBins(bins: Bins, chosen: Int32Array, kept: ArrayLike<number>): Bins {
  const classes = new Uint8Array(kept.length * chosen.length);
  for (let p = 0; p < kept.length; p++) {
    const from = (kept[p] as number) * bins.rows;
    const to = p * chosen.length;
    for (let row = 0; row < chosen.length; row++)
      classes[to + row] = bins.classes[from + (chosen[row] as number)] as number;
  }
  return { rows: chosen.length, predictors: kept.length, classes };
}

/** Largest value of each class, ascending. */
function upperLimits(sorted: Float32Array): Float32Array {
  const distinct = sorted.filter((value, i) => value !== sorted[i + 1]);
  if (distinct.length <= MOST_CLASSES) return distinct;
  const shares = Float32Array.from(
    { length: MOST_CLASSES },
    (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / MOST_CLASSES) - 1] as number,
  );
  return shares.filter((value, k) => value !== shares[k + 1]);
}

/** The first class whose limit is not below the value. */
function classOf(limits: Float32Array, value: number): number {
  let low = 0;
  let high = limits.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((limits[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
