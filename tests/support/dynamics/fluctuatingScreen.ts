/** Cells of a linear stochastic system with a loop, followed through time, and their screen: training starts from their fluctuations. */
import type { Dataset } from '../../../src/dataset/dataset';
import type { FluctuatingCells } from '../../../src/dynamics/prepare/steadyFluctuations';
import { Random } from '../../../src/numerics/random';

export const GENES = 8;
/** [source, target, weight], with a loop 0 → 1 → 2 ⊣ 0; gene 7 regulates nothing. */
export const edges = [
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
export const candidates = Int32Array.from({ length: 7 }, (_, r) => r);
export const truth = new Float64Array(GENES * 7);
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
export function cellsOf({ kind, step, noise, unconnected = false }: Kind): FluctuatingCells {
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
  return { conditions, conditionOfCell, values, counting: () => null };
}

/** The same cells, of which one gene was not measured: its level is known where it was set alone. */
export function withoutGene(cells: FluctuatingCells, gene: number): FluctuatingCells {
  const isSet = cells.conditions.map(({ interventions }) => interventions.some((one) => one.gene === gene));
  const values = cells.values.map((value, p) =>
    p % GENES === gene && isSet[cells.conditionOfCell[Math.floor(p / GENES)] ?? -1] !== true ? 0 : value,
  );
  return { ...cells, values, latent: [gene] };
}

/** The cells as a screen whose knocked-out genes are at 0. */
export function screenOf({ conditions, conditionOfCell, values }: FluctuatingCells): Dataset {
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
