import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { choleskyInPlace, choleskySolveInPlace } from '../../../numerics/linearAlgebra';
import { Random } from '../../../numerics/random';
import { lassoScores } from '../regressions';
import { screenOf } from '../screen';
import { drain } from '../../../numerics/lazy';
import { basisOf, bSplines, groupLasso, kan } from './kan';

/** Gene 3 = 2 tanh(1.5 z₀) + z₁², gene 4 = −z₂, gene 5 = 1.5 max(z₃, 0); the others are noise. */
const nonlinear = plantedScreen({
  genes: 6,
  regulation(gene, [z0 = 0, z1 = 0, z2 = 0, z3 = 0]) {
    if (gene === 3) return 2 * Math.tanh(1.5 * z0) + z1 ** 2;
    if (gene === 4) return -z2;
    return gene === 5 ? 1.5 * Math.max(z3, 0) : 0;
  },
  noise: 0.7,
  controls: 300,
  cellsPerKnockout: 0,
  seed: 3,
});
const edges = [3, 1 * 6 + 3, 2 * 6 + 4, 3 * 6 + 5];

/** Pairs that a regression without interventions gives a score, too: reversed edges, and regulators of one gene. */
const blanket = [...edges.map((pair) => (pair % 6) * 6 + Math.floor(pair / 6)), 1, 6];

function weakestTrueOverStrongestFalse(scores: Float32Array): number {
  const sizes = Array.from(scores, Math.abs);
  const least = Math.min(...edges.map((pair) => sizes[pair] ?? 0));
  return least / Math.max(...sizes.filter((_, pair) => !edges.includes(pair) && !blanket.includes(pair)));
}

test('curves of any shape are found, also one without a slope, which the lasso misses', async () => {
  const scores = await scoresBy(kan, nonlinear);
  expect(weakestTrueOverStrongestFalse(scores)).toBeGreaterThan(2);
  expect(edges.map((pair) => Math.sign(scores[pair] ?? 0)).filter((_, at) => at !== 1)).toEqual([1, -1, 1]);
  const screen = screenOf(nonlinear);
  const lasso = drain(lassoScores(screen));
  const place = (gene: number) => screen.order.placeOfGene[gene] ?? 0;
  expect(Math.abs(lasso[place(1) * 6 + place(3)] ?? NaN)).toBeLessThan(0.1);
});

const chain = plantedScreen({
  genes: 7,
  regulation: (gene, levels) => (gene === 0 ? 0 : 0.9 * Math.tanh(1.4 * (levels[gene - 1] ?? 0))),
  noise: 0.4,
  controls: 150,
  cellsPerKnockout: 40,
  seed: 5,
});

test('a knockout that was held out is predicted along the chain', async () => {
  const heldOut = { ...chain, heldOut: [chain.genes[0] ?? ''] };
  const { order, perturbations } = screenOf(heldOut);
  const { predict } = await foundBy(kan, heldOut);
  const perturbation = perturbations.find(({ training }) => !training);
  const predicted = predict?.(perturbation?.interventions ?? []) ?? [];
  const measured = perturbation?.endpoints[0]?.shift ?? [];
  let [error, change] = [0, 0];
  for (const gene of [1, 2, 3, 4, 5, 6]) {
    const place = order.placeOfGene[gene] ?? 0;
    error += ((measured[place] ?? NaN) - (predicted[place] ?? NaN)) ** 2;
    change += (measured[place] ?? NaN) ** 2;
  }
  expect(error).toBeLessThan(0.1 * change);
});

test('the same scores for any order of genes, cells and conditions, and cells in which a gene was set do not count for its curves', async () => {
  const scores = await scoresBy(kan, chain);
  const there = await scoresOfShuffled(kan, chain);
  scores.forEach((score, pair) => expect(there[pair]).toBe(score));
  const values = chain.values.slice();
  // The level of gene 6, which regulates nothing, where it was knocked out: as a regulator it changes, its own curves stay.
  chain.conditionOfCell.forEach((condition, cell) => {
    if (condition === 7) values[cell * 7 + 6] = 2.5 + (cell % 5);
  });
  const moved = await scoresBy(kan, { ...chain, values });
  for (let source = 0; source < 6; source++)
    expect(moved[source * 7 + 6]).toBeCloseTo(scores[source * 7 + 6] ?? NaN, 4);
});

test('B-splines sum to 1, and are Bernstein polynomials without inner knots', () => {
  const knots = Float64Array.of(-1, -1, -1, -1, 0.2, 0.5, 2, 2, 2, 2);
  const out = new Float64Array(7);
  for (const x of [-1, -0.3, 0.2, 0.49, 1.7, 2]) {
    bSplines(knots, x, out);
    expect(out.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
  }
  bSplines(Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1), 0.3, out);
  [0.343, 0.441, 0.189, 0.027].forEach((value, i) => expect(out[i]).toBeCloseTo(value, 12));
});

test('features are uncorrelated with unit variance over the cells; a gene that is mostly zero has some, a constant one none', () => {
  const random = new Random(4);
  const values = Float32Array.from({ length: 300 }, (_, cell) => (cell % 3 === 0 ? random.normal() : -1));
  const basis = basisOf(values, 6);
  expect(basis.size).toBeGreaterThanOrEqual(4);
  const rows = Array.from(values, (value) => {
    const row = new Float64Array(basis.size);
    basis.features(value, row, 0);
    return row;
  });
  for (let a = 0; a < basis.size; a++)
    for (let b = 0; b <= a; b++) {
      const product = rows.reduce((sum, row) => sum + (row[a] ?? NaN) * (row[b] ?? NaN), 0) / 300;
      expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
    }
  expect(basisOf(new Float32Array(50).fill(0.4), 6).size).toBe(0);
});

/** Covariances of 9 correlated predictors in groups of 2, 3 and 4, the last of which regulates nothing. */
function groups() {
  const random = new Random(12);
  const [n, rows] = [9, 60];
  const table = Float64Array.from({ length: rows * n }, () => random.normal());
  for (let row = 0; row < rows; row++) table[row * n + 7] = (table[row * n] ?? 0) + 0.3 * random.normal();
  const covariance = new Float64Array(n * n);
  const response = new Float64Array(n);
  for (let row = 0; row < rows; row++) {
    const x = table.subarray(row * n, (row + 1) * n);
    const y = (x[0] ?? 0) - 0.6 * (x[3] ?? 0) + 0.1 * random.normal();
    for (let a = 0; a < n; a++) {
      response[a] = (response[a] ?? 0) + ((x[a] ?? 0) * y) / rows;
      for (let b = 0; b < n; b++)
        covariance[a * n + b] = (covariance[a * n + b] ?? 0) + ((x[a] ?? 0) * (x[b] ?? 0)) / rows;
    }
  }
  return { covariance, response, starts: Int32Array.of(0, 2, 5, 9), excluded: -1 };
}

test('without a penalty the group lasso solves the normal equations, and an excluded group stays 0', () => {
  const problem = groups();
  const factor = problem.covariance.slice();
  const exact = problem.response.slice();
  choleskyInPlace(factor, 9);
  choleskySolveInPlace(factor, 9, exact);
  groupLasso({ ...problem, penalty: 0 }).forEach((weight, k) =>
    expect(weight).toBeCloseTo(exact[k] ?? NaN, 3),
  );
  expect(groupLasso({ ...problem, penalty: 0, excluded: 1 }).subarray(2, 5)).toEqual(new Float64Array(3));
});

test('the group lasso meets its conditions of optimality', () => {
  const problem = groups();
  const penalty = 0.15;
  const weights = groupLasso({ ...problem, penalty });
  const slope = problem.response.map((value, a) =>
    weights.reduce((rest, weight, b) => rest - weight * (problem.covariance[a * 9 + b] ?? 0), value),
  );
  const violations = [0, 2, 5].map((from, group) => {
    const own = weights.subarray(from, problem.starts[group + 1]);
    const size = Math.hypot(...own);
    const rest = slope.subarray(from, problem.starts[group + 1]);
    // 0: the slope is no steeper than the penalty; else it has the size of the penalty and the direction of the weights.
    return size === 0
      ? Math.max(0, Math.hypot(...rest) - penalty)
      : Math.hypot(...rest.map((value, k) => value - (penalty * (own[k] ?? NaN)) / size));
  });
  expect(Math.max(...violations)).toBeLessThan(1e-4);
  expect(groupLasso({ ...problem, penalty: 2 })).toEqual(new Float64Array(9));
});
