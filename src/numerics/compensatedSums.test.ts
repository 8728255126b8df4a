import { expect, test } from 'vitest';
import { CompensatedSums } from './compensatedSums';
import { Random } from './random';

function sumOf(terms: readonly number[]): number {
  const sums = new CompensatedSums(1);
  for (const term of terms) sums.add(0, term);
  return sums.totals()[0] ?? Number.NaN;
}

/** Every term is a whole number of 2⁻⁶⁰, so that whole numbers sum them exactly. */
function exactSum(terms: readonly number[]): number {
  const whole = terms.reduce((sum, term) => sum + BigInt(term * 2 ** 60), 0n);
  return Number(whole) / 2 ** 60;
}

test('a sum is the exact one rounded once, in whatever order the terms are added', () => {
  const random = new Random(1);
  for (let round = 0; round < 50; round++) {
    const terms = Array.from({ length: 2000 }, () =>
      Math.fround(Math.expm1(8 * random.uniform()) * random.uniform()),
    ).map((term) => Math.round(term * 2 ** 60) / 2 ** 60);
    const exact = exactSum(terms);
    const shuffled = Array.from(random.permutation(terms.length), (index) => terms[index] ?? 0);
    expect([terms, terms.toReversed(), terms.toSorted((a, b) => a - b), shuffled].map(sumOf)).toEqual(
      [1, 2, 3, 4].map(() => exact),
    );
  }
});

function plain(terms: readonly number[]): number {
  return terms.reduce((sum, term) => sum + term, 0);
}

test('plain addition of the same terms depends on their order', () => {
  const terms = Array.from({ length: 2000 }, (_, index) => Math.expm1((index * 7.3) % 8));
  expect(plain(terms)).not.toBe(plain(terms.toSorted((a, b) => b - a)));
  expect(sumOf(terms)).toBe(sumOf(terms.toSorted((a, b) => b - a)));
});
