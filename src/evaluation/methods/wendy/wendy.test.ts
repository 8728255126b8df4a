import { Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { gaussianScreen, type GaussianCondition } from '../../../../tests/support/evaluation/linearCells';
import { averagePrecision } from '../../networks/metrics';
import { Random } from '../../../numerics/random';
import { mean as meanOf } from '../../../numerics/statistics';
import { covarianceLoss, wendy } from './wendy';

const GENES = 5;
/** [source, target, weight] of a step of time, besides what stays of each gene. */
const edges = [
  [0, 1, 0.5],
  [1, 2, -0.4],
  [2, 0, 0.3],
  [3, 4, 0.5],
] as const;

/** x at the next time is Bᵀ x: rows are sources. */
const step = Matrix.diag([0.9, 0.75, 1.05, 0.6, 1.2]);
for (const [source, target, weight] of edges) step.set(source, target, weight);

/** Covariances and means of four times, from random ones. */
function snapshots(
  seed: number,
): readonly { readonly mean: Float64Array; readonly covariance: Float64Array }[] {
  const random = new Random(seed);
  const root = Matrix.from1DArray(
    GENES,
    GENES,
    Array.from({ length: GENES ** 2 }, () => 0.4 * random.normal()),
  );
  let covariance = root.mmul(root.transpose()).add(Matrix.eye(GENES, GENES, 0.3));
  let level = Matrix.columnVector(Array.from({ length: GENES }, () => 2 * random.normal()));
  const input = Matrix.columnVector(Array.from({ length: GENES }, () => random.normal()));
  return Array.from({ length: 4 }, () => {
    const now = {
      mean: Float64Array.from(level.to1DArray()),
      covariance: Float64Array.from(covariance.to1DArray()),
    };
    covariance = step.transpose().mmul(covariance).mmul(step);
    level = step.transpose().mmul(level).add(input);
    return now;
  });
}

function screenWith(times: readonly number[], cells: number, seed = 7) {
  return gaussianScreen(
    times.map((time, at): GaussianCondition => {
      const { mean, covariance } = snapshots(seed)[at] ?? {
        mean: new Float64Array(),
        covariance: new Float64Array(),
      };
      return { label: 'control', set: [], time, mean, covariance };
    }),
    cells,
    3,
  );
}

function precisionOf(scores: Float32Array): number | null {
  const truth = new Uint8Array(GENES * GENES);
  for (const [source, target] of edges) truth[source * GENES + target] = 1;
  const pairs = [...truth.keys()].filter((p) => p % (GENES + 1) !== 0);
  return averagePrecision(
    Uint8Array.from(pairs, (p) => truth[p] ?? 0),
    Float64Array.from(pairs, (p) => Math.abs(scores[p] ?? NaN)),
  );
}

test('WENDY ranks the edges of a step above chance', async () => {
  const settings = { shrinkage: 0, sparsity: 0.001 };
  const found = [];
  for (const seed of [1, 2, 3, 4]) {
    const conditions = snapshots(seed)
      .slice(0, 2)
      .map((one, time): GaussianCondition => ({ label: 'control', set: [], time, ...one }));
    found.push(precisionOf(await scoresBy(wendy, gaussianScreen(conditions, 1000, 2), { settings })) ?? NaN);
  }
  expect(meanOf(found)).toBeGreaterThan(0.4);
});

test('the gradient of the covariance loss is that of finite differences', () => {
  const [before, after] = snapshots(4);
  const random = new Random(2);
  const weights = Float64Array.from({ length: GENES ** 2 }, () => 0.3 * random.normal());
  const gradient = new Float64Array(GENES ** 2);
  const unused = new Float64Array(GENES ** 2);
  const loss = (at: Float64Array, into: Float64Array) =>
    covarianceLoss(
      before?.covariance ?? new Float64Array(),
      after?.covariance ?? new Float64Array(),
      at,
      0.7,
      into,
    );
  loss(weights, gradient);
  weights.forEach((_, p) => {
    const at = (change: number) =>
      loss(
        weights.map((value, q) => value + (p === q ? change : 0)),
        unused,
      );
    expect(gradient[p]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
  });
});

test('the covariance loss is the sum over pairs of two genes, without variances', () => {
  const [before, after] = snapshots(4);
  const random = new Random(2);
  const weights = Matrix.rand(GENES, GENES, { random: () => random.uniform() - 0.5 });
  const moved = Matrix.eye(GENES).add(weights.clone().mul(0.7));
  const start = Matrix.from1DArray(GENES, GENES, before?.covariance ?? []);
  const reached = moved.transpose().mmul(start).mmul(moved);
  let expected = 0;
  for (let i = 0; i < GENES; i++)
    for (let j = 0; j < GENES; j++)
      if (i !== j) expected += ((after?.covariance[i * GENES + j] ?? NaN) - reached.get(i, j)) ** 2 / 2;
  const found = covarianceLoss(
    before?.covariance ?? new Float64Array(),
    after?.covariance ?? new Float64Array(),
    Float64Array.from(weights.to1DArray()),
    0.7,
    new Float64Array(GENES ** 2),
  );
  expect(found).toBeCloseTo(expected, 9);
});

test('the results are the same for any order of genes and cells', async () => {
  const screen = screenWith([1, 2, 3, 4], 60);
  const settings = { shrinkage: 0.1, sparsity: 0.01 };
  expect(await scoresOfShuffled(wendy, screen, { settings })).toEqual(
    await scoresBy(wendy, screen, { settings }),
  );
});
