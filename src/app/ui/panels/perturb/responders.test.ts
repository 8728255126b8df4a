import { expect, test } from 'vitest';
import { respondersOf } from './responders';

const effect = {
  log2FoldChange: Float32Array.from([-9, 0.5, -2, 1]),
  low: Float32Array.from([-9, 0.25, -3, 0.5]),
  high: Float32Array.from([-9, 0.75, -1, 1.5]),
};
const edge = { source: 0, target: 3, weight: 1, stability: null };

test('changed genes are left out, targets stand apart, and the largest effect comes first', () => {
  const { direct, downstream } = respondersOf(effect, [0], [edge], 10);
  expect(direct).toEqual([{ gene: 3, log2: 1, interval: [0.5, 1.5] }]);
  expect(downstream.map(({ gene }) => gene)).toEqual([2, 1]);
});

test('the limit counts both groups together', () => {
  const { direct, downstream } = respondersOf(effect, [0], [edge], 2);
  expect([...direct, ...downstream].map(({ gene }) => gene)).toEqual([3, 2]);
});

test('an edge of a gene that is not changed makes no direct target', () => {
  expect(respondersOf(effect, [1], [edge], 10).direct).toEqual([]);
});
