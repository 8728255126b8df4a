/**
 * Random problems of any size that use every feature (clamps, shifts, several endpoints on a trajectory, masks,
 * combinations), for tests and benchmarks of devices. The data have no meaning.
 */
import { Random } from '../../../src/numerics/random';
import {
  type CloudEndpoints,
  type Endpoint,
  type Problem,
  type Shift,
  parameterLayout,
} from '../../../src/dynamics/problem';
import type { Batch, End, Query } from '../../../src/dynamics/device/device';

export interface ProblemSize {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
  readonly perturbations: number;
  readonly cells: number;
  readonly batch: number;
  readonly solverSteps?: number;
  readonly stages?: Problem['stages'];
  readonly horizon?: number;
  readonly seed?: number;
  /** Cells of each cloud: endpoints are then compared as clouds (up to four per step), with a fixed number of iterations. */
  readonly cloudCells?: number;
  /** Every edge has a penalty of its own, as with a known network. */
  readonly hasPathFactors?: true;
}

export interface RandomProblem {
  readonly problem: Problem;
  readonly parameters: Float32Array;
  readonly batch: Batch;
}

/** Every third perturbation overexpresses its gene, the others clamp it; every fifth clamps a second one. */
export function randomProblem(size: ProblemSize): RandomProblem {
  const { genes, regulators, modules, perturbations, cells } = size;
  const solverSteps = size.solverSteps ?? 4;
  const random = new Random(size.seed ?? 1);
  const normals = (count: number, scale: number): Float32Array =>
    Float32Array.from({ length: count }, () => scale * random.normal());

  const keep = new Float32Array(perturbations * genes).fill(1);
  const clamp = new Float32Array(perturbations * genes);
  const shifts: Shift[] = [];
  const endpoints: Endpoint[] = [];
  const clampGene = (perturbation: number, gene: number): void => {
    keep[perturbation * genes + gene] = 0;
    clamp[perturbation * genes + gene] = -1 - random.uniform();
  };
  let deltas = 0;
  for (let k = 0; k < perturbations; k++) {
    const gene = k % genes;
    if (k % 3 === 1) shifts.push({ perturbation: k, gene, delta: deltas++ });
    else clampGene(k, gene);
    if (k % 5 === 4) clampGene(k, (gene + 1) % genes);
    endpoints.push({ perturbation: k, step: solverSteps });
    if (k % 2 === 0 && solverSteps > 1)
      endpoints.push({ perturbation: k, step: Math.floor(solverSteps / 2) });
  }

  const target = normals(endpoints.length * genes, 1);
  const weight = Float32Array.from(target, () => (0.2 + random.uniform()) / (endpoints.length * genes));
  endpoints.forEach(({ perturbation }, e) => {
    weight[e * genes + (perturbation % genes)] = 0;
  });
  const cellMask = new Float32Array((perturbations + 1) * genes).fill(1);
  for (let k = 0; k < perturbations; k++) cellMask[k * genes + (k % genes)] = 0;

  const shape = { genes, regulators, modules, deltas };
  const layout = parameterLayout(shape);
  const parameters = new Float32Array(layout.total);
  parameters.set(normals(genes * modules, 1.5 / Math.sqrt(modules)), layout.at);
  parameters.set(normals(regulators * modules, 1 / Math.sqrt(regulators)), layout.bt);
  parameters.set(normals(modules, 0.5), layout.beta);
  parameters.set(normals(deltas, 1), layout.delta);

  const cellValues = normals(cells * genes, 1);
  const clouds: CloudEndpoints | null =
    size.cloudCells === undefined
      ? null
      : {
          start: normals(cells * genes, 1),
          measured: endpoints.map(() => Int32Array.from({ length: cells }, (_, i) => i)),
          maskOfEndpoint: Int32Array.from(endpoints, ({ perturbation }) => perturbation),
          weight: 4,
          blur: 0.2,
          iterations: 30,
          tolerance: 0,
        };
  return {
    problem: {
      shape,
      regulators: random.permutation(genes).slice(0, regulators).toSorted(),
      perturbations,
      keep,
      clamp,
      shifts,
      horizon: size.horizon ?? 2,
      solverSteps,
      stages: size.stages ?? 4,
      endpoints,
      clouds,
      target,
      weight,
      cells: cellValues,
      maskOfCell: Int32Array.from({ length: cells }, () => random.integer(perturbations + 1)),
      cellMask,
      cellWeight: 0.3,
      pathWeight: 1e-2,
      ...(size.hasPathFactors && { pathFactors: factorsOf(genes * regulators) }),
      deltaPrior: deltas < 2 ? 0 : 0.05,
    },
    parameters,
    batch: {
      cells: Int32Array.from({ length: size.batch }, () => random.integer(cells)),
      clouds:
        size.cloudCells === undefined ? null : drawClouds(random, endpoints.length, cells, size.cloudCells),
    },
  };
}

/** e^−2 to e^2 */
function factorsOf(edges: number): Float32Array {
  const random = new Random(edges);
  return Float32Array.from({ length: edges }, () => Math.exp(4 * random.uniform() - 2));
}

function drawClouds(random: Random, endpoints: number, cells: number, each: number): Batch['clouds'] {
  const drawn = random.permutation(endpoints).slice(0, 4);
  const rows = () => Int32Array.from({ length: drawn.length * each }, () => random.integer(cells));
  return { endpoints: drawn, start: rows(), measured: rows() };
}

/**
 * The interventions of the problem over more rows than any device integrates at once, with additional sources; 7 steps to
 * horizon 3, each of which is an end of every row.
 */
export function randomQuery({ shape, keep, clamp }: Problem): Query {
  const rows = 70;
  const count = rows * shape.genes;
  const spread = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => values[i % values.length] ?? 0);
  return {
    rows,
    keep: spread(keep),
    clamp: spread(clamp),
    shift: Float32Array.from({ length: count }, (_, i) => (i % 5 === 0 ? 0.7 : 0)),
    horizon: 3,
    solverSteps: 7,
    ends: endsOfAll(rows, 7),
  };
}

/** Row after row at every step, the start included. */
export function endsOfAll(rows: number, solverSteps: number): readonly End[] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: solverSteps + 1 }, (__, step) => ({ row, step })),
  ).flat();
}

/** Some ends of randomQuery, not in the order of rows, one of them twice. */
export const someEnds: readonly End[] = [
  { row: 69, step: 7 },
  { row: 0, step: 0 },
  { row: 33, step: 5 },
  { row: 0, step: 7 },
  { row: 33, step: 5 },
];

/** Their states among those of all ends of randomQuery. */
export function statesOfSome(all: Float32Array, genes: number): Float32Array {
  return Float32Array.from(
    someEnds.flatMap(({ row, step }) => [
      ...all.subarray((8 * row + step) * genes, (8 * row + step + 1) * genes),
    ]),
  );
}

/** For tests of the interface only. */
export const tinySize: ProblemSize = {
  genes: 3,
  regulators: 2,
  modules: 2,
  perturbations: 2,
  cells: 4,
  batch: 2,
};

/** Sizes that are not multiples of any tile, and the smallest ones. */
export const oddSizes: readonly ProblemSize[] = [
  { genes: 61, regulators: 37, modules: 23, perturbations: 7, cells: 90, batch: 37 },
  { genes: 9, regulators: 9, modules: 1, perturbations: 5, cells: 20, batch: 11 },
  { genes: 3, regulators: 2, modules: 5, perturbations: 3, cells: 8, batch: 5 },
  { genes: 12, regulators: 4, modules: 6, perturbations: 1, cells: 15, batch: 3 },
];
