import { expect, test } from 'vitest';
import {
  candidates,
  cellsOf,
  edges,
  GENES,
  screenOf,
  truth,
  withoutGene,
} from '../../../tests/support/dynamics/fluctuatingScreen';
import { Random } from '../../numerics/random';
import { presets } from '../settings';
import { prepare } from './prepare';
import { chosenStart, isOfFluctuations, startingDeltas } from './startChoice';
import { steadyMaximum } from './steadyLikelihood';
import { centredCells, type FluctuatingCells, steadyWeights } from './steadyFluctuations';
import { cellRidge } from './warmStart';

const farthest = (weights: Float64Array): number =>
  weights.reduce((most, weight, p) => Math.max(most, Math.abs(weight - (truth[p] ?? 0))), 0);

const slow = cellsOf({ kind: 'knockout', step: 0.1, noise: 1 });

test('weights of a stochastic system with a loop follow from cells at its steady state', () => {
  expect(farthest(steadyWeights(slow, candidates))).toBeLessThan(0.13);
  expect(farthest(cellRidge(slow, slow.values, candidates))).toBeGreaterThan(0.16);
});

const COPIES = 16;

const isDown = (copy: number, gene: number): boolean =>
  (copy & (gene + 1)).toString(2).replaceAll('0', '').length % 2 === 1;

/**
 * Each cell sixteen times, its genes moved up or down by `step` after the columns of a Hadamard matrix: this adds step² to the variance of every gene
 * and nothing to covariances and means, as counting does in very many cells.
 */
function counted(step: number, counting: FluctuatingCells['counting']): FluctuatingCells {
  return {
    conditions: slow.conditions,
    conditionOfCell: Int32Array.from(
      { length: COPIES * slow.conditionOfCell.length },
      (_, cell) => slow.conditionOfCell[Math.floor(cell / COPIES)] ?? NaN,
    ),
    values: Float32Array.from({ length: COPIES * slow.values.length }, (_, p) => {
      const [row, gene] = [Math.floor(p / GENES), p % GENES];
      const value = slow.values[Math.floor(row / COPIES) * GENES + gene] ?? NaN;
      return value + (isDown(row % COPIES, gene) ? -step : step);
    }),
    counting,
  };
}

test('without the variance that counting adds, weights are those of cells that were not counted', () => {
  const uncounted = steadyWeights(slow, candidates);
  const largestChange = (weights: Float64Array) =>
    weights.reduce((most, weight, p) => Math.max(most, Math.abs(weight - (uncounted[p] ?? NaN))), 0);
  const known = counted(1, () => new Float64Array(GENES).fill(1));
  expect(largestChange(steadyWeights(known, candidates))).toBeLessThan(0.01);
  const unknown = counted(1, () => null);
  expect(largestChange(steadyWeights(unknown, candidates))).toBeGreaterThan(0.1);
});

test('weights stay bounded where more variance is taken for counting than there is', () => {
  const weights = steadyWeights({ ...slow, counting: () => new Float64Array(GENES).fill(5) }, candidates);
  expect(weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)).toBeLessThan(5);
});

test('weights stay bounded where covariances of pairs contradict each other', () => {
  // Each of three genes is set in turn; the other two move together, but for one pair that moves apart: no three genes do all of this.
  const conditions = [0, 1, 2].map((gene) => ({
    perturbation: gene,
    interventions: [{ gene, kind: 'knockout' as const }],
    time: null,
    cells: 40,
  }));
  const conditionOfCell = Int32Array.from({ length: 120 }, (_, cell) => Math.floor(cell / 40));
  const values = Float32Array.from({ length: 360 }, (_, p) => {
    const [cell, gene] = [Math.floor(p / 3), p % 3];
    const set = Math.floor(cell / 40);
    if (gene === set) return 0;
    const sign = set === 2 && gene === 1 ? -1 : 1;
    return cell % 2 === 0 ? sign : -sign;
  });
  const weights = steadyWeights(
    { conditions, conditionOfCell, values, counting: () => null },
    Int32Array.of(0, 1, 2),
  );
  expect(weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)).toBeLessThan(5);
});

test('left-out perturbations are as if their cells had never been measured', () => {
  const left = new Set([1, 4]);
  const { conditions, conditionOfCell, values } = slow;
  const used = Int32Array.from(conditionOfCell.keys()).filter(
    (cell) => !left.has(conditions[conditionOfCell[cell] ?? NaN]?.perturbation ?? NaN),
  );
  expect(used.length).toBeLessThan(conditionOfCell.length);
  const rest = {
    conditions,
    conditionOfCell: used.map((cell) => conditionOfCell[cell] ?? NaN),
    values: Float32Array.from(
      { length: used.length * GENES },
      (_, p) => values[(used[Math.floor(p / GENES)] ?? NaN) * GENES + (p % GENES)] ?? NaN,
    ),
    counting: () => null,
  };
  expect(steadyWeights(slow, candidates, null, left)).toEqual(steadyWeights(rest, candidates));
  expect(cellRidge(slow, values, candidates, null, used)).toEqual(cellRidge(rest, rest.values, candidates));
  const factors = factorsOf(2, 0.5);
  expect(cellRidge(slow, values, candidates, factors, used)).toEqual(
    cellRidge(rest, rest.values, candidates, factors),
  );
});

/** [R × G] factors of the true edges, and of all others. */
function factorsOf(listed: number, others: number): Float32Array {
  const factors = new Float32Array(7 * GENES).fill(others);
  for (const [source, target] of edges) factors[source * GENES + target] = listed;
  return factors;
}

/** Σ |w| over the true edges, or over all other pairs. */
function sizeOf(weights: Float64Array, isTrue: boolean): number {
  return weights.reduce((sum, weight, p) => ((truth[p] !== 0) === isTrue ? sum + Math.abs(weight) : sum), 0);
}

test('penalties of a known network lower the weights that it does not list, and let those that it lists grow', () => {
  const plain = steadyWeights(slow, candidates);
  expect(steadyWeights(slow, candidates, factorsOf(1, 1))).toEqual(plain);
  const known = steadyWeights(slow, candidates, factorsOf(Math.exp(-3), Math.E));
  expect(sizeOf(known, false)).toBeLessThan(0.5 * sizeOf(plain, false));
  expect(sizeOf(known, true)).toBeGreaterThan(sizeOf(plain, true));
  const none = steadyWeights(slow, candidates, factorsOf(1000, 1));
  expect(sizeOf(none, true)).toBe(0);
});

test('the start is the one that predicts perturbations it has not seen', () => {
  const { start, likeliest } = chosenStart(slow, null, candidates, 7);
  expect(start).toBe('likelihood');
  const maximum = steadyMaximum(slow, candidates);
  expect(likeliest?.weights).toEqual(maximum.reweighted().weights);
  expect(likeliest?.weights).not.toEqual(maximum.weights);
  const unconnected = cellsOf({ kind: 'knockout', step: 0.1, noise: 1, unconnected: true });
  expect(chosenStart(unconnected, null, candidates, 7).start).toBe('ridge');
  const few = {
    ...slow,
    conditions: slow.conditions.map((one) => ({ ...one, perturbation: Math.min(4, one.perturbation) })),
  };
  expect(chosenStart(few, null, candidates, 7).start).toBe('ridge');
});

test('where a gene on the way is not measured, it follows its regulators from the start, unless it is set', () => {
  const hidden = withoutGene(slow, 2);
  expect(chosenStart(hidden, null, candidates, 7).start).toBe('likelihood');
  const screen = { ...screenOf(hidden), latent: [2] };
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const { start, initial, problem } = prepare(screen, presets.H, labels);
  expect(start).toBe('likelihood');
  // Training perturbations 0 and 1 set other genes, 2 sets it.
  expect([0, 1, 2].map((row) => problem.keep[row * GENES + 2])).toEqual([1, 1, 0]);
  const own = 2 * GENES + 2;
  expect([problem.clamp[own], problem.weight[own], problem.cellMask[own]]).toEqual([-4, 0, 0]);
  const incoming = Array.from({ length: problem.shape.modules }, (_, m) => initial[m * GENES + 2] ?? 0);
  expect(Math.max(...incoming.map(Math.abs))).toBeGreaterThan(0.1);
});

test('the cap of shared variation stays where a hidden factor needs it, and goes where cells predict as well without it', () => {
  const random = new Random(9);
  const factor = Float64Array.from(slow.conditionOfCell, () => random.normal());
  const moved = slow.values.map((value, p) => value + (factor[Math.floor(p / GENES)] ?? NaN));
  expect(chosenStart(slow, moved, candidates, 7)).toMatchObject({ start: 'fluctuations', isCapped: true });
  const uncapped = { start: 'likelihood', isCapped: false, likeliest: { factors: 0 } };
  expect(chosenStart(slow, slow.values, candidates, 7)).toMatchObject(uncapped);
  // A cap that takes most of what genes 0 to 2 vary within conditions.
  const { deviations } = centredCells(slow);
  const values = slow.values.map((value, p) => value - (p % GENES < 3 ? 0.7 * (deviations[p] ?? NaN) : 0));
  expect(chosenStart({ ...slow, values }, slow.values, candidates, 7)).toMatchObject(uncapped);
});

test('with the variance of counting taken out, cells that were counted start from their fluctuations too', () => {
  const random = new Random(8);
  const values = slow.values.map((value) => value + 0.7 * random.normal());
  const counting = new Float64Array(GENES).fill(0.7 ** 2);
  expect(chosenStart({ ...slow, values }, null, candidates, 7).start).toBe('ridge');
  const { start } = chosenStart({ ...slow, values, counting: () => counting }, null, candidates, 7);
  expect(isOfFluctuations(start)).toBe(true);
});

test('the start hardly depends on which of few perturbations fall into one fold', () => {
  // With one draw of folds 11 of these 20 seeds choose the fluctuations.
  const noisy = cellsOf({ kind: 'knockout', step: 0.1, noise: 5 });
  const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
  const chosen = seeds.filter((seed) => isOfFluctuations(chosenStart(noisy, null, candidates, seed).start));
  expect(chosen.length).toBeGreaterThanOrEqual(19);
});

test('the constant input of an overexpressed gene is what its regulators do not explain', () => {
  const raised = cellsOf({ kind: 'overexpression', step: 0.1, noise: 1 });
  const genes = Int32Array.of(0, 3, 6);
  const deltas = startingDeltas(raised, candidates, truth, genes);
  for (const delta of deltas) expect(Math.abs(delta - 3)).toBeLessThan(0.3);
});

test('training from the fluctuations begins without the edges that the penalties of a known network forbid', () => {
  const screen = screenOf(slow);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const begin = (edgePenalty: Float32Array) => {
    const { start, initial, problem } = prepare({ ...screen, edgePenalty }, presets.H, labels);
    expect(start).toBe('likelihood');
    // The slope of the field at rest: Σ_m A_im B_mj / 4 up to the small random part.
    const { modules } = problem.shape;
    const size = ([source, target]: (typeof edges)[number]) => {
      let effect = 0;
      for (let m = 0; m < modules; m++)
        effect += (initial[m * GENES + target] ?? 0) * (initial[(GENES + source) * modules + m] ?? 0);
      return Math.abs(effect) / 4;
    };
    return edges.map(size);
  };
  const all = begin(factorsOf(1, 1));
  expect(Math.min(...all)).toBeGreaterThan(0.3);
  expect(Math.max(...begin(factorsOf(1000, 1)))).toBeLessThan(0.1 * Math.min(...all));
});

test('training from the fluctuations ends after an eighth of the schedule, and from the ridge after all of it', () => {
  const screen = screenOf(slow);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  expect(prepare(screen, presets.H, labels)).toMatchObject({ start: 'likelihood', steps: 44 });
  expect(prepare(screen, { ...presets.H, modules: 1 }, labels)).toMatchObject({ start: 'ridge', steps: 350 });
});

test('a leave-out fit of the same cells starts where the main fit does', () => {
  const screen = screenOf(slow);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  for (const cap of ['auto', 'on'] as const) {
    const main = prepare(screen, { ...presets.H, cap }, labels);
    const other = prepare(screen, { ...presets.H, cap }, labels, { main, halves: null });
    expect(main.start).toBe('likelihood');
    expect(other.initial).toEqual(main.initial);
  }
});

test('training on clouds starts where training on means does, of the same cells', () => {
  const screen = screenOf(slow);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const [means, clouds] = [prepare(screen, presets.H, labels), prepare(screen, presets.SH, labels)];
  expect(clouds.problem.clouds).not.toBeNull();
  expect(clouds).toMatchObject({ start: 'likelihood', steps: 44, rate: means.rate });
  expect(clouds.initial).toEqual(means.initial);
  expect(prepare(screen, presets.S0, labels)).toMatchObject({ start: 'random', steps: 700 });
});
