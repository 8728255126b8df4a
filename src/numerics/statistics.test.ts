import { expect, test } from 'vitest';
import { mean, median, pearson, quantileOfSorted, weightedMedian } from './statistics';

test('quantiles interpolate as numpy.quantile does', () => {
  // numpy.quantile([1, 2, 4, 8, 16], [0.02, 0.3, 0.98])
  const sorted = [1, 2, 4, 8, 16];
  expect(quantileOfSorted(sorted, 0.02)).toBeCloseTo(1.08, 12);
  expect(quantileOfSorted(sorted, 0.3)).toBeCloseTo(2.4, 12);
  expect(quantileOfSorted(sorted, 0.98)).toBeCloseTo(15.36, 12);
  expect(quantileOfSorted([3], 0.98)).toBe(3);
});

test('the mean of nothing is no number', () => {
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
