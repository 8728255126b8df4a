/**
 * Tests and distances between samples of one number each: Mann–Whitney, Benjamini–Hochberg, Wasserstein-2, and a
 * permutation score for the diagonal of a matrix.
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

/** P(Z > z) of the standard normal distribution, to about 14 digits. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < 2.5 ? 0.5 - centre(z) : tail(z);
}

/** P(0 < Z < z) by its series φ(z) Σ z^(2n+1) / (1·3·5⋯(2n+1)) (Abramowitz & Stegun 26.2.11). */
function centre(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return density(z) * sum;
}

/** P(Z > z) by its continued fraction φ(z)/(z + 1/(z + 2/(z + 3/(z + …)))) (26.2.14), evaluated backwards. */
function tail(z: number): number {
  let fraction = z;
  for (let n = 200; n > 0; n--) fraction = z + n / fraction;
  return density(z) / fraction;
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * Adjusted p values of Benjamini and Hochberg (1995), in the given order: among tests with adjusted p ≤ q, the
 * expected share of false discoveries is at most q. p in [0, 1].
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: p.length }, (_, test) => test).toSorted(
    (a, b) => (p[b] as number) - (p[a] as number),
  );
  const adjusted = new Float64Array(p.length);
  let smallest = 1;
  order.forEach((test, place) => {
    smallest = Math.min(smallest, ((p[test] as number) * p.length) / (p.length - place));
    adjusted[test] = smallest;
  });
  return adjusted;
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
