/**
 * The timed problems: random problems with the shapes of typical runs, the same for every device and peer; the data
 * have no meaning.
 */
import type { Batch, StepHyper } from '../../src/dynamics/device/device';
import { type RandomProblem, randomProblem } from '../../tests/support/dynamics/randomProblem';
import { type Stages, parameterLayout } from '../../src/dynamics/problem';
import { presets, trainingScheme } from '../../src/dynamics/settings';
import { Random } from '../../src/numerics/random';

export const hyper: StepHyper = { learningRate: 1e-3, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };

interface PresetSize {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
  readonly perturbations: number;
  /** Cells of the cell term. */
  readonly batch: number;
  readonly solverSteps?: number;
  readonly stages?: Stages;
}

const screenCells = 1000;

/** Preset H by the classical method: endpoints of means and the cell term. */
export function presetH(size: PresetSize): RandomProblem {
  const { solverSteps, horizon } = presets.H;
  return randomProblem({ solverSteps, horizon, cells: screenCells, ...size });
}

/** Preset H as it is trained where all endpoints are steady states. */
function steadyH(size: PresetSize): RandomProblem {
  return presetH({ ...size, ...trainingScheme(presets.H, true), batch: presets.H.cellBatch });
}

/** Preset SH: the ends of eight trajectories as clouds of 40 cells, iterated as in training, and the cell term; by the steps of predictions. */
export function presetSH(size: PresetSize): RandomProblem {
  const { solverSteps, horizon, cloudCells, cloudEndpoints, blur } = presets.SH;
  const drawn = randomProblem({ solverSteps, horizon, cells: screenCells, cloudCells, ...size });
  const { clouds, endpoints, solverSteps: last } = drawn.problem;
  const ends = endpoints.flatMap(({ step }, e) => (step === last ? [e] : []));
  return {
    ...drawn,
    problem: {
      ...drawn.problem,
      clouds: clouds && { ...clouds, blur, iterations: 100, tolerance: 1e-3 },
    },
    batch: cloudBatch(drawn.batch, ends.slice(0, cloudEndpoints), cloudCells),
  };
}

/** Preset SH as it is trained where all endpoints are at the end. */
function trainedSH(size: PresetSize): RandomProblem {
  return presetSH({ ...size, ...trainingScheme(presets.SH, true) });
}

function cloudBatch(batch: Batch, endpoints: readonly number[], each: number): Batch {
  const random = new Random(3);
  const rows = () => Int32Array.from({ length: endpoints.length * each }, () => random.integer(screenCells));
  return {
    cells: batch.cells,
    clouds: { endpoints: Int32Array.from(endpoints), start: rows(), measured: rows() },
  };
}

/**
 * A neural ODE without our additional terms: rows from given states to time 1, all genes regulators, mean squared
 * error.
 */
export function cloudOf(size: {
  readonly rows: number;
  readonly genes: number;
  readonly modules: number;
  readonly steps: number;
}): RandomProblem {
  const { rows, genes, modules, steps } = size;
  const { problem, parameters } = randomProblem({
    genes,
    modules,
    regulators: genes,
    perturbations: 1,
    cells: 1,
    batch: 0,
  });
  const random = new Random(5);
  const normals = () => Float32Array.from({ length: rows * genes }, () => random.normal());
  const shape = { ...problem.shape, deltas: 0 };
  return {
    problem: {
      ...problem,
      shape,
      perturbations: rows,
      keep: new Float32Array(rows * genes).fill(1),
      clamp: normals(),
      shifts: [],
      horizon: 1,
      solverSteps: steps,
      endpoints: Array.from({ length: rows }, (_, perturbation) => ({ perturbation, step: steps })),
      target: normals(),
      weight: new Float32Array(rows * genes).fill(1 / (rows * genes)),
      cellWeight: 0,
      pathWeight: 0,
      deltaPrior: 0,
    },
    parameters: parameters.subarray(0, parameterLayout(shape).total),
    batch: { cells: new Int32Array(), clouds: null },
  };
}

/** One divergence between two clouds with its gradient; the model is minimal and integrates one step. */
export function sinkhornAlone(size: {
  readonly points: number;
  readonly iterations: number;
  readonly genes: number;
}): RandomProblem {
  const { points, iterations, genes } = size;
  const drawn = randomProblem({
    genes,
    regulators: 1,
    modules: 1,
    perturbations: 1,
    cells: screenCells,
    batch: 0,
    cloudCells: points,
    solverSteps: 1,
    horizon: 0.5,
  });
  const { clouds } = drawn.problem;
  return {
    problem: {
      ...drawn.problem,
      clouds: clouds && { ...clouds, iterations, tolerance: 0, blur: presets.SH.blur },
      cellWeight: 0,
      pathWeight: 0,
    },
    parameters: drawn.parameters,
    batch: cloudBatch(drawn.batch, [0], points),
  };
}

/** The same problem with the first genes as regulators, which saves a peer from gathering columns. */
export function regulatorsFirst(random: RandomProblem): RandomProblem {
  const regulators = random.problem.regulators.map((_, r) => r);
  return { ...random, problem: { ...random.problem, regulators } };
}

/** Target speed of wasm in one thread relative to a peer, by CPU time. */
interface Target {
  readonly peer: 'PyTorch' | 'tfjs wasm';
  readonly ratio: number;
}

export interface Row {
  readonly name: string;
  readonly problem: () => RandomProblem;
  readonly targets: readonly Target[];
  /** Whether naive tfjs operations take less than minutes per step on a software adapter, and end: SH there aborts as its buffers are mapped. */
  readonly naiveInBrowser: boolean;
  /** Only the neural ODE: torchdiffeq is a peer. */
  readonly isPlainCloud?: true;
}

const batch = 256;

function sized(
  preset: (size: PresetSize) => RandomProblem,
  name: string,
  [genes, regulators, modules, perturbations]: readonly [number, number, number, number],
  targets: readonly Target[],
): Row {
  return {
    name: `${name} (${genes}, ${regulators}, ${modules}, ${perturbations})`,
    problem: () => preset({ genes, regulators, modules, perturbations, batch }),
    targets,
    naiveInBrowser: genes === 100 && preset !== trainedSH,
  };
}

function torchTarget(ratio: number): Target {
  return { peer: 'PyTorch', ratio };
}

const tfjsTarget: Target = { peer: 'tfjs wasm', ratio: 8 };

export const rows: readonly Row[] = [
  sized(presetH, 'H', [100, 40, 80, 32], [torchTarget(1.8)]),
  sized(presetH, 'H', [200, 200, 400, 160], [torchTarget(5)]),
  sized(presetH, 'H', [500, 100, 200, 80], [torchTarget(1)]),
  sized(presetH, 'H', [2000, 200, 400, 160], [torchTarget(1)]),
  sized(steadyH, 'steady H', [100, 40, 80, 32], [torchTarget(1.8)]),
  sized(steadyH, 'steady H', [2000, 200, 400, 160], [torchTarget(1)]),
  sized(trainedSH, 'SH', [100, 40, 80, 32], [torchTarget(1)]),
  sized(trainedSH, 'SH', [500, 100, 200, 80], [torchTarget(1)]),
  {
    name: 'cloud (64, 200, 50, 10)',
    problem: () => cloudOf({ rows: 64, genes: 200, modules: 50, steps: 10 }),
    isPlainCloud: true,
    targets: [torchTarget(1.3), tfjsTarget],
    naiveInBrowser: true,
  },
  {
    name: 'cloud (256, 500, 100, 10)',
    problem: () => cloudOf({ rows: 256, genes: 500, modules: 100, steps: 10 }),
    isPlainCloud: true,
    targets: [torchTarget(0.65), tfjsTarget],
    naiveInBrowser: false,
  },
  {
    name: 'Sinkhorn 256 × 256, 50 iterations',
    problem: () => sinkhornAlone({ points: 256, iterations: 50, genes: 8 }),
    targets: [{ peer: 'tfjs wasm', ratio: 1.8 }],
    naiveInBrowser: true,
  },
];

/** Only with a hardware GPU. */
export const largeRows: readonly Row[] = [
  sized(presetH, 'H', [5000, 500, 1000, 400], []),
  {
    name: 'cloud (1024, 500, 100, 10)',
    problem: () => cloudOf({ rows: 1024, genes: 500, modules: 100, steps: 10 }),
    isPlainCloud: true,
    targets: [],
    naiveInBrowser: false,
  },
];
