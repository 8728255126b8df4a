/** Order statistics and correlation of short vectors, as NumPy defines them. Nothing here knows about cells or genes. */

/**
 * Quantile by linear interpolation between order statistics (NumPy's default, Hyndman and Fan 1996, type 7).
 * `sorted` ascending and not empty; `fraction` in [0, 1].
 */
export function quantileOfSorted(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}

/** Arithmetic mean, summed one after another; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Median of the values, which are not changed; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  return values.length === 0 ? NaN : quantileOfSorted(Float64Array.from(values).toSorted(), 0.5);
}

/**
 * The first value, in ascending order, at which the cumulated weight reaches half of all weight; NaN of nothing.
 * Weights are not negative.
 */
export function weightedMedian(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  const order = Array.from({ length: values.length }, (_, i) => i).toSorted(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
  );
  let total = 0;
  for (const i of order) total += weights[i] ?? 0;
  let cumulated = 0;
  for (const i of order) {
    cumulated += weights[i] ?? 0;
    if (cumulated >= total / 2) return values[i] ?? NaN;
  }
  return NaN;
}

/** Pearson's correlation of two vectors of equal length; 0 where one of them does not vary. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i++) {
    meanA += (a[i] as number) / n;
    meanB += (b[i] as number) / n;
  }
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < n; i++) {
    const da = (a[i] as number) - meanA;
    const db = (b[i] as number) - meanB;
    covariance += da * db;
    varianceA += da * da;
    varianceB += db * db;
  }
  const scale = Math.sqrt(varianceA * varianceB);
  return scale > 0 ? covariance / scale : 0;
}
