/** Quantiles without sorting: only what lies around the place asked for is put in order (quickselect, Hoare 1961). */

/**
 * As quantileOfSorted gives of the sorted values, to the bit; `values`, not empty and without NaN, are left in another order. O(n).
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

/** The value that sorting would put at `place`; none before it is larger afterwards, none after it smaller. Values are not NaN. */
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
