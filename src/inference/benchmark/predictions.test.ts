import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { isKnownCell, isMeasuringCell, splitControls } from '../../dynamics/prepare/strata';
import { chain } from '../../../tests/support/inference/chain';
import { foldsOf } from '../../evaluation/splits';
import { predictorTable, unseenScores } from './predictorTable';
import { predictorFrom } from '../../evaluation/methods/baselinePredictors';
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

/** Controls that unseen perturbations of a fit are measured against, or those it knew; `place` of the fold, or their number. */
function halfOf(side: 'known' | 'measured', place: number): (cell: number) => boolean {
  const halves = splitControls(dataset, run.settings.seed, place);
  if (halves === null) throw new Error('the screen has controls');
  return side === 'known' ? isKnownCell(halves) : isMeasuringCell(halves);
}

/**
 * [G] z: mean of a condition's cells minus that of the controls that `isUsed`, over the deviation of all controls + .05; straight from the
 * cells.
 */
function shiftOf(
  { values, genes, conditionOfCell }: Dataset,
  condition: number,
  isUsed: (cell: number) => boolean,
): number[] {
  const column = (of: number, g: number, isIn: (cell: number) => boolean = () => true) =>
    [...conditionOfCell.keys()]
      .filter((cell) => conditionOfCell[cell] === of && isIn(cell))
      .map((cell) => values[cell * genes.length + g] ?? NaN);
  return genes.map((_, g) => {
    const control = column(0, g);
    const deviation = Math.sqrt(mean(control.map((value) => (value - mean(control)) ** 2)));
    return (mean(column(condition, g)) - mean(column(0, g, isUsed))) / (deviation + 0.05);
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

  const folds = foldsOf(
    labels.map((label) => ({ label })),
    run.settings.seed,
  );
  const placeOf = (label: string) => folds.findIndex((fold) => fold.includes(label));
  /** Per perturbation, its own shift, and those of all perturbations known to its fold. */
  const measured = labels.map((label, k) => shiftOf(dataset, k + 1, halfOf('measured', placeOf(label))));
  const knownTo = labels.map((own) =>
    labels.map((_, k) => shiftOf(dataset, k + 1, halfOf('known', placeOf(own)))),
  );
  const meansOfKnown = labels.map((label, own) =>
    dataset.genes.map((_, g) =>
      mean(
        labels.flatMap((other, j) =>
          folds[placeOf(label)]?.includes(other) === true || j === g ? [] : (knownTo[own]?.[j]?.[g] ?? NaN),
        ),
      ),
    ),
  );

  it('are predicted by the mean of the other folds against other controls, as computed from the cells alone', () => {
    const expected = bruteError(meansOfKnown, measured);
    expect(rowOf(card, 'mean-of-training')?.error?.value).toBeCloseTo(expected, 4);
    expect(predictorTable(run.result)?.rows[1]?.error).toBeCloseTo(expected, 4);
  });

  it('are predicted by a linear model of what their fold knew', () => {
    const predicted = labels.map((label, own) => {
      const fold = folds[placeOf(label)] ?? [];
      const predict = predictorFrom('linear', {
        mean: run.result.model.mean,
        scale: run.result.model.scale,
        comparedWith: 'controls',
        training: labels.flatMap((other, j) =>
          fold.includes(other)
            ? []
            : {
                interventions: [{ gene: j, kind: 'knockout' as const }],
                endpoint: { shift: Float64Array.from(knownTo[own]?.[j] ?? []), time: null, cells: 50 },
              },
        ),
      });
      return [...(predict([{ gene: own, kind: 'knockout' }], null) ?? [])];
    });
    expect(rowOf(card, 'linear')?.error?.value).toBeCloseTo(bruteError(predicted, measured), 3);
  });

  it('are predicted by the mean of the other folds, shrunk by the factor of the others', () => {
    const shrunk = labels.map((_, k) => {
      const others = [0, 1, 2, 3].filter((j) => j !== k);
      const cross = others.reduce((sum, j) => sum + product(meansOfKnown, measured, j), 0);
      const sizes = others.map((j) => product(meansOfKnown, meansOfKnown, j));
      const square = sizes.reduce((sum, size) => sum + size, 0);
      // Three others, and a prior of one and a half without effect, of their mean size weighted by itself.
      const prior = (1.5 * sizes.reduce((sum, size) => sum + size * size, 0)) / square;
      const kappa = Math.min(1, Math.max(0, cross / (square + prior)));
      return dataset.genes.map((__, g) => kappa * entry(meansOfKnown, k, g));
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

function sumOfSquares(genes: readonly number[], of: (gene: number) => number): number {
  return genes.reduce((sum, gene) => sum + of(gene) ** 2, 0);
}

describe('held-out perturbations', () => {
  it('are scored by the error of the run and predicted from all training ones', async () => {
    const heldOut = { ...dataset, heldOut: ['G1'] };
    const judged = await brieflyTrained(heldOut, 10);
    const card = cardOf(judged);
    expect([card.what, card.labels]).toEqual(['held out', ['G1']]);
    expect(card.rows[0]?.error?.value).toBeCloseTo(judged.result.heldOut?.shrunkError ?? NaN, 5);
    const [known, measured] = [halfOf('known', 3), shiftOf(dataset, 2, halfOf('measured', 3))];
    const others = [1, 3, 4].map((condition) => shiftOf(dataset, condition, known));
    const meanOf = (g: number) =>
      mean([0, 2, 3].flatMap((gene, j) => (gene === g ? [] : (others[j]?.[g] ?? NaN))));
    expect(rowOf(card, 'mean-of-training')?.error?.value).toBeCloseTo(
      sumOfSquares([0, 2, 3, 4], (g) => meanOf(g) - (measured[g] ?? NaN)) /
        sumOfSquares([0, 2, 3, 4], (g) => measured[g] ?? NaN),
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
    const [a, b] = [1, 2].map((condition) => shiftOf(dataset, condition, halfOf('known', 3)));
    const measured = shiftOf(dataset, 4, halfOf('measured', 3));
    const free = [2, 3, 4];
    const expected =
      sumOfSquares(free, (g) => (a?.[g] ?? NaN) + (b?.[g] ?? NaN) - (measured[g] ?? NaN)) /
      sumOfSquares(free, (g) => measured[g] ?? NaN);
    expect(rowOf(card, 'additive')?.error?.value).toBeCloseTo(expected, 3);
  });
});
