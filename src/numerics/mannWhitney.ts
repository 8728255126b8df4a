/** Whether one sample tends to be larger than another, from ranks alone. */
import { normalTail } from './normalTail';

/** U of `a`: pairs in which its value is the larger, ties half. Both ascending. */
export function mannWhitneyU(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return comparedRanks(a, b).u;
}

/**
 * Two-sided p of the Mann–Whitney U test by the normal approximation with tie and continuity corrections (the 'asymptotic' method of
 * scipy.stats.mannwhitneyu). Both samples ascending and not empty; 1 where all values are equal. Coarse below some ten values each.
 */
export function mannWhitneyP(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { u, ties } = comparedRanks(a, b);
  const total = a.length + b.length;
  const variance = ((a.length * b.length) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  const pairs = a.length * b.length;
  const distance = Math.max(u, pairs - u) - pairs / 2 - 0.5;
  return Math.min(1, 2 * normalTail(distance / Math.sqrt(variance)));
}

/** U, and Σ t³ − t over the groups of t equal values. */
function comparedRanks(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly u: number; readonly ties: number } {
  let i = 0;
  let j = 0;
  let u = 0;
  let ties = 0;
  while (i < a.length || j < b.length) {
    const value = Math.min(
      i < a.length ? (a[i] as number) : Infinity,
      j < b.length ? (b[j] as number) : Infinity,
    );
    let ofA = 0;
    let ofB = 0;
    while (i < a.length && a[i] === value) [i, ofA] = [i + 1, ofA + 1];
    while (j < b.length && b[j] === value) [j, ofB] = [j + 1, ofB + 1];
    u += ofA * (j - ofB + ofB / 2);
    const equal = ofA + ofB;
    ties += equal ** 3 - equal;
  }
  return { u, ties };
}
