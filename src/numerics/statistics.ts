/**
 * Quantiles, means, correlation and order-independent sums, as NumPy defines them. Nothing here is specific to cells
 * or genes.
 */

/**
 * Quantile by linear interpolation between order statistics (NumPy's default; Hyndman and Fan 1996, type 7). `sorted`
 * ascending and not empty; `fraction` in [0, 1].
 */
export function quantileOfSorted(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}

/** Arithmetic mean, summed in order; NaN if empty. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Mean squared deviation from the mean; other `divisor`s give other estimates. */
export function variance(values: ArrayLike<number>, divisor = values.length): number {
  const average = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - average) ** 2;
  return squares / divisor;
}

/** Standard deviation of a normal variable over its median absolute deviation. */
export const NORMAL_MAD = 1.4826;
/** Of the standard normal distribution, for intervals of 95 %. */
export const NORMAL_QUANTILE = 1.96;

/** Median; the values stay unchanged; NaN if empty. */
export function median(values: ArrayLike<number>): number {
  return values.length === 0 ? NaN : quantileOfSorted(Float64Array.from(values).toSorted(), 0.5);
}

/**
 * The first value, in ascending order, at which the cumulative weight reaches half of the total; NaN if empty.
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

/** Pearson correlation of two vectors of equal length; 0 if either is constant. */
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

/**
 * The bits of quantileOfSorted on the sorted values, in O(n) by quickselect (Hoare 1961). Reorders `values`, which
 * must not be empty or contain NaN.
 */
export function quantileInPlace(values: Float32Array, fraction: number): number {
  const position = fraction * (values.length - 1);
  const below = Math.floor(position);
  const low = orderStatistic(values, below);
  if (below + 1 >= values.length) return low;
  let high = Infinity;
  for (let i = below + 1; i < values.length; i++) high = Math.min(high, values[i] as number);
  return low + (position - below) * (high - low);
}

/** The value at `place` of the sorted order; partitions `values` around it. No NaN. */
export function orderStatistic(values: Float32Array, place: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[(first + last) >> 1] as number;
    let [i, j] = [first, last];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const value = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = value;
    }
    if (place <= j) last = j;
    else if (place >= i) first = i;
    else break;
  }
  return values[place] as number;
}

/**
 * Many sums at once, independent of the order of their terms: a second number collects the rounding errors
 * (error-free addition of Knuth 1969, compensated as in Ogita, Rump & Oishi 2005). n terms of one sign have a
 * relative error of about n 2⁻¹⁰⁶ before the final rounding, so two orders differ in one bit for about one sum in
 * 2⁵³/n.
 */
export class CompensatedSums {
  readonly #sums: Float64Array;
  readonly #rests: Float64Array;

  constructor(length: number) {
    this.#sums = new Float64Array(length);
    this.#rests = new Float64Array(length);
  }

  add(at: number, term: number): void {
    const before = this.#sums[at] as number;
    const after = before + term;
    const added = after - before;
    this.#rests[at] = (this.#rests[at] as number) + (before - (after - added)) + (term - added);
    this.#sums[at] = after;
  }

  /** Current value of one sum. */
  at(index: number): number {
    return (this.#sums[index] as number) + (this.#rests[index] as number);
  }

  /** [length] all sums. Ends the object: the result reuses its memory. */
  totals(): Float64Array {
    const sums = this.#sums;
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] as number) + (this.#rests[at] as number);
    return sums;
  }
}
