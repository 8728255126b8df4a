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
