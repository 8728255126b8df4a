/** Rank-sum tests (Mann–Whitney) of many subsets of the same values: their ranks, and the exact distribution of small subsets, are shared. */
import { normalTail } from './significance';

/** Up to so many values in the smaller part, and in all, p is exact. */
const EXACT_PART = 8;
const EXACT_ALL = 500;

/** Two-sided p of the values at `places`, distinct indices, against all others. */
export type RankSumTest = (places: readonly number[]) => { readonly p: number; readonly higher: number };

/**
 * The test for subsets of `values`. Exact over all subsets of the same size, ties included, where the smaller part has at most 8 of at most
 * 500 values: twice the smaller tail of the rank sum, at most 1 (as scipy.stats.permutation_test; without ties as the exact
 * mannwhitneyu). Else the normal approximation with tie and continuity corrections. p is 1 where a part is empty or all values are equal.
 * `higher`: share of the pairs in which the value of the subset is the larger one, ties counted half; ½ where a part is empty.
 */
export function rankSumTest(values: ArrayLike<number>): RankSumTest {
  const n = values.length;
  const { ranks, ties } = doubledRanks(values);
  const exact = n <= EXACT_ALL ? exactTails(ranks) : null;
  return (places) => {
    const part = places.length;
    const rest = n - part;
    if (part === 0 || rest === 0) return { p: 1, higher: 0.5 };
    const sum = places.reduce((total, place) => total + (ranks[place] as number), 0);
    const pairs = part * rest;
    const u = (sum - part * (part + 1)) / 2;
    const higher = u / pairs;
    const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
    if (!(variance > 0)) return { p: 1, higher };
    if (exact && Math.min(part, rest) <= EXACT_PART)
      return { p: part <= rest ? exact(part, sum) : exact(rest, n * (n + 1) - sum), higher };
    const distance = Math.max(u, pairs - u) - pairs / 2 - 0.5;
    return { p: Math.min(1, 2 * normalTail(distance / Math.sqrt(variance))), higher };
  };
}

/** [n] twice the rank from 1, equal values sharing the mean of theirs, and Σ t³ − t over the groups of t equal values. */
function doubledRanks(values: ArrayLike<number>) {
  const order = Array.from(values, (value, place) => ({ value, place })).toSorted(
    (a, b) => a.value - b.value,
  );
  const ranks = new Int32Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (const { place } of order.slice(from, to)) ranks[place] = from + to + 1;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, ties };
}

/** P of the smaller tail, doubled. The sums are counted when first asked. */
function exactTails(ranks: Int32Array): (part: number, sum: number) => number {
  let tails: ReturnType<typeof tailsOf>[] | null = null;
  return (part, sum) => {
    tails ??= countSums(ranks).map(tailsOf);
    const { upTo, from } = tails[part] as ReturnType<typeof tailsOf>;
    return Math.min(1, (2 * Math.min(upTo[sum] as number, from[sum] as number)) / (from[0] as number));
  };
}

/** Subsets with at most and with at least every sum; apart, as a small tail is lost in a difference. */
function tailsOf(counts: Float64Array) {
  const upTo = counts.slice();
  const from = counts.slice();
  for (let sum = 1; sum < counts.length; sum++) {
    upTo[sum] = (upTo[sum] as number) + (upTo[sum - 1] as number);
    const other = counts.length - 1 - sum;
    from[other] = (from[other] as number) + (from[other + 1] as number);
  }
  return { upTo, from };
}

/** Numbers of subsets, [size + 1] of [doubled rank sum + 1]: one value is added after the other. */
function countSums(ranks: Int32Array): readonly Float64Array[] {
  const largest = ranks.toSorted((a, b) => b - a);
  const sizes = Math.min(EXACT_PART, ranks.length);
  const tops = Array.from({ length: sizes + 1 }, (_, size) =>
    largest.subarray(0, size).reduce((total, rank) => total + rank, 0),
  );
  const counts = tops.map((top) => new Float64Array(top + 1));
  (counts[0] as Float64Array)[0] = 1;
  for (const rank of ranks)
    for (let size = sizes; size > 0; size--) {
      const [own, smaller] = [counts[size] as Float64Array, counts[size - 1] as Float64Array];
      for (const [sum, count] of smaller.entries())
        if (count > 0) own[sum + rank] = (own[sum + rank] as number) + count;
    }
  return counts;
}
