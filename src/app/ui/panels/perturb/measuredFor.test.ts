import { aComparison } from '../../../../../tests/support/inference/testComparison';
import { expect, test } from 'vitest';
import type { Condition } from '../../../../dataset/dataset';
import type { Comparison } from '../../../../inference/result';
import { measuredFor } from './measuredFor';

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
