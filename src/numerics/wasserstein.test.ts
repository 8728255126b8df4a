import { expect, test } from 'vitest';
import { Random } from './random';
import { wassersteinOfSorted } from './wasserstein';

/** Every value as often as `times` says. */
function repeated(values: readonly number[], times: number): number[] {
  return values.flatMap((value) => Array.from({ length: times }, () => value));
}

test('of samples of one size it is the mean distance of the sorted values', () => {
  const random = new Random(4);
  const draw = () => Float64Array.from({ length: 30 }, () => random.normal()).toSorted();
  const [a, b] = [draw(), draw()];
  const mean = a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? NaN)), 0) / 30;
  expect(wassersteinOfSorted(a, b)).toBeCloseTo(mean, 12);
});

test('of samples of two sizes it is that of their common multiples', () => {
  const a = [0, 0.5, 3];
  const b = [-1, 2, 2, 4];
  expect(wassersteinOfSorted(a, b)).toBeCloseTo(wassersteinOfSorted(repeated(a, 4), repeated(b, 3)), 12);
  expect(wassersteinOfSorted(a, b)).toBeCloseTo(wassersteinOfSorted(b, a), 12);
});

test('a shift by d is a distance of d', () => {
  expect(wassersteinOfSorted([1, 2, 5], [3.5, 4.5, 7.5])).toBeCloseTo(2.5, 12);
});
