/** The distance between two samples of one number each: how far, on average, one has to be moved to become the other. */

/**
 * Wasserstein-1: ∫ |F − G| of the two empirical distribution functions. Both samples ascending and not empty; same unit as
 * the values (scipy.stats.wasserstein_distance).
 */
export function wassersteinOfSorted(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let i = 0;
  let j = 0;
  let distance = 0;
  let previous = Math.min(a[0] as number, b[0] as number);
  while (i < a.length || j < b.length) {
    const takeA = j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number));
    const value = takeA ? (a[i] as number) : (b[j] as number);
    distance += Math.abs(i / a.length - j / b.length) * (value - previous);
    previous = value;
    if (takeA) i++;
    else j++;
  }
  return distance;
}

/**
 * Wasserstein-2, squared: ∫ (F⁻¹ − G⁻¹)² over the quantiles of the two samples, in the square of the values' unit. Both ascending and
 * not empty.
 */
export function squaredWasserstein2OfSorted(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let i = 0;
  let j = 0;
  let distance = 0;
  let reached = 0;
  while (i < a.length && j < b.length) {
    const [endA, endB] = [(i + 1) / a.length, (j + 1) / b.length];
    const end = Math.min(endA, endB);
    distance += (end - reached) * ((a[i] as number) - (b[j] as number)) ** 2;
    reached = end;
    if (endA <= end) i++;
    if (endB <= end) j++;
  }
  return distance;
}
