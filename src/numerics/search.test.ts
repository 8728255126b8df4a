/** Boundaries and minima in closed form. */
import { expect, it } from 'vitest';
import { boundary, minimum } from './search';

const isBelow = (x: number) => x * x < 2;

it('a boundary is found from either side, and the condition holds there', () => {
  const rising = boundary(isBelow, 0, 2, 1e-12);
  expect(rising).toBeCloseTo(Math.SQRT2, 11);
  expect(isBelow(rising)).toBe(true);
  expect(boundary(isBelow, 0, -2, 1e-12)).toBeCloseTo(-Math.SQRT2, 11);
  const near = boundary(isBelow, 0, 2, 0.01);
  expect(isBelow(near)).toBe(true);
  expect(Math.SQRT2 - near).toBeLessThanOrEqual(0.01);
  expect(boundary(isBelow, 0, 2, 2)).toBe(0);
});

it('a minimum is found within the ends, or at one of them', () => {
  expect(minimum((x) => (x - 0.3) ** 2, [-1, 4])).toBeCloseTo(0.3, 7);
  expect(minimum((x) => x - Math.log(x), [0.1, 9])).toBeCloseTo(1, 7);
  expect(minimum((x) => x, [2, 5])).toBeCloseTo(2, 10);
  expect(minimum((x) => -x, [2, 5])).toBeCloseTo(5, 10);
});
