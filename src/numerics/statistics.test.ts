import { expect, test } from 'vitest';
import { Random } from './random';
import {
  CompensatedSums,
  mean,
  median,
  pearson,
  quantileInPlace,
  quantileOfSorted,
  weightedMedian,
} from './statistics';

test('quantiles interpolate as numpy.quantile does', () => {
  // numpy.quantile([1, 2, 4, 8, 16], [0.02, 0.3, 0.98])
  const sorted = [1, 2, 4, 8, 16];
  expect(quantileOfSorted(sorted, 0.02)).toBeCloseTo(1.08, 12);
  expect(quantileOfSorted(sorted, 0.3)).toBeCloseTo(2.4, 12);
  expect(quantileOfSorted(sorted, 0.98)).toBeCloseTo(15.36, 12);
  expect(quantileOfSorted([3], 0.98)).toBe(3);
});

test('the mean of an empty sample is NaN', () => {
  expect(mean([3, 1, 2.6])).toBeCloseTo(2.2, 15);
  expect(mean([])).toBeNaN();
});

test('the median of an even number of values is the mean of the middle two', () => {
  expect(median([9, 1, 5, 2])).toBe(3.5);
  expect(median([])).toBeNaN();
});

test('the weighted median with whole weights is the lower median of repeated values', () => {
  expect(weightedMedian([5, 1, 3], [1, 1, 5])).toBe(3);
  expect(weightedMedian([5, 1, 3], [1, 7, 1])).toBe(1);
  expect(weightedMedian([2, 1], [1, 1])).toBe(1);
});

test('correlation is 1 for proportional vectors, 0 for a constant one', () => {
  expect(pearson([1, 2, 4], [10, 20, 40])).toBeCloseTo(1, 12);
  expect(pearson([1, 2, 4], [-1, -2, -4])).toBeCloseTo(-1, 12);
  expect(pearson([1, 2, 4], [7, 7, 7])).toBe(0);
});

test('selecting quantiles without sorting gives the bits of sorting, with ties and in any order', () => {
  const random = new Random(4);
  const screens: ((i: number) => number)[] = [
    () => random.normal(),
    () => Math.floor(4 * random.uniform()),
    (i) => i,
    (i) => 1 - i,
    () => 7,
  ];
  for (const valueAt of screens)
    for (const length of [1, 2, 3, 50, 401]) {
      const values = Float32Array.from({ length }, (_, i) => valueAt(i));
      for (const fraction of [0, 0.02, 0.5, 0.98, 1])
        expect(quantileInPlace(values.slice(), fraction)).toBe(quantileOfSorted(values.toSorted(), fraction));
    }
});

function sumOf(terms: readonly number[]): number {
  const sums = new CompensatedSums(1);
  for (const term of terms) sums.add(0, term);
  return sums.totals()[0] ?? Number.NaN;
}

/** Every term is a multiple of 2⁻⁶⁰, so that integers sum them exactly. */
function exactSum(terms: readonly number[]): number {
  const whole = terms.reduce((sum, term) => sum + BigInt(term * 2 ** 60), 0n);
  return Number(whole) / 2 ** 60;
}

test('a compensated sum is the exact sum rounded once, in any order of its terms', () => {
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
