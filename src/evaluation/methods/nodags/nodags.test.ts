import { LuDecomposition, Matrix, inverse } from 'ml-matrix';
import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { formulaScreen } from '../../../../tests/support/evaluation/formulaScreen';
import { plainScreen } from '../../../../tests/support/dataset/plainScreen';
import { gaussianScreen, type GaussianCondition } from '../../../../tests/support/evaluation/linearCells';
import { Random } from '../../../numerics/random';
import { screenOf } from '../screen';
import { addLogDeterminants, regimesOf, rescaled, nodags } from './nodags';

const GENES = 5;
/** [source, target, weight], with the loop 0 → 1 → 2 ⊣ 0. */
const edges = [
  [0, 1, 0.8],
  [1, 2, 0.7],
  [2, 0, -0.6],
  [2, 3, 0.6],
  [4, 3, -0.7],
] as const;

/** Cells of x = W x + e with e ~ N(0, 0.25); a set gene is at −1.5 ± 0.5, whatever its regulators. Levels are 3 higher. */
function cellsWith(gene: number | null): GaussianCondition {
  const system = Matrix.eye(GENES);
  for (const [source, target, weight] of edges) if (target !== gene) system.set(target, source, -weight);
  const response = inverse(system);
  const pushed = Matrix.zeros(GENES, 1);
  if (gene !== null) pushed.set(gene, 0, -1.5);
  const mean = response.mmul(pushed).to1DArray();
  return {
    label: gene === null ? 'control' : `g${gene}`,
    set: gene === null ? [] : [[gene, 'knockdown']],
    mean: Float64Array.from(mean, (value) => 3 + value),
    covariance: Float64Array.from(response.mmul(response.transpose()).mul(0.25).to1DArray()),
  };
}

const conditions = [null, 0, 1, 2, 4].map(cellsWith);
const screen = gaussianScreen(conditions, 1500, 8);
const settings = { sparsity: 0.001, norm: 2 };

test('a cyclic system is recovered from its own cells, with weights and signs', async () => {
  const scores = await scoresBy(nodags, screen, { settings });
  const scale = cellsWith(null)
    .covariance.filter((_, p) => p % (GENES + 1) === 0)
    .map(Math.sqrt);
  const truth = new Float64Array(GENES * GENES);
  for (const [source, target, weight] of edges)
    truth[source * GENES + target] = (weight * (scale[source] ?? NaN)) / (scale[target] ?? NaN);
  const errors = Array.from(truth, (weight, p) => Math.abs(weight - (scores[p] ?? NaN)));
  expect(Math.max(...errors)).toBeLessThan(0.1);
});

test('an unseen perturbation in the loop is predicted as its fixed point', async () => {
  // Gene 3 regulates nothing: without a perturbation of gene 2, cells alone do not tell which of the two acts on the other.
  const dataset = { ...screen, candidates: Int32Array.of(0, 1, 2, 4), heldOut: ['g2'] };
  const { predict } = await foundBy(nodags, dataset, { settings });
  const [control, held] = [cellsWith(null), cellsWith(2)];
  const deviation = (g: number) => Math.sqrt(control.covariance[g * (GENES + 1)] ?? NaN);
  const predicted = predict?.([{ gene: 2, kind: 'knockdown' }]) ?? [];
  const level = (predicted[2] ?? NaN) * deviation(2);
  // The unseen level is a guess; the responses are in proportion to it.
  for (const g of [0, 1, 3, 4]) {
    const change = ((((held.mean[g] ?? NaN) - 3) / -1.5) * level) / deviation(g);
    expect(Math.abs((predicted[g] ?? NaN) - change)).toBeLessThan(0.15);
  }
});

test('log determinants and their gradient are those of every perturbed system', () => {
  const random = new Random(4);
  const candidates = Int32Array.of(0, 2, 3);
  const weights = Float64Array.from({ length: 12 }, (_, p) =>
    [0, 7, 11].includes(p) ? 0 : 0.4 * random.normal(),
  );
  const regimes = [
    { set: [], share: 0.5 },
    { set: [1], share: 0.2 },
    { set: [2, 0], share: 0.3 },
  ];
  const byDefinition = (given: Float64Array): number =>
    -regimes.reduce((sum, { set, share }) => {
      const system = Matrix.eye(3);
      candidates.forEach((gene, q) => {
        if (!set.includes(q))
          for (let r = 0; r < 3; r++) system.set(q, r, system.get(q, r) - (given[gene * 3 + r] ?? NaN));
      });
      return sum + share * Math.log(Math.abs(new LuDecomposition(system).determinant));
    }, 0);
  const gradient = new Float64Array(12);
  expect(addLogDeterminants(regimes, candidates, weights, gradient)).toBeCloseTo(byDefinition(weights), 12);
  weights.forEach((_, p) => {
    if ([0, 7, 11].includes(p)) return;
    const at = (step: number) => byDefinition(weights.map((value, q) => value + (p === q ? step : 0)));
    expect(gradient[p]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
  });
});

test('weights are rescaled to the norm, with the gradient of the rescaling', () => {
  const random = new Random(6);
  const candidates = Int32Array.of(1, 2, 3);
  const own = (p: number) => Math.floor(p / 3) === (candidates[p % 3] ?? NaN);
  const free = Float64Array.from({ length: 12 }, (_, p) => (own(p) ? 0 : random.normal()));
  const direction = Float64Array.from({ length: 12 }, (_, p) => (own(p) ? 0 : random.normal()));
  const along = (at: Float64Array) =>
    rescaled(at, candidates, 0.9).weights.reduce((sum, value, p) => sum + value * (direction[p] ?? NaN), 0);
  const scaled = rescaled(free, candidates, 0.9);
  const block = Matrix.from1DArray(3, 3, scaled.weights.slice(3));
  expect(Math.max(...block.transpose().mmul(block).diagonal())).toBeLessThan(0.81);
  const gradient = new Float64Array(12);
  scaled.pullBack(direction, gradient);
  free.forEach((_, p) => {
    if (own(p)) return;
    const at = (step: number) => along(free.map((value, q) => value + (p === q ? step : 0)));
    expect(gradient[p]).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 5);
  });
  expect(rescaled(free, candidates, 50).weights).toBe(free);
});

test('regimes share cells by the candidates set in them', () => {
  const screenOfAll = screenOf(formulaScreen());
  const regimes = regimesOf(screenOfAll);
  expect(regimes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(regimes.some(({ set }) => set.length === 2)).toBe(true);
  const [controls, knockdowns] = [300, 100];
  const uneven = screenOf(
    plainScreen({
      genes: ['g0', 'g1'],
      values: Float32Array.from({ length: 2 * (controls + knockdowns) }, (_, at) => (at % 7) / 7),
      conditionOfCell: Int32Array.from({ length: controls + knockdowns }, (_, cell) =>
        Number(cell >= controls),
      ),
      conditions: [
        { label: 'control', interventions: [], time: null, cells: controls },
        { label: 'g1', interventions: [{ gene: 1, kind: 'knockdown' }], time: null, cells: knockdowns },
      ],
    }),
  );
  expect(regimesOf(uneven)).toEqual([
    { set: [], share: 0.75 },
    { set: [1], share: 0.25 },
  ]);
});

test('the result is the same for any order, and blind to the values of set genes as targets', async () => {
  const few = gaussianScreen(conditions, 30, 5);
  expect(await scoresOfShuffled(nodags, few, { settings })).toEqual(
    await scoresBy(nodags, few, { settings }),
  );
  const dataset = formulaScreen();
  const values = dataset.values.slice();
  // Gene 5, no candidate, is overexpressed in condition 3.
  dataset.conditionOfCell.forEach((condition, cell) => {
    if (condition === 3) values[cell * 8 + 5] = 9 - (cell % 7);
  });
  expect(await scoresBy(nodags, { ...dataset, values })).toEqual(await scoresBy(nodags, dataset));
});
