import { expect, test } from 'vitest';
import { Random } from './random';

test('first draws of neighbouring seeds are as random as any others', () => {
  const firsts = Float64Array.from({ length: 1000 }, (_, seed) => Random.mixed(seed).normal());
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  const variance = firsts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / firsts.length;
  // Five standard errors of a mean and a variance of 1,000 standard normals.
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(1000));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 1000));
});

test.each([0.3, 1, 2.5, 40])(
  'gamma variates of shape %d have its mean, variance and third moment',
  (shape) => {
    const random = Random.mixed(5);
    const draws = Float64Array.from({ length: 40_000 }, () => random.gamma(shape));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const momentOf = (power: number) =>
      draws.reduce((sum, value) => sum + (value - mean) ** power, 0) / draws.length;
    expect(mean / shape).toBeCloseTo(1, 1);
    expect(momentOf(2) / shape).toBeCloseTo(1, 1);
    expect(momentOf(3) / (2 * shape)).toBeGreaterThan(0.8);
    expect(momentOf(3) / (2 * shape)).toBeLessThan(1.25);
  },
);
