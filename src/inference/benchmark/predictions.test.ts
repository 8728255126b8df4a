import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { errorOverNoChange } from '../../evaluation/predictions/predictionError';
import { chain } from '../../../tests/support/inference/chain';
import { foldsOf } from '../../evaluation/splits';
import { predictorTable, unseenScores } from './predictorTable';
import { predictionsBy, type PredictorName } from '../../evaluation/methods/baselinePredictors';
import { screenOf } from '../../evaluation/methods/screen';
import { mean } from '../../numerics/statistics';
import { benchmarkPredictions } from './predictions';
import type { PredictionBenchmark, Predictor } from './benchmark';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';

const dataset = chain();
const run = await brieflyTrained(dataset, 10);
const labels = ['G0', 'G1', 'G2', 'G3'];

function cardOf({ dataset: cells, result, settings }: typeof run): PredictionBenchmark {
  const card = benchmarkPredictions(cells, result, settings.seed);
  if (card === null) throw new Error('something was unseen');
  return card;
}

function rowOf({ rows }: PredictionBenchmark, predictor: Predictor) {
  return rows.find((row) => row.predictor === predictor);
}

/** [G] z: mean of a condition's cells minus that of controls, over the controls' deviation + .05; straight from the cells. */
function shiftOf({ values, genes, conditionOfCell }: Dataset, condition: number): number[] {
  const column = (of: number, g: number) =>
    [...conditionOfCell.keys()]
      .filter((cell) => conditionOfCell[cell] === of)
      .map((cell) => values[cell * genes.length + g] ?? NaN);
  return genes.map((_, g) => {
    const control = column(0, g);
    const deviation = Math.sqrt(mean(control.map((value) => (value - mean(control)) ** 2)));
    return (mean(column(condition, g)) - mean(control)) / (deviation + 0.05);
  });
}

function entry(rows: readonly number[][], k: number, g: number): number {
  return rows[k]?.[g] ?? NaN;
}

/** Σ of products of perturbation k, the gene set left out. */
function product(a: readonly number[][], b: readonly number[][], k: number): number {
  return dataset.genes.reduce((sum, _, g) => sum + (g === k ? 0 : entry(a, k, g) * entry(b, k, g)), 0);
}

/** Σ of squared errors over Σ of squared changes, the gene set left out. */
function bruteError(predicted: readonly number[][], measured: readonly number[][]): number {
  const squares = (by: (k: number, g: number) => number) =>
    measured.reduce(
      (sum, shift, k) => sum + shift.reduce((all, _, g) => all + (g === k ? 0 : by(k, g) ** 2), 0),
      0,
    );
  return (
    squares((k, g) => entry(predicted, k, g) - entry(measured, k, g)) /
    squares((k, g) => entry(measured, k, g))
  );
}

describe('left-out perturbations', () => {
  const card = cardOf(run);

  it('are those of the run, with its own error first', () => {
    expect(card.what).toBe('left out in turn');
    expect(card.labels.toSorted()).toEqual(labels);
    expect(card.rows.map(({ predictor }) => predictor)).toEqual([
      'modulode',
      'shrunk-mean',
      'no-change',
      'mean-of-training',
      'linear',
    ]);
    expect(card.rows[0]?.error?.value).toBeCloseTo(run.result.crossValidation?.shrunkError ?? NaN, 5);
    run.result.crossValidation?.perPerturbation.forEach(({ label, error }) =>
      expect((card.rows[0]?.errors[card.labels.indexOf(label)] ?? NaN) / error).toBeCloseTo(1, 5),
    );
  });

  it('are predicted by the mean of the other folds, as computed from their cells alone', () => {
    const measured = labels.map((_, k) => shiftOf(dataset, k + 1));
    const folds = foldsOf(labels, run.settings.seed);
    const predicted = labels.map((label) => {
      const fold = folds.find((one) => one.includes(label)) ?? [];
      const known = labels.flatMap((other, k) => (fold.includes(other) ? [] : [k]));
      return dataset.genes.map((_, g) =>
        mean(known.filter((k) => k !== g).map((k) => measured[k]?.[g] ?? NaN)),
      );
    });
    const expected = bruteError(predicted, measured);
    expect(rowOf(card, 'mean-of-training')?.error?.value).toBeCloseTo(expected, 4);
    expect(predictorTable(run.result)?.rows[1]?.error).toBeCloseTo(expected, 4);
  });

  it.each(['no-change', 'mean-of-training', 'linear'] as const)(
    'are predicted by %s as from a screen in which their fold is held out',
    (predictor: PredictorName) => {
      const predictions = foldsOf(labels, run.settings.seed).flatMap((heldOut) =>
        predictionsBy(predictor, screenOf({ ...dataset, heldOut })),
      );
      expect(rowOf(card, predictor)?.error?.value).toBeCloseTo(errorOverNoChange(predictions) ?? NaN, 4);
    },
  );

  it('are predicted by the mean of the other folds, shrunk by the factor of the others', () => {
    const measured = labels.map((_, k) => shiftOf(dataset, k + 1));
    const means = labels.map((_, k) =>
      dataset.genes.map((__, g) =>
        mean(labels.flatMap((___, j) => (j === k || j === g ? [] : (measured[j]?.[g] ?? NaN)))),
      ),
    );
    const shrunk = labels.map((_, k) => {
      const others = [0, 1, 2, 3].filter((j) => j !== k);
      const [cross, square] = [measured, means].map((by) =>
        others.reduce((sum, j) => sum + product(means, by, j), 0),
      );
      const kappa = Math.min(1.2, Math.max(0, (cross ?? NaN) / (square ?? NaN)));
      return dataset.genes.map((__, g) => kappa * entry(means, k, g));
    });
    expect(rowOf(card, 'shrunk-mean')?.error?.value).toBeCloseTo(bruteError(shrunk, measured), 4);
  });

  it('have the same scores in table and benchmark', () => {
    const scores = unseenScores(run.result, run.settings.seed);
    expect(rowOf(card, 'modulode')?.scores).toEqual(scores?.model);
    expect(rowOf(card, 'no-change')?.scores).toEqual(scores?.noChange);
    expect(rowOf(card, 'mean-of-training')?.scores.correlation?.value).toBeCloseTo(
      scores?.meanOfOthers.correlation?.value ?? NaN,
      5,
    );
  });

  it('are won where the model has the lowest error', () => {
    const [own, ...others] = card.rows;
    const won = card.labels.filter((_, at) =>
      others.every(({ errors }) => (own?.errors[at] ?? NaN) < (errors[at] ?? NaN)),
    );
    expect(card.wins).toBe(won.length);
    expect(card.calibration.coverage).toHaveLength(4);
  });
});

describe('held-out perturbations', () => {
  it('are scored by the error of the run and predicted from all training ones', async () => {
    const heldOut = { ...dataset, heldOut: ['G1'] };
    const judged = await brieflyTrained(heldOut, 10);
    const card = cardOf(judged);
    expect([card.what, card.labels]).toEqual(['held out', ['G1']]);
    expect(card.rows[0]?.error?.value).toBeCloseTo(judged.result.heldOut?.shrunkError ?? NaN, 5);
    for (const predictor of ['mean-of-training', 'linear'] as const)
      expect(rowOf(card, predictor)?.error?.value).toBeCloseTo(
        errorOverNoChange(predictionsBy(predictor, screenOf(heldOut))) ?? NaN,
        4,
      );
    // Shrunk by what G0, G2 and G3 suggest, each left out.
    const [plain, shrunk] = [rowOf(card, 'mean-of-training'), rowOf(card, 'shrunk-mean')];
    expect(shrunk?.error?.value).toBeLessThanOrEqual(Math.max(1, plain?.error?.value ?? NaN));
    expect(card.calibration.coverage).toEqual([]);
  });

  it('of several genes are also predicted by the additive model', async () => {
    const combined: Dataset = {
      ...dataset,
      heldOut: ['G3'],
      conditions: dataset.conditions.map((condition) =>
        condition.label === 'G3'
          ? {
              ...condition,
              interventions: [0, 1].map((gene) => ({ gene, kind: 'knockout' as const })),
            }
          : condition,
      ),
    };
    const card = cardOf(await brieflyTrained(combined, 10));
    const [a, b, measured] = [shiftOf(dataset, 1), shiftOf(dataset, 2), shiftOf(dataset, 4)];
    const free = [2, 3, 4];
    const squares = (of: (g: number) => number) => free.reduce((sum, g) => sum + of(g) ** 2, 0);
    const expected =
      squares((g) => (a[g] ?? NaN) + (b[g] ?? NaN) - (measured[g] ?? NaN)) /
      squares((g) => measured[g] ?? NaN);
    expect(rowOf(card, 'additive')?.error?.value).toBeCloseTo(expected, 3);
  });
});
