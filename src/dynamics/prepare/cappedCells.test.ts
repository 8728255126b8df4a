import { expect, test } from 'vitest';
import { capInPlace, plainCap, sparingCap, type Spread } from './cappedCells';

/** Directions along the axes with deviations 1, 1, 1, 2 and 6: the median is 1. */
const spread: Spread = {
  deviation: Float64Array.of(1, 1, 1, 2, 6),
  directions: Float64Array.from({ length: 25 }, (_, p) => (p % 6 === 0 ? 1 : 0)),
  freedom: 100,
};

test('the plain cap brings large deviations down to one and a half medians', () => {
  expect(Array.from(plainCap(spread))).toEqual([1, 1, 1, 0.75, 0.25]);
});

test('a direction that perturbations move ten times as much as the median keeps four medians', () => {
  const shifts = Float64Array.of(1, 1, 1, 1, 10, -1, -1, -1, -1, -10);
  const factors = sparingCap(spread, shifts);
  expect(factors[3]).toBeCloseTo(0.75, 12);
  expect(factors[4]).toBeCloseTo(4 / 6, 12);
});

test('capping scales rows along the capped directions only', () => {
  const rows = Float32Array.of(1, 2, 3, 4, 8, 0, 0, 1, 0, -4);
  capInPlace(rows, spread, Float64Array.of(1, 1, 1, 0.5, 0.25));
  expect(Array.from(rows)).toEqual([1, 2, 3, 2, 2, 0, 0, 1, 0, -1]);
});
