import { expect, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { presets } from '../settings';
import { prepare } from './prepare';
import { chosenStart, startingDeltas } from './startChoice';
import { type FluctuatingCells, steadyWeights } from './steadyFluctuations';
import { cellRidge } from './warmStart';

const GENES = 8;
/** [source, target, weight], with a loop 0 → 1 → 2 ⊣ 0; gene 7 regulates nothing. */
const edges = [
  [0, 1, 0.7],
  [1, 2, 0.6],
  [2, 0, -0.5],
  [2, 3, 0.7],
  [4, 3, -0.6],
  [4, 5, 0.6],
  [5, 6, 0.8],
  [6, 7, 0.6],
] as const;
const CONTROLS = 500;
const candidates = Int32Array.from({ length: 7 }, (_, r) => r);
const truth = new Float64Array(GENES * 7);
for (const [source, target, weight] of edges) truth[target * 7 + source] = weight;

interface Kind {
  readonly kind: 'knockout' | 'overexpression';
  /** Share of the way by which regulation moves a cell in one step, and the deviation of the noise of a step. */
  readonly step: number;
  readonly noise: number;
  /** Replaces the edges by nothing. */
  readonly unconnected?: boolean;
}

/** Cells followed through time by small steps: 500 controls, and 150 of each of seven perturbations. */
function cellsOf({ kind, step, noise, unconnected = false }: Kind): FluctuatingCells {
  const random = new Random(4);
  const conditions = Array.from({ length: 8 }, (_, at) => ({
    perturbation: at - 1,
    interventions: at === 0 ? [] : [{ gene: at - 1, kind }],
    time: null,
    cells: at === 0 ? CONTROLS : 150,
  }));
  const conditionOfCell = Int32Array.from(
    conditions.flatMap(({ cells }, at) => Array<number>(cells).fill(at)),
  );
  const values = new Float32Array(conditionOfCell.length * GENES);
  const z = new Float64Array(GENES);
  conditionOfCell.forEach((condition, cell) => {
    const set = condition - 1;
    z.fill(0);
    for (let time = 0; time < 8; time += step) {
      const rate = z.map((value) => -value);
      if (!unconnected)
        for (const [source, target, weight] of edges)
          rate[target] = (rate[target] ?? 0) + weight * (z[source] ?? 0);
      if (kind === 'overexpression' && set >= 0) rate[set] = (rate[set] ?? 0) + 3;
      for (let g = 0; g < GENES; g++)
        z[g] = (z[g] ?? 0) + step * (rate[g] ?? 0) + noise * Math.sqrt(step) * random.normal();
      if (kind === 'knockout' && set >= 0) z[set] = -3;
    }
    values.set(z, cell * GENES);
  });
  return { conditions, conditionOfCell, values };
}

const farthest = (weights: Float64Array): number =>
  weights.reduce((most, weight, p) => Math.max(most, Math.abs(weight - (truth[p] ?? 0))), 0);

const slow = cellsOf({ kind: 'knockout', step: 0.1, noise: 1 });

test('weights of a stochastic system with a loop follow from cells at its steady state', () => {
  expect(farthest(steadyWeights(slow, candidates))).toBeLessThan(0.13);
  expect(farthest(cellRidge(slow, slow.values, candidates))).toBeGreaterThan(0.16);
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
  expect(chosenStart(slow, candidates, 7)).toBe('fluctuations');
  const unconnected = cellsOf({ kind: 'knockout', step: 0.1, noise: 1, unconnected: true });
  expect(chosenStart(unconnected, candidates, 7)).toBe('ridge');
  const few = {
    ...slow,
    conditions: slow.conditions.map((one) => ({ ...one, perturbation: Math.min(4, one.perturbation) })),
  };
  expect(chosenStart(few, candidates, 7)).toBe('ridge');
});

test('the constant input of an overexpressed gene is what its regulators do not explain', () => {
  const raised = cellsOf({ kind: 'overexpression', step: 0.1, noise: 1 });
  const genes = Int32Array.of(0, 3, 6);
  const deltas = startingDeltas(raised, candidates, truth, genes);
  for (const delta of deltas) expect(Math.abs(delta - 3)).toBeLessThan(0.3);
});

/** The cells as a screen whose knocked-out genes are at 0. */
function screenOf({ conditions, conditionOfCell, values }: FluctuatingCells): Dataset {
  return {
    name: 'fluctuating',
    fingerprint: '',
    genes: Array.from({ length: GENES }, (_, g) => `G${g}`),
    cells: conditionOfCell.length,
    values: values.map((z) => z + 3),
    conditionOfCell,
    conditions: conditions.map((one) => ({
      ...one,
      label: one.perturbation < 0 ? 'control' : `P${one.perturbation}`,
    })),
    control: { mode: 'cells', labels: ['control'] },
    batchOfCell: null,
    batches: [],
    candidates,
    heldOut: [],
    composition: null,
    timeUnit: '',
    notes: [],
  };
}

test('training from the fluctuations begins without the edges that the penalties of a known network forbid', () => {
  const screen = screenOf(slow);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const begin = (edgePenalty: Float32Array) => {
    const { start, initial, problem } = prepare({ ...screen, edgePenalty }, presets.H, labels);
    expect(start).toBe('fluctuations');
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
