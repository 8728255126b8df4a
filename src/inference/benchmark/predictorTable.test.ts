import { aComparison, judgedOf } from '../../../tests/support/inference/testComparison';
import { expect, test } from 'vitest';
import type { Comparison } from '../run/result';
import { predictorTable, unseenScores } from './predictorTable';

function comparison(
  label: string,
  role: Comparison['role'],
  predicted: number[],
  measured: number[],
): Comparison {
  return aComparison(predicted, measured, { label, role });
}

test('held-out perturbations are scored where there are any, for the model and the trivial predictors', () => {
  const table = predictorTable(
    judgedOf(
      comparison('A', 'held-out', [9, 1, 0], [-9, 1, 2]),
      comparison('B', 'training', [0, 0, 0], [-9, 1, 0]),
    ),
  );
  expect(table?.what).toBe('held out');
  const [model, others, nothing] = table?.rows ?? [];
  // Genes 1 and 2 count: model misses by 0 and 2 of changes 1 and 2, the mean of the others (B) misses the same.
  expect(model?.error).toBeCloseTo(4 / 5);
  expect(others?.error).toBeCloseTo(4 / 5);
  expect(nothing?.error).toBeCloseTo(1);
  expect(model?.direction).toBeCloseTo(0.5);
  expect(nothing?.direction).toBeNull();
});

test('the mean predictor of a left-out perturbation uses the other folds', () => {
  const shifts = [
    ['A', [0, 1, 1]],
    ['B', [0, -1, -1]],
    ['C', [0, -1, 0]],
  ] as const;
  const table = predictorTable(
    judgedOf(
      ...shifts.map(([label, shift]) => comparison(label, 'training', [0, 0, 0], [...shift])),
      ...shifts.map(([label, shift]) => comparison(label, 'cross-validated', [...shift], [...shift])),
    ),
  );
  expect(table?.what).toBe('left out in turn');
  expect(table?.rows[0]?.error).toBeCloseTo(0);
  // A misses by (2, 3/2), B by (1, 3/2), C by (1, 0), of changes 2, 2 and 1 in sum of squares.
  expect(table?.rows[1]?.error).toBeCloseTo((4 + 9 / 4 + 1 + 9 / 4 + 1) / 5);
});

test('there is no table without unseen perturbations', () => {
  expect(predictorTable(judgedOf(comparison('A', 'training', [0], [1])))).toBeNull();
});

test('genes are weighted in the units of the model', () => {
  const { rows = [] } =
    predictorTable({
      controlSplit: null,
      comparisons: [
        comparison('A', 'held-out', [0, 0, 0], [0, 2, 1]),
        comparison('B', 'training', [0, 0, 0], [0, 2, 0]),
      ],
      model: { scale: Float64Array.of(1, 2, 1), settings: { seed: 1 } },
    }) ?? {};
  // In units of the model A changes by (1, 1) and B by (1, 0): the mean of the others misses one of two.
  expect(rows[1]?.error).toBeCloseTo(0.5);
});

const shifts = [
  ['A', [2, 0, 0]],
  ['B', [0, 2, 0]],
  ['C', [0, 0, 2]],
] as const;
const run = judgedOf(
  ...(['training', 'cross-validated'] as const).flatMap((role) =>
    shifts.map(([label, shift]) => aComparison(shift, shift, { label, role, targets: [] })),
  ),
);

test('a model that discriminates perturbations scores above the mean of the others', () => {
  const scores = unseenScores(run, 1);
  expect(scores?.model.discrimination?.value).toBe(1);
  // The mean of the others is as near to either of them, and farther from the one it is for.
  expect(scores?.meanOfOthers.discrimination?.value).toBeCloseTo(1 - 2 / 3, 12);
  expect(scores?.model.correlation?.value).toBeCloseTo(1, 12);
  expect(scores?.meanOfOthers.correlation?.value).toBeCloseTo(-1, 12);
  expect(scores?.meanOfOthers.correlationBeyondMean).toBeNull();
  expect(scores?.noChange.direction).toBeNull();
});

test('there are no scores without unseen perturbations', () => {
  expect(unseenScores({ ...run, comparisons: [] }, 1)).toBeNull();
});
