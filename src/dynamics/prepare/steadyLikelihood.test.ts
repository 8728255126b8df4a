import { expect, test } from 'vitest';
import {
  candidates,
  cellsOf,
  edges,
  GENES,
  truth,
  withoutGene,
} from '../../../tests/support/dynamics/fluctuatingScreen';
import { Random } from '../../numerics/random';
import { pooledMoments, steadyWeights } from './steadyFluctuations';
import { negativeLogLikelihood, steadyMaximum } from './steadyLikelihood';

const slow = cellsOf({ kind: 'knockout', step: 0.1, noise: 1 });

const farthest = (weights: Float64Array): number =>
  weights.reduce((most, weight, p) => Math.max(most, Math.abs(weight - (truth[p] ?? 0))), 0);

/** Slope of weights over true ones. */
function shareOfTruth(weights: Float64Array): number {
  let [along, squares] = [0, 0];
  truth.forEach((one, p) => {
    along += one * (weights[p] ?? NaN);
    squares += one * one;
  });
  return along / squares;
}

/** Absent edges that are exactly 0. */
const absentFound = (weights: Float64Array): number =>
  weights.filter((weight, p) => weight === 0 && truth[p] === 0).length;

const squaredDistance = (weights: Float64Array): number =>
  weights.reduce((sum, weight, p) => sum + (weight - (truth[p] ?? 0)) ** 2, 0);

/** Six genes, four of them regulators, two factors; conditions of none, one and two set genes, one of which regulates nothing. */
function random6() {
  const draw = new Random(3);
  const genes = 6;
  const normal = (length: number, size = 1) => Float64Array.from({ length }, () => size * draw.normal());
  const root = normal(genes * genes);
  const covariance = Float64Array.from({ length: genes * genes }, (_, p) => {
    const [i, j] = [Math.floor(p / genes), p % genes];
    let sum = Number(i === j);
    for (let k = 0; k < genes; k++) sum += (root[i * genes + k] ?? NaN) * (root[j * genes + k] ?? NaN);
    return sum;
  });
  const moments = {
    genes,
    candidates: Int32Array.of(0, 1, 2, 4),
    covariance,
    freedom: 100,
    counts: Float64Array.of(30, 20, 10, 15),
    means: normal(4 * genes),
    sets: [[], [0], [1, 4], [3, 2]],
    latent: [] as readonly number[],
  };
  return { moments, parameters: normal(genes * (4 + 2 + 2), 0.2) };
}

test.each([[[]], [[4]], [[0, 5]]])(
  'the gradient is that of finite differences, genes %j not measured',
  (latent) => {
    const { moments: all, parameters } = random6();
    const moments = { ...all, latent };
    for (const gene of moments.candidates) parameters[gene * 4 + moments.candidates.indexOf(gene)] = 0;
    const [gradient, unused] = [new Float64Array(parameters.length), new Float64Array(parameters.length)];
    negativeLogLikelihood(moments, parameters, gradient);
    const step = 1e-5;
    const at = (p: number, change: number) =>
      negativeLogLikelihood(
        moments,
        parameters.map((value, q) => value + (q === p ? change : 0)),
        unused,
      );
    gradient.forEach((slope, p) => {
      const isOwn = p < 24 && moments.candidates[p % 4] === Math.floor(p / 4);
      const expected = isOwn ? 0 : (at(p, step) - at(p, -step)) / (2 * step);
      expect(slope).toBeCloseTo(expected, 6);
    });
  },
);

test('of a system that runs away the likelihood is 0', () => {
  const { moments, parameters } = random6();
  const unstable = parameters.map((value, p) => (p < 24 ? 3 + value : value));
  expect(negativeLogLikelihood(moments, unstable, new Float64Array(parameters.length))).toBe(Infinity);
});

test('weights of a stochastic system with a loop are found, more exactly than by the normal equations', () => {
  const { weights, factors } = steadyMaximum(slow, candidates);
  expect(factors).toBe(0);
  expect(farthest(weights)).toBeLessThan(0.12);
  expect(squaredDistance(weights)).toBeLessThan(squaredDistance(steadyWeights(slow, candidates)));
});

test('weighed anew, large edges keep the size that the penalty took, and no edge appears', () => {
  const first = steadyMaximum(slow, candidates);
  const { weights } = first.reweighted();
  expect(Math.abs(shareOfTruth(weights) - 1)).toBeLessThan(0.6 * (1 - shareOfTruth(first.weights)));
  expect(squaredDistance(weights)).toBeLessThan(squaredDistance(first.weights));
  expect(absentFound(weights)).toBeGreaterThanOrEqual(absentFound(first.weights));
});

const edge = (weights: Float64Array, source: number, target: number): number =>
  Math.abs(weights[target * candidates.length + source] ?? NaN);

test('a regulator that is not measured passes on what acts on it', () => {
  // 1 → 2 ⊣ 0 and 2 → 3: taken for constant, gene 2 leaves 1 as the regulator of 0 and 3.
  const hidden = withoutGene(slow, 2);
  const asConstant = steadyMaximum({ ...hidden, latent: [] }, candidates).weights;
  const { weights } = steadyMaximum(hidden, candidates);
  for (const target of [0, 3]) {
    expect(edge(asConstant, 1, target)).toBeGreaterThan(0.2);
    expect(edge(weights, 1, target)).toBeLessThan(0.6 * edge(asConstant, 1, target));
  }
  expect(edge(asConstant, 1, 2)).toBe(0);
  expect(edge(weights, 1, 2)).toBeGreaterThan(0.2);
});

test('a factor that all genes share is no edge', () => {
  const draw = new Random(9);
  const factor = Float64Array.from(slow.conditionOfCell, () => draw.normal());
  const values = slow.values.map((value, p) => value + (factor[Math.floor(p / GENES)] ?? NaN));
  const moved = { ...slow, values };
  const { weights, factors } = steadyMaximum(moved, candidates);
  expect(factors).toBe(1);
  expect(farthest(weights)).toBeLessThan(0.5 * farthest(steadyWeights(moved, candidates)));
});

test('cells of perturbations that are left out, and edges that a known network forbids, tell nothing', () => {
  const left = new Set([slow.conditions.at(-1)?.perturbation ?? -1]);
  const isLeft = slow.conditionOfCell.map((c) => Number(left.has(slow.conditions[c]?.perturbation ?? -2)));
  const noise = slow.values.map((value, p) => (isLeft[Math.floor(p / GENES)] === 1 ? value + 100 : value));
  const without = steadyMaximum(slow, candidates, null, 0, left).weights;
  expect(steadyMaximum({ ...slow, values: noise }, candidates, null, 0, left).weights).toEqual(without);
  const [first] = edges;
  const source = first?.[0] ?? -1;
  const target = first?.[1] ?? -1;
  const penalties = new Float32Array(candidates.length * GENES).fill(1);
  penalties[source * GENES + target] = 1000;
  const { weights } = steadyMaximum(slow, candidates, penalties, 0);
  expect(weights[target * candidates.length + source]).toBe(0);
});

test('edges cost the share of their regulator that is not counting', () => {
  const { covariance } = pooledMoments(slow, new Set());
  const [source, share] = [candidates[0] ?? NaN, 0.6];
  // Each beside noise that is known for all genes, so that both begin alike.
  const counting = Float64Array.from(
    { length: GENES },
    (_, g) => 0.02 * (covariance[g * (GENES + 1)] ?? NaN),
  );
  const counted = counting.map((one, g) => (g === source ? (share / 0.02) * one : one));
  const penalties = new Float32Array(candidates.length * GENES).fill(30);
  const cheaper = penalties.map((one, p) => (p < GENES ? ((1 - share) / 0.98) * one : one));
  const byCounting = steadyMaximum({ ...slow, counting: () => counted }, candidates, penalties, 0).weights;
  const byPenalty = steadyMaximum({ ...slow, counting: () => counting }, candidates, cheaper, 0).weights;
  const alike = steadyMaximum({ ...slow, counting: () => counting }, candidates, penalties, 0).weights;
  const farthestFrom = (other: Float64Array) =>
    byCounting.reduce((most, weight, p) => Math.max(most, Math.abs(weight - (other[p] ?? NaN))), 0);
  expect(farthestFrom(byPenalty)).toBeLessThan(0.1 * farthestFrom(alike));
});
