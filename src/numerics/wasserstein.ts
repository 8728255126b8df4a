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
