import { expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { poisson } from './poisson';

it('draws with the chances of the Poisson distribution', () => {
  const random = new Random(1);
  const draws = Array.from({ length: 40_000 }, () => poisson(2.5, random));
  let chance = Math.exp(-2.5);
  for (let n = 0; n < 8; n++) {
    expect(Math.abs(draws.filter((x) => x === n).length / draws.length - chance)).toBeLessThan(0.01);
    chance *= 2.5 / (n + 1);
  }
});

it('has mean and variance alike for means that are drawn in pieces', () => {
  const random = new Random(2);
  const draws = Array.from({ length: 20_000 }, () => poisson(50, random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(50, 0);
  expect(variance / 50).toBeCloseTo(1, 1);
  expect(poisson(0, random)).toBe(0);
});
