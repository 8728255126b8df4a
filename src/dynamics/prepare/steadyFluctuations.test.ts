import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
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
