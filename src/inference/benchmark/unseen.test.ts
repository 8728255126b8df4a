import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { foldsOf } from '../../evaluation/splits';
import { aComparison } from '../../../tests/support/inference/testComparison';
import { meanOfKnown, unseenShifts, type EvaluatedRun } from './unseen';

const labels = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
const cells = [10, 20, 5, 40, 15, 8, 30];
const random = new Random(4);
/** [labels] mean of the cells of each, two genes. */
const means = labels.map(() => [random.normal(), random.normal()]);

/** Of those cells of `others` [labels]. */
function meanOf(others: readonly number[]): number[] {
  const all = others.reduce((sum, k) => sum + (cells[k] ?? NaN), 0);
  return [0, 1].map((g) =>
    others.reduce((sum, k) => sum + ((means[k]?.[g] ?? NaN) * (cells[k] ?? NaN)) / all, 0),
  );
}

function minus(a: readonly number[] = [], b: readonly number[] = []): number[] {
  return a.map((value, g) => value - (b[g] ?? NaN));
}

/**
 * A screen in which the cells of each perturbation are compared with `reference`, of those trained on. `setBy`: genes set by a perturbation.
 */
function runWith(
  reference: (own: number, trained: readonly number[]) => readonly number[],
  setBy: (own: number) => readonly number[] = () => [],
) {
  const everyOne = [...labels.keys()];
  const folds = foldsOf(
    labels.map((label) => ({ label })),
    3,
  ).map((fold) => fold.map((label) => labels.indexOf(label)));
  const shift = (own: number, trained: readonly number[]) => minus(means[own], reference(own, trained));
  const one = (own: number, role: 'training' | 'cross-validated', trained: readonly number[]) =>
    aComparison([0, 0], shift(own, trained), {
      label: labels[own] ?? '',
      role,
      targets: setBy(own),
      cells: cells[own] ?? 0,
    });
  const without = (fold: readonly number[]) => everyOne.filter((k) => !fold.includes(k));
  return {
    run: {
      comparisons: [
        ...everyOne.map((k) => one(k, 'training', everyOne)),
        ...folds.flatMap((fold) => fold.map((k) => one(k, 'cross-validated', without(fold)))),
      ],
      controlSplit: null,
      model: { scale: Float64Array.of(1, 1), settings: { seed: 3 } },
    },
    /** [folds] label → mean of the shifts of the others, from their cells alone. */
    expected: new Map(
      folds.flatMap((fold) =>
        fold.map((k) => {
          const trained = without(fold);
          const averaged = [0, 1].map((g) => {
            const free = trained.filter((other) => !setBy(other).includes(g));
            return free.reduce((sum, other) => sum + (shift(other, trained)[g] ?? NaN) / free.length, 0);
          });
          return [labels[k], averaged];
        }),
      ),
    ),
  };
}

/** What unseen perturbations are compared with, how many there are, and the largest difference of a mean of known ones from `expected`. */
function judgedAs(run: EvaluatedRun, expected: ReturnType<typeof runWith>['expected']) {
  const { comparedWith, judged } = unseenShifts(run);
  const differences = judged.flatMap((one) => {
    const mean = meanOfKnown(one);
    return (expected.get(one.label) ?? [NaN]).map((value, g) => Math.abs((mean[g] ?? NaN) - value));
  });
  return { comparedWith, judged: judged.length, difference: Math.max(...differences) };
}

it('the known shifts of a left-out perturbation are those of the other folds, relative to controls', () => {
  const { run, expected } = runWith(() => [0.5, 0.1]);
  const found = judgedAs(run, expected);
  expect(found).toMatchObject({ comparedWith: 'controls', judged: 7 });
  expect(found.difference).toBeLessThan(1e-6);
});

it('without controls the known shifts exclude the cells of left-out perturbations', () => {
  const { run, expected } = runWith((own, trained) => meanOf(trained.filter((other) => other !== own)));
  const found = judgedAs(run, expected);
  expect(found).toMatchObject({ comparedWith: 'others', judged: 7 });
  expect(found.difference).toBeLessThan(1e-6);
});

function settingFirstGene(own: number): readonly number[] {
  return own % 3 === 0 ? [0] : [];
}

it('without controls a gene is never compared with cells in which it was set', () => {
  const { run, expected } = runWith((own, trained) => {
    const others = trained.filter((other) => other !== own);
    return [0, 1].map(
      (g) => meanOf(others.filter((other) => !settingFirstGene(other).includes(g)))[g] ?? NaN,
    );
  }, settingFirstGene);
  const found = judgedAs(run, expected);
  expect(found).toMatchObject({ comparedWith: 'others', judged: 7 });
  expect(found.difference).toBeLessThan(1e-6);
});

function time(label: string, at: number | null, value: number, role: 'training' | 'held-out' = 'training') {
  return aComparison([0], [value], { label, time: at, role, targets: [] });
}

it('the known shifts of a held-out perturbation are the training ones of its time', () => {
  const { what, judged } = unseenShifts({
    comparisons: [
      time('A', 1, 2),
      time('A', 2, 4),
      time('B', 2, 6),
      time('C', 2, 1, 'held-out'),
      time('C', 3, 1, 'held-out'),
    ],
    controlSplit: null,
    model: { scale: Float64Array.of(2), settings: { seed: 1 } },
  });
  expect(what).toBe('held out');
  // In units of the model: at time 2 (2 + 3)/2; at time 3 nothing was known, so all times count.
  expect(judged.map((one) => meanOfKnown(one)[0])).toEqual([2.5, 2]);
});
