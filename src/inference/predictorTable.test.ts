import { aComparison } from './testComparison';
import { expect, test } from 'vitest';
import type { Comparison } from './result';
import { type Judged, meanIsBetter, predictorTable, type PredictorTable } from './predictorTable';

function comparison(
  label: string,
  role: Comparison['role'],
  predicted: number[],
  measured: number[],
): Comparison {
  return aComparison(predicted, measured, { label, role });
}

function judged(...comparisons: readonly Comparison[]): Judged {
  return { comparisons, heldOut: null, crossValidation: null, model: { scale: Float64Array.of(1, 1, 1) } };
}

test('held-out perturbations are judged where there are any, with the trivial predictors beside the model', () => {
  const table = predictorTable(
    judged(
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

test('a perturbation left out in turn is judged by the mean of the others only', () => {
  const table = predictorTable(
    judged(
      comparison('A', 'cross-validated', [0, 1, 1], [0, 1, 1]),
      comparison('B', 'cross-validated', [0, -1, -1], [0, -1, -1]),
    ),
  );
  expect(table?.rows[0]?.error).toBeCloseTo(0);
  expect(table?.rows[1]?.error).toBeCloseTo(4);
});

test('without a perturbation the model has not seen there is no table', () => {
  expect(predictorTable(judged(comparison('A', 'training', [0], [1])))).toBeNull();
});

test('genes count in the units of the model, and the error of the model is the one the run reports', () => {
  const { rows = [] } =
    predictorTable({
      comparisons: [
        comparison('A', 'held-out', [0, 0, 0], [0, 2, 1]),
        comparison('B', 'training', [0, 0, 0], [0, 2, 0]),
      ],
      heldOut: { error: 2, shrunkError: 0.25, pearson: 0.5 },
      crossValidation: null,
      model: { scale: Float64Array.of(1, 2, 1) },
    }) ?? {};
  expect(rows[0]?.error).toBe(0.25);
  // In units of the model A changes by (1, 1) and B by (1, 0): the mean of the others misses one of two.
  expect(rows[1]?.error).toBeCloseTo(0.5);
});

function row(error: number | null) {
  return { name: '', error, direction: null, correlation: null };
}

function errors(model: number | null, others: number | null): PredictorTable {
  return { what: 'held out', perturbations: 3, rows: [row(model), row(others), row(1)] };
}

test('says when the mean of the other perturbations errs less than the model', () => {
  expect(meanIsBetter(errors(0.9, 0.7))).toBe(true);
  expect(meanIsBetter(errors(0.7, 0.9))).toBe(false);
  expect(meanIsBetter(errors(0.701, 0.699))).toBe(false);
  expect(meanIsBetter(errors(null, 0.7))).toBe(false);
});
