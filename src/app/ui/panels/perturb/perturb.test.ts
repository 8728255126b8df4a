import { expect, test } from 'vitest';
import { aComparison } from '../../../../../tests/support/inference/testComparison';
import type { Condition } from '../../../../dataset/dataset';
import type { Comparison } from '../../../../inference/run/result';
import { frameAround, pathOf } from './CellCloud';
import { toPosition, toValue } from './LevelInput';
import { measuredFor, outsideRows, respondersOf } from '../../derived/effects';

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

test('the same perturbation matches exactly: last time point, cross-validated prediction', () => {
  const match = find([0, 0]);
  expect([match?.comparison.time, match?.comparison.role, match?.exact]).toEqual([
    4,
    'cross-validated',
    true,
  ]);
});

test('a combination matches its own measurement before that of a part', () => {
  const match = find([0, 0], [1, 0]);
  expect([match?.comparison.label, match?.exact]).toEqual(['A+B', true]);
});

test('a part measured alone matches, but not exactly', () => {
  const match = find([0, 0], [3, 2]);
  expect([match?.comparison.label, match?.exact]).toEqual(['A', false]);
});

test('overexpression does not match a knockout, nor the reverse; unchanged sliders are ignored', () => {
  expect(find([0, 2])).toBeNull();
  expect(find([2, 0])).toBeNull();
  expect(find([2, 2])?.comparison.label).toBe('C up');
  expect(find([0, 1])).toBeNull();
});

test('with a chosen time only measurements of that time match', () => {
  expect(findAt(2, [0, 0])?.comparison.time).toBe(2);
  expect(findAt(3, [0, 0])).toBeNull();
});

test('a lowered gene matches its knockout, but not as the same perturbation', () => {
  expect(find([0, 0.5])).toMatchObject({ exact: true, sameStrength: false });
  expect(find([0, 0])).toMatchObject({ exact: true, sameStrength: true });
});

const effect = {
  log2FoldChange: Float32Array.from([-9, 0.5, -2, 1]),
  low: Float32Array.from([-9, 0.25, -3, 0.5]),
  high: Float32Array.from([-9, 0.75, -1, 1.5]),
};
const edge = { source: 0, target: 3, weight: 1, stability: null };

test('responders exclude the perturbed genes, list direct targets apart, and start with the largest effect', () => {
  const { direct, downstream } = respondersOf(effect, [0], [edge], 10);
  expect(direct).toEqual([{ gene: 3, log2: 1, interval: [0.5, 1.5] }]);
  expect(downstream.map(({ gene }) => gene)).toEqual([2, 1]);
});

test('the limit counts both groups together', () => {
  const { direct, downstream } = respondersOf(effect, [0], [edge], 2);
  expect([...direct, ...downstream].map(({ gene }) => gene)).toEqual([3, 2]);
});

test('an edge of an unperturbed gene gives no direct target', () => {
  expect(respondersOf(effect, [1], [edge], 10).direct).toEqual([]);
});

test('knockout, unchanged and the maximum are at positions 0, 40 and 100', () => {
  expect([0, 1, 3].map(toPosition)).toEqual([0, 40, 100]);
  expect([0, 40, 100].map(toValue)).toEqual([0, 1, 3]);
});

test('an arrow key press (two positions) always changes the value in its direction', () => {
  const values = Array.from({ length: 51 }, (_, press) => toValue(press * 2));
  for (const [press, value] of values.entries()) expect(value).toBeGreaterThan(values[press - 1] ?? -1);
});

const numbers = (viewBox: string) => viewBox.split(' ').map(Number);
const cells = Float32Array.of(0, 0, 10, 5);

test('the frame contains every cell with a margin, with the y axis of SVG', () => {
  const { viewBox, size } = frameAround(cells, [[2, 2]], [0, 0]);
  expect(size).toBe(10);
  expect(numbers(viewBox)).toEqual([-0.6, -5.6, 11.2, 6.2]);
});

test('a predicted cloud outside the cells extends the frame in whole steps', () => {
  expect(numbers(frameAround(cells, [[2, 2]], [-3, 0]).viewBox)).toEqual([-2.6, -5.6, 13.2, 6.2]);
  expect(frameAround(cells, [[2, 2]], [-3.9, 0])).toEqual(frameAround(cells, [[2, 2]], [-3, 0]));
});

test('every cell is one dot of the path', () => {
  expect(
    pathOf([
      [1, 2],
      [-0.5, -1],
    ]),
  ).toBe('M1.000 -2.000h0M-0.500 1.000h0');
});

const outside = { genes: ['ABC1', 'BC', 'XBC2', 'Y'], error: Float32Array.of(0.5, 1.2, 0.7, 0.9) };
const outsideChanges = Float32Array.of(0.2, 0, -0.6, 0);

test('genes outside the network are listed by the size of their change where modules predict them', () => {
  expect(outsideRows(outside, outsideChanges, '')).toEqual([2, 0]);
});

test('genes outside the network are found by name, the beginning first, predicted or not', () => {
  expect(outsideRows(outside, outsideChanges, ' bc')).toEqual([1, 0, 2]);
  expect(outsideRows(outside, outsideChanges, 'nothing')).toEqual([]);
});
