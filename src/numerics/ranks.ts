/** Ranks of values, ties averaged. */

/** Rank of every value, 1 the smallest; equal values share the mean of their ranks. */
export function ascendingRanks(values: Float64Array): Float64Array {
  return sizesByRank(
    values,
    Float64Array.from(values, (_, i) => i + 1),
  );
}

/** For every score the element of `sizes` (any order) with its rank; equal scores share the mean of theirs. */
export function sizesByRank(scores: Float64Array, sizes: Float64Array): Float64Array {
  const ascending = sizes.toSorted();
  const order = Int32Array.from(scores.keys()).toSorted(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  const found = new Float64Array(scores.length);
  for (let start = 0; start < order.length;) {
    const score = scores[order[start] as number];
    let end = start;
    let sum = 0;
    for (; end < order.length && scores[order[end] as number] === score; end++)
      sum += ascending[end] as number;
    for (let at = start; at < end; at++) found[order[at] as number] = sum / (end - start);
    start = end;
  }
  return found;
}
