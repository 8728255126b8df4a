import { expect, test } from 'vitest';
import { aComparison } from '../../../../../tests/support/inference/testComparison';
import type { Condition } from '../../../../dataset/dataset';
import type { Comparison } from '../../../../inference/run/result';
import { frameAround, pathOf } from './CellCloud';
import { toPosition, toValue } from './LevelInput';
import { measuredFor, respondersOf } from './effects';

function measured(
  label: string,
  targets: readonly number[],
  role: Comparison['role'],
  time: number | null = null,
): Comparison {
  return aComparison([0, 0, 0, 0], [0, 0, 0, 0], { label, role, time, targets });
}

function condition(label: string, genes: readonly number[], kind: 'knockout' | 'overexpression'): Condition {
  return { label, interventions: genes.map((gene) => ({ gene, kind })), time: null, cells: 10 };
}

const conditions = [
  condition('A', [0], 'knockout'),
  condition('A+B', [0, 1], 'knockout'),
  condition('C up', [2], 'overexpression'),
];
const comparisons = [
  measured('A', [0], 'training', 4),
  measured('A', [0], 'cross-validated', 2),
  measured('A', [0], 'cross-validated', 4),
  measured('A+B', [0, 1], 'training'),
  measured('C up', [2], 'training'),
];
const findAt = (time: number | null, ...sliders: readonly (readonly [number, number])[]) =>
  measuredFor(
    comparisons,
    conditions,
    sliders.map(([gene, value]) => ({ gene, value })),
    time,
  );
const find = (...sliders: readonly (readonly [number, number])[]) => findAt(null, ...sliders);

test('the same gene set the same way fits exactly: last time point, and the prediction that did not know it', () => {
  const match = find([0, 0]);
  expect([match?.comparison.time, match?.comparison.role, match?.exact]).toEqual([
    4,
    'cross-validated',
    true,
  ]);
});

test('a combination prefers its own measurement over that of a part', () => {
  const match = find([0, 0], [1, 0]);
  expect([match?.comparison.label, match?.exact]).toEqual(['A+B', true]);
});

test('a part that was measured alone fits, and is said to be only a part', () => {
  const match = find([0, 0], [3, 2]);
  expect([match?.comparison.label, match?.exact]).toEqual(['A', false]);
});

test('raising a gene is not compared with its knockout, nor the reverse; an unchanged slider counts for nothing', () => {
  expect(find([0, 2])).toBeNull();
  expect(find([2, 0])).toBeNull();
  expect(find([2, 2])?.comparison.label).toBe('C up');
  expect(find([0, 1])).toBeNull();
});

test('at a time asked for, only what was measured then counts', () => {
  expect(findAt(2, [0, 0])?.comparison.time).toBe(2);
  expect(findAt(3, [0, 0])).toBeNull();
});

test('a gene that is only lowered is set beside its knockout, but not as the same change', () => {
  expect(find([0, 0.5])).toMatchObject({ exact: true, asFar: false });
  expect(find([0, 0])).toMatchObject({ exact: true, asFar: true });
});

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

test('out, unchanged and the most a slider gives sit at 0, 40 and 100', () => {
  expect([0, 1, 3].map(toPosition)).toEqual([0, 40, 100]);
  expect([0, 40, 100].map(toValue)).toEqual([0, 1, 3]);
});

test('one press of an arrow key (two positions) always changes the value, in the same direction', () => {
  const values = Array.from({ length: 51 }, (_, press) => toValue(press * 2));
  for (const [press, value] of values.entries()) expect(value).toBeGreaterThan(values[press - 1] ?? -1);
});

const numbers = (viewBox: string) => viewBox.split(' ').map(Number);
const cells = Float32Array.of(0, 0, 10, 5);

test('the frame holds every cell with room around, upside down as SVG counts', () => {
  const { viewBox, size } = frameAround(cells, [[2, 2]], [0, 0]);
  expect(size).toBe(10);
  expect(numbers(viewBox)).toEqual([-0.6, -5.6, 11.2, 6.2]);
});

test('a predicted cloud beyond the cells makes the frame grow, by whole steps', () => {
  expect(numbers(frameAround(cells, [[2, 2]], [-3, 0]).viewBox)).toEqual([-2.6, -5.6, 13.2, 6.2]);
  expect(frameAround(cells, [[2, 2]], [-3.9, 0])).toEqual(frameAround(cells, [[2, 2]], [-3, 0]));
});

test('every cell is a dot', () => {
  expect(
    pathOf([
      [1, 2],
      [-0.5, -1],
    ]),
  ).toBe('M1.000 -2.000h0M-0.500 1.000h0');
});
