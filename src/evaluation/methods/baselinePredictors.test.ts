import { expect, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { mean } from '../../numerics/statistics';
import { formulaScreen } from '../../../tests/support/evaluation/formulaScreen';
import { shuffled } from '../../../tests/support/evaluation/shuffledOrder';
import reference from './methods.reference.json';
import { screenOf } from './screen';
import {
  predictionsBy,
  predictorNames,
  type BaselinePrediction,
  type PredictorName,
} from './baselinePredictors';

function predicted(
  predictor: PredictorName,
  dataset: Dataset,
  heldOut: readonly string[],
): readonly BaselinePrediction[] {
  return predictionsBy(predictor, screenOf({ ...dataset, heldOut }));
}

function of(predictions: readonly BaselinePrediction[], label: string): number[] {
  return Array.from(predictions.find((prediction) => prediction.label === label)?.predicted ?? []);
}

/** [G] mean of a condition's cells minus that of controls, over the controls' deviation + .05; straight from the definition. */
function shiftOf({ values, genes, conditionOfCell }: Dataset, condition: number): number[] {
  return genes.map((_, g) => {
    const [control, treated] = [0, condition].map((index) =>
      Array.from(values).filter((__, p) => p % 8 === g && conditionOfCell[Math.floor(p / 8)] === index),
    );
    if (control === undefined || treated === undefined) return NaN;
    const deviation = Math.sqrt(mean(control.map((value) => (value - mean(control)) ** 2)));
    return (mean(treated) - mean(control)) / (deviation + 0.05);
  });
}

/** Largest difference; NaN where one is missing. */
function distance(values: ArrayLike<number>, expected: readonly number[]): number {
  return values.length === expected.length
    ? Math.max(...expected.map((value, g) => Math.abs((values[g] ?? NaN) - value)))
    : NaN;
}

const dataset = formulaScreen();

/** The last condition as a combination of two genes that were also set alone. */
const combined: Dataset = {
  ...dataset,
  conditions: dataset.conditions.map((condition) =>
    condition.label === 'e'
      ? {
          ...condition,
          label: 'c+d',
          interventions: [
            { gene: 3, kind: 'knockout' },
            { gene: 0, kind: 'knockout' },
          ],
        }
      : condition,
  ),
};

test('every held-out endpoint has its measurement and its targets', () => {
  const [one, other] = predicted('no-change', dataset, ['e', 'h+b']);
  expect([one?.label, other?.label]).toEqual(['e', 'h+b']);
  expect(new Set(other?.targets)).toEqual(new Set([2, 4]));
  expect(distance(one?.measured ?? [], shiftOf(dataset, 6))).toBeLessThan(1e-5);
  expect(
    of(
      [one, other].filter((prediction) => prediction !== undefined),
      'e',
    ),
  ).toEqual(Array(8).fill(0));
});

test('the mean of the training perturbations excludes each one at its targets', () => {
  const shifts = [1, 2, 3, 4, 5].map((condition) => shiftOf(dataset, condition));
  const set = [[0], [3], [5], [1], [2, 4]];
  const expected = dataset.genes.map((_, g) => {
    const free = shifts.filter((__, k) => set[k]?.includes(g) !== true).map((shift) => shift[g] ?? NaN);
    return free.reduce((sum, value) => sum + value, 0) / free.length;
  });
  expect(distance(of(predicted('mean-of-training', dataset, ['e']), 'e'), expected)).toBeLessThan(1e-5);
});

test('a combination is predicted as the sum of its single effects', () => {
  const [c, d] = [shiftOf(dataset, 2), shiftOf(dataset, 1)];
  expect(
    distance(
      of(predicted('additive', combined, ['c+d']), 'c+d'),
      c.map((value, g) => value + (d[g] ?? NaN)),
    ),
  ).toBeLessThan(1e-5);
});

/** c at a dose. */
const given = (value: number) => ({ gene: 3, kind: 'knockout' as const, dose: { value, unit: 'µM' } });
const sumOf = (own: Dataset) => of(predicted('additive', own, ['c+d']), 'c+d');

test('of several doses the sum takes those of the combination', () => {
  const atDoses = (otherDose: number) => ({
    ...combined,
    conditions: combined.conditions.map((condition) => {
      const { label, interventions } = condition;
      const isOther = label === 'a';
      const others = interventions.filter(({ gene }) => gene !== 3);
      const isGiven = others.length < interventions.length;
      // What a does stands for c at another dose.
      const set = isOther ? [given(otherDose)] : isGiven ? [given(1), ...others] : others;
      return { ...condition, interventions: set };
    }),
  });
  expect(distance(sumOf(atDoses(9)), sumOf(combined))).toBeLessThan(1e-5);
  expect(distance(sumOf(atDoses(1)), sumOf(combined))).toBeGreaterThan(0.1);
});

test('the additive model has no prediction for single genes, nor for combinations with a gene never set alone in the same way', () => {
  expect(predicted('additive', dataset, ['e', 'h+b'])).toEqual([]);
  expect(predicted('additive', combined, ['c+d', 'c'])).toEqual([]);
  const activated = {
    ...combined,
    conditions: combined.conditions.map((condition) =>
      condition.label === 'c'
        ? { ...condition, interventions: [{ gene: 3, kind: 'overexpression' as const }] }
        : condition,
    ),
  };
  expect(predicted('additive', activated, ['c+d'])).toEqual([]);
});

test('the linear baseline agrees with NumPy', () => {
  const predictions = predicted('linear', dataset, ['e', 'h+b']);
  expect(distance(of(predictions, 'e'), reference.linear.e)).toBeLessThan(1e-5);
  expect(distance(of(predictions, 'h+b'), reference.linear['h+b'])).toBeLessThan(1e-5);
});

test('a time point is predicted from training data of that time point', () => {
  const timed: Dataset = {
    ...dataset,
    conditions: dataset.conditions.map((condition, index) => ({
      ...condition,
      time: index === 0 ? null : index % 2,
    })),
  };
  // Conditions 1, 3 and 5 are at time 1; 2, 4 and the one held out at time 0.
  const [c, a] = [shiftOf(dataset, 2), shiftOf(dataset, 4)];
  const expected = dataset.genes.map((_, g) => {
    if (g === 3) return a[g] ?? NaN;
    return g === 1 ? (c[g] ?? NaN) : ((c[g] ?? NaN) + (a[g] ?? NaN)) / 2;
  });
  expect(distance(of(predicted('mean-of-training', timed, ['e']), 'e'), expected)).toBeLessThan(1e-5);
});

test.each(predictorNames)('%s does not use the measurement it predicts', (predictor) => {
  const changed = dataset.values.map((value, p) =>
    dataset.conditionOfCell[Math.floor(p / 8)] === 6 ? value + 1 : value,
  );
  const before = predicted(predictor, dataset, ['e']).map((prediction) => prediction.predicted);
  const after = predicted(predictor, { ...dataset, values: changed }, ['e']);
  expect(after.map((prediction) => prediction.predicted)).toEqual(before);
});

test.each(predictorNames)(
  '%s predicts the same bits for any order of genes, cells and conditions',
  (predictor) => {
    const other = shuffled(combined, 5);
    const here = predicted(predictor, combined, ['c+d', 'g']);
    const there = predicted(predictor, other.dataset, ['c+d', 'g']);
    expect(there).toHaveLength(here.length);
    here.forEach((prediction, index) => {
      const moved = Array.from(other.geneAt, (gene) => prediction.predicted[gene]);
      expect(Array.from(there[index]?.predicted ?? [])).toEqual(moved);
      expect(new Set(there[index]?.targets.map((gene) => other.geneAt[gene]))).toEqual(
        new Set(prediction.targets),
      );
    });
  },
);
