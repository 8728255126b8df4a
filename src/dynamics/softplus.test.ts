import { expect, it } from 'vitest';
import { logarithm, softplus, softplusSlope } from './softplus';

const points = Array.from({ length: 401 }, (_, i) => (i - 200) / 5);

it('agrees with the standard library to the last digits', () => {
  for (const x of points) {
    const expected = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    expect(Math.abs(softplus(x) / expected - 1)).toBeLessThan(1e-13);
    expect(Math.abs(softplusSlope(x) * (1 + Math.exp(-x)) - 1)).toBeLessThan(1e-13);
  }
  for (const x of [1e-9, 0.3, 0.71, 1, 1.42, 2, 1e6])
    expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(1e-14 * (1 + Math.abs(Math.log(x))));
});

it('gives the limits of the logarithm at 0 and infinity, and NaN outside its domain', () => {
  expect(logarithm(0)).toBe(-Infinity);
  expect(logarithm(Infinity)).toBe(Infinity);
  expect(logarithm(-1)).toBeNaN();
  expect(logarithm(NaN)).toBeNaN();
});

it('stays finite far from zero', () => {
  expect(softplus(-800)).toBe(0);
  expect(softplus(800)).toBe(800);
  expect(softplusSlope(-800)).toBe(0);
});
