import { Matrix, inverse } from 'ml-matrix';
import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { gaussianScreen, type GaussianCondition } from '../../../../tests/support/evaluation/linearCells';
import { continuousSystem, discreteSystem, tsni } from './tsni';

const GENES = 6;
/** [source, target, rate], besides decay at rate 1; with a loop 0 → 1 → 2 ⊣ 0. */
const edges = [
  [0, 1, 0.9],
  [1, 2, 0.8],
  [2, 0, -0.7],
  [2, 3, 0.9],
  [4, 3, -0.8],
  [4, 5, 0.9],
] as const;

const rates = Matrix.eye(GENES, GENES, -1);
for (const [source, target, rate] of edges) rates.set(target, source, rate);

/** ẋ = A x from 0, with one gene held at −3: Euler's method with a thousand steps per unit of time. */
function stateAt(time: number, held: number): Float64Array {
  const state = new Float64Array(GENES);
  state[held] = -3;
  for (let step = 0; step < 1000 * time; step++) {
    const change = rates.mmul(Matrix.columnVector(state)).to1DArray();
    change.forEach((value, g) => {
      if (g !== held) state[g] = (state[g] ?? 0) + value / 1000;
    });
  }
  return state;
}

const small = Float64Array.from({ length: GENES * GENES }, (_, p) => Number(p % (GENES + 1) === 0));

function conditionsOf(perturbed: readonly number[]): readonly GaussianCondition[] {
  return [null, ...perturbed].flatMap((gene) =>
    [0.4, 0.8, 1.2, 1.8].map((time): GaussianCondition => ({
      label: gene === null ? 'control' : `g${gene}`,
      set: gene === null ? [] : [[gene, 'knockout']],
      time,
      mean: (gene === null ? new Float64Array(GENES) : stateAt(time, gene)).map((value) => 3 + value),
      covariance: small,
      fixed: gene === null ? [] : [[gene, 0]],
    })),
  );
}

const regulators = [0, 1, 2, 4];
const screen = gaussianScreen(conditionsOf(regulators), 300, 4, { candidates: Int32Array.from(regulators) });
const settings = { variance: 0.999, points: 3 };

test('the rates of a linear system are found in its time courses', async () => {
  const scores = await scoresBy(tsni, screen, { settings });
  // Rates are in units of the whole course.
  const truth = new Float64Array(scores.length);
  for (const [source, target, rate] of edges) truth[regulators.indexOf(source) * GENES + target] = 1.8 * rate;
  const errors = Array.from(truth, (rate, p) => Math.abs(rate - (scores[p] ?? NaN)));
  expect(Math.max(...errors)).toBeLessThan(0.35);
});

test('an unseen knockout is predicted as a course of the system', async () => {
  const { predict } = await foundBy(tsni, { ...screen, heldOut: ['g2'] }, { settings });
  const predicted = predict?.([{ gene: 2, kind: 'knockout' }]) ?? [];
  const expected = stateAt(1.8, 2);
  const others = [0, 1, 3, 4, 5];
  const error = others.reduce((sum, g) => sum + ((predicted[g] ?? NaN) - (expected[g] ?? NaN)) ** 2, 0);
  expect(error / others.reduce((sum, g) => sum + (expected[g] ?? NaN) ** 2, 0)).toBeLessThan(0.35);
});

test('Tustin’s transform gives back the rates of an exact discretisation by the same rule', () => {
  const step = 0.3;
  const half = rates.clone().mul(step / 2);
  const discrete = inverse(Matrix.eye(GENES).sub(half)).mmul(Matrix.eye(GENES).add(half));
  const found = continuousSystem(Float64Array.from(discrete.to1DArray()), GENES, step);
  rates.to1DArray().forEach((rate, p) => expect(found[p]).toBeCloseTo(rate, 10));
});

test('with all components, and every state visited, the discrete system is exact', () => {
  const system = Matrix.from1DArray(2, 2, [0.8, 0.3, -0.2, 0.7]);
  const courses = [
    [1, 0],
    [0, 1],
    [1, 2],
  ].map((start) => {
    const points = [start];
    for (let k = 0; k < 3; k++)
      points.push(system.mmul(Matrix.columnVector(points.at(-1) ?? [])).to1DArray());
    return { set: [], driven: false, points: points.map((point) => Float64Array.from(point)) };
  });
  const found = discreteSystem(courses, 2, Int32Array.of(0, 1), 1);
  system.to1DArray().forEach((value, p) => expect(found[p]).toBeCloseTo(value, 4));
});

test('controls over time are a course of their own, without any perturbation', async () => {
  const drifting = [0, 1, 2, 3].map((time): GaussianCondition => ({
    label: 'control',
    set: [],
    time,
    mean: Float64Array.from(
      { length: GENES },
      (_, g) => 3 + (g + 1) * Math.exp(-time) * (g % 2 === 0 ? 1 : -1),
    ),
    covariance: small,
  }));
  const scores = await scoresBy(tsni, gaussianScreen(drifting, 50, 6), { settings });
  expect(scores.every(Number.isFinite)).toBe(true);
  expect(scores.some((score) => score !== 0)).toBe(true);
});

test('the result is the same for any order of genes, cells and conditions', async () => {
  const few = gaussianScreen(conditionsOf([0, 4]), 20, 5);
  expect(await scoresOfShuffled(tsni, few, { settings })).toEqual(await scoresBy(tsni, few, { settings }));
});
