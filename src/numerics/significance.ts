/**
 * Tests and distances between samples of one number each: Mann–Whitney, Benjamini–Hochberg, Wasserstein-2, and a permutation score for
 * the diagonal of a matrix. Rank-sum tests (Mann–Whitney) of many subsets of the same values: their ranks, and the exact distribution of
 * small subsets, are shared.
 */

/** Of one sample among itself and another. */
export interface ComparedRanks {
  /** Number of pairs in which its value is larger; ties count half. */
  readonly u: number;
  /** Σ t³ − t over the groups of t equal values in both. */
  readonly ties: number;
  /** Of both samples. */
  readonly sizes: readonly [number, number];
}

/**
 * Two-sided p of the Mann–Whitney U test by the normal approximation with tie and continuity corrections (method
 * 'asymptotic' of scipy.stats.mannwhitneyu). Both samples not empty; 1 if all values are equal. Inaccurate below about ten values each.
 */
export function mannWhitneyP({ u, ties, sizes: [a, b] }: ComparedRanks): number {
  const total = a + b;
  const variance = ((a * b) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  const pairs = a * b;
  const distance = Math.max(u, pairs - u) - pairs / 2 - 0.5;
  return Math.min(1, 2 * normalTail(distance / Math.sqrt(variance)));
}

/** Rational approximations of Cody (1969), coefficients of the highest power first: of P(0 < Z < z)/z in z² up to ⅔, and of P(Z > z) beyond. */
const [CENTRE, CENTRE_END] = [
  [
    [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
    [1, 47.20258190468824, 976.0985517377767, 10260.932208618979, 45507.789335026726],
  ],
  0.67448975,
] as const;
const [TAIL, TAIL_END] = [
  [
    [
      1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
      2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
    ],
    [
      1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
      34900.95272114598, 38912.00328609327, 19685.429676859992,
    ],
  ],
  Math.sqrt(32),
] as const;
const FAR = [
  [
    0.023073441764940174, 0.215898534057957, 0.1274011611602474, 0.022235277870649807, 0.0014216191932278934,
    2.9112874951168793e-5,
  ],
  [
    1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
    7.297515550839662e-5,
  ],
] as const;

/** Numerator over denominator, coefficients of the highest power first. */
export function ratioOfPolynomials(
  [above, below]: readonly [readonly number[], readonly number[]],
  x: number,
): number {
  let [top, bottom] = [0, 0];
  for (let power = 0; power < above.length; power++) {
    top = top * x + (above[power] as number);
    bottom = bottom * x + (below[power] as number);
  }
  return top / bottom;
}

/** P(Z > z) of the standard normal distribution, to about 14 digits. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  if (z <= CENTRE_END) return 0.5 - z * ratioOfPolynomials(CENTRE, z * z);
  if (z <= TAIL_END) return Math.exp(-0.5 * z * z) * ratioOfPolynomials(TAIL, z);
  const inverse = 1 / (z * z);
  return (
    (Math.exp(-0.5 * z * z) / z) * (1 / Math.sqrt(2 * Math.PI) - inverse * ratioOfPolynomials(FAR, inverse))
  );
}

/** Most sizes of p that are told apart before those of one size are sorted. */
const MOST_SIZES = 2 ** 20;
/** Places that are sorted by insertion. */
const FEW = 16;

/**
 * Adjusted p values of Benjamini and Hochberg (1995), in the given order: among tests with adjusted p ≤ q, the
 * expected share of false discoveries is at most q. p in [0, 1].
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const n = p.length;
  const { places, sorted } = ascending(p);
  const adjusted = new Float64Array(n);
  let smallest = 1;
  for (let rank = n; rank > 0; rank--) {
    smallest = Math.min(smallest, ((sorted[rank - 1] as number) * n) / rank);
    adjusted[places[rank - 1] as number] = smallest;
  }
  return adjusted;
}

/** Numbers in [0, 1] from the smallest to the largest, and their places: by size first, which leaves few to be sorted. */
function ascending(p: ArrayLike<number>) {
  const n = p.length;
  const sizes = Math.min(n, MOST_SIZES);
  const starts = new Int32Array(sizes + 2);
  for (let at = 0; at < n; at++) (starts[Math.floor((p[at] as number) * sizes) + 1] as number) += 1;
  for (let size = 0; size <= sizes; size++) (starts[size + 1] as number) += starts[size] as number;
  const [places, sorted, ends] = [new Int32Array(n), new Float64Array(n), starts.slice()];
  for (let at = 0; at < n; at++) {
    const value = p[at] as number;
    const size = Math.floor(value * sizes);
    const end = ends[size] as number;
    places[end] = at;
    sorted[end] = value;
    ends[size] = end + 1;
  }
  for (let size = 0; size <= sizes; size++) {
    const [from, to] = [starts[size] as number, starts[size + 1] as number];
    if (to - from > FEW) {
      places.subarray(from, to).sort((a, b) => (p[a] as number) - (p[b] as number));
      for (let at = from; at < to; at++) sorted[at] = p[places[at] as number] as number;
    } else
      for (let at = from + 1; at < to; at++) {
        const [place, value] = [places[at] as number, sorted[at] as number];
        let end = at;
        for (; end > from && (sorted[end - 1] as number) > value; end--) {
          places[end] = places[end - 1] as number;
          sorted[end] = sorted[end - 1] as number;
        }
        places[end] = place;
        sorted[end] = value;
      }
  }
  return { places, sorted };
}

/**
 * Squared Wasserstein-2: ∫ (F⁻¹ − G⁻¹)² over the quantiles of the two samples. Both ascending and not empty; squared
 * unit of the values.
 */
export function squaredWasserstein2OfSorted(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let i = 0;
  let j = 0;
  let distance = 0;
  let reached = 0;
  while (i < a.length && j < b.length) {
    const endA = (i + 1) / a.length;
    const endB = (j + 1) / b.length;
    const end = Math.min(endA, endB);
    distance += (end - reached) * ((a[i] as number) - (b[j] as number)) ** 2;
    reached = end;
    if (endA <= end) i++;
    if (endB <= end) j++;
  }
  return distance;
}

interface DiagonalScore {
  /** (diagonal sum − its mean over all permutations of the columns) / their standard deviation. */
  readonly score: number;
  /** That standard deviation. */
  readonly deviation: number;
}

/**
 * Does the diagonal of a matrix stand out from other one-to-one assignments of rows to columns? Mean ΣΣ m/n and
 * variance Σ m̃²/(n − 1), m̃ centred by rows and columns, over all n! permutations (Hoeffding 1951, Annals of
 * Mathematical Statistics 22: 558). `matrix` [n × n], n ≥ 2; score 0 if all permutations have the same sum.
 */
export function scoreDiagonal(matrix: Float64Array, n: number): DiagonalScore {
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  let all = 0;
  let diagonal = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = matrix[i * n + j] as number;
      rows[i] = (rows[i] as number) + value / n;
      columns[j] = (columns[j] as number) + value / n;
      all += value;
      if (i === j) diagonal += value;
    }
  let squares = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      squares +=
        ((matrix[i * n + j] as number) - (rows[i] as number) - (columns[j] as number) + all / n ** 2) ** 2;
  const deviation = Math.sqrt(squares / (n - 1));
  return { score: deviation > 1e-12 ? (diagonal - all / n) / deviation : 0, deviation };
}

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
