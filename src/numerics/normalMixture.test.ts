import { expect, test } from 'vitest';
import { fitNormalMixture } from './normalMixture';
import { Random } from './random';

function drawn(standard: number, others: number, mean: number, deviation: number): Float64Array {
  const random = new Random(3);
  return Float64Array.from({ length: standard + others }, (_, at) =>
    at < standard ? random.normal() : mean + deviation * random.normal(),
  );
}

test.each([
  [300, 700, 4, 1],
  [500, 500, 5, 1.5],
  [100, 900, 6, 0.8],
])('finds %i standard normal values among %i others', (standard, others, mean, deviation) => {
  const found = fitNormalMixture(drawn(standard, others, mean, deviation));
  expect(Math.abs(found.share - standard / (standard + others))).toBeLessThan(0.03);
  expect(Math.abs(found.mean - mean)).toBeLessThan(0.15);
  expect(Math.abs(found.deviation - deviation)).toBeLessThan(0.1 * deviation);
  expect(found.gain).toBeGreaterThan(20);
});

test('has no gain over one normal distribution for values from a single one', () => {
  for (const [mean, deviation] of [
    [4, 1],
    [0.5, 1],
    [2, 2],
  ] as const)
    expect(fitNormalMixture(drawn(0, 500, mean, deviation)).gain).toBeLessThan(3);
});
