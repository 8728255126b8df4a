/**
 * A training step as data: buffers with their sizes, and the dispatches of one command encoder in order. Made from dimensions
 * alone, without any GPU; running it is a loop (execute.ts).
 */
import type { Problem } from '../../problem';
import { backwardKernel } from './kernels/backward';
import {
  cellActivityKernel,
  cellDuKernel,
  cellErrorKernel,
  cellGradientKernel,
  cellTapePerQuad,
  gatherKernel,
} from './kernels/cells';
import { cloudSourceKernel, costKernel, crossKernel, selfKernel } from './kernels/clouds';
import { endpointKernel } from './kernels/endpoint';
import { forwardKernel } from './kernels/forward';
import { gradientKernel, reduceKernel, tallyKernel } from './kernels/gradient';
import { adamKernel, deriveKernel } from './kernels/optimise';
import { productGrid, productKernel } from './kernels/products';
import { workPerQuad } from './kernels/snippets';
import type { Kernel, Part, Sizes } from './kernel';
import { modelLayout } from './modelLayout';
import { groupsOf, noSizes, sizesOf, trajectorySizes, type BatchShape } from './stepSizes';

export interface Dispatch {
  readonly kernel: Kernel;
  readonly grid: readonly [number, number, number];
  readonly part: Part;
  /** Buffers of slots that do not bear the buffer's own name. */
  readonly buffers: Readonly<Record<string, string>>;
}

export interface Plan {
  readonly sizes: Sizes;
  /** Bytes of every buffer that lives as long as the plan. */
  readonly scratch: ReadonlyMap<string, number>;
  /** Loss and gradient. */
  readonly evaluate: readonly Dispatch[];
  /** The optimiser's part, after `evaluate`. */
  readonly update: readonly Dispatch[];
}

export interface PlanLimits {
  /** Most bytes of the tape: longer trajectories go back in several sweeps. */
  readonly tapeBytes: number;
  /** Most multiply-adds of one dispatch, so that none holds the GPU for long. */
  readonly work: number;
}

/** Invocations that keep a GPU busy; sums over few outputs are cut into shares until there are about so many. */
const BUSY = 16_384;

function sharesOf(outputs: number, depth: number, shortest: number): number {
  return Math.max(1, Math.min(32, Math.ceil(depth / shortest), Math.ceil(BUSY / outputs)));
}

/** Lanes of the trajectory kernels: few where genes and modules are few. */
function trajectoryLanes({ genes, modules }: Problem['shape']): number {
  const widest = Math.max(genes, modules);
  return [32, 64, 128].find((lanes) => widest <= lanes) ?? 256;
}

/** Throws RangeError where a problem is larger than one dispatch can be. */
export function planStep(problem: Problem, batch: BatchShape, limits: PlanLimits): Plan {
  const sizes = sizesOf(problem, batch);
  const { genes, regulators, modules, quads, steps } = sizes;
  const lanes = trajectoryLanes(problem.shape);
  const perRow = genes + 2 * modules + regulators;
  const tapeStep = 4 * quads * perRow * 16;
  const workStep = 64 * quads * genes * modules;
  const sweep = Math.max(
    1,
    Math.min(steps, Math.floor(limits.tapeBytes / tapeStep), Math.floor(limits.work / workStep)),
  );
  const sweeps = Array.from({ length: Math.ceil(steps / sweep) }, (_, i) => ({
    from: i * sweep,
    to: Math.min(steps, (i + 1) * sweep),
  }));
  const depth = 4 * sweep * quads;
  const sharesA = sharesOf(((modules + 1) * genes) / 4, depth, 16);
  const sharesB = sharesOf(((regulators + 1) * modules) / 4, depth, 16);
  const cells = cellDispatches(sizes, { slotsA: sharesA, slotsB: sharesB });
  const sizeA = (modules + 1) * genes;
  const sizeB = (regulators + 1) * modules;
  const full: Sizes = {
    ...sizes,
    slotsA: sharesA + cells.slotsA,
    slotsB: sharesB + cells.slotsB,
  };

  const forward = sweeps.map(({ from, to }) =>
    dispatch(forwardKernel(lanes), [quads, 1, 1], { sweepFrom: from, sweepTo: to }),
  );
  const backward = sweeps.toReversed().flatMap(({ from, to }, i) => {
    const rows = 4 * (to - from) * quads;
    const later = i === 0 ? 0 : 1;
    return [
      dispatch(backwardKernel(lanes, problem.adjoint), [quads, 1, 1], { sweepFrom: from, sweepTo: to }),
      dispatch(
        productKernel,
        productGrid(modules, genes, sharesA),
        { sweepFrom: later, rowsLeft: modules, rowsRight: genes, depth: rows, left: rows * genes, right: 0 },
        { gradients: 'gradientsA' },
      ),
      dispatch(
        productKernel,
        productGrid(regulators, modules, sharesB),
        {
          sweepFrom: later,
          rowsLeft: regulators,
          rowsRight: modules,
          depth: rows,
          left: rows * (genes + 2 * modules),
          right: rows * (genes + modules),
        },
        { gradients: 'gradientsB' },
      ),
    ];
  });

  return {
    sizes: full,
    scratch: new Map(
      Object.entries({
        rows: 4 * rowTableLength(problem, batch),
        picks: 8 * batch.cells,
        states: 16 * (steps + 1) * quads * genes,
        work: 16 * quads * (workPerQuad.genes * genes + workPerQuad.modules * modules),
        tape: sweep * tapeStep,
        sources: 4 * (batch.clouds > 0 ? sizes.rows : sizes.endpoints) * genes,
        costs: 16 * batch.clouds * batch.cloudCells ** 2,
        potentials: 24 * batch.clouds * batch.cloudCells,
        cellTape:
          16 *
          sizes.cellQuads *
          (cellTapePerQuad.regulators * regulators +
            cellTapePerQuad.modules * modules +
            cellTapePerQuad.genes * genes),
        gradientsA: 4 * full.slotsA * sizeA,
        gradientsB: 4 * full.slotsB * sizeB,
        total: 4 * (sizeA + sizeB),
        gradient: 4 * sizes.parameters,
        sums: 4 * (sizes.endpointSums + sizes.cellSums + sizes.squareSums),
      }),
    ),
    evaluate: [
      ...forward,
      ...endpointDispatches(problem, sizes),
      ...backward,
      ...cells.dispatches,
      dispatch(reduceKernel, [groupsOf(sizeA + sizeB, reduceKernel), 1, 1]),
      dispatch(gradientKernel, [sizes.squareSums, 1, 1]),
      dispatch(tallyKernel, [1, 1, 1]),
    ],
    update: [
      dispatch(adamKernel, [groupsOf(sizes.parameters, adamKernel), 1, 1]),
      dispatch(deriveKernel, [modules + 1, 1, 1]),
    ],
  };
}

/** The kernels any plan of a problem may use. */
export function kernelsOf(problem: Problem): readonly Kernel[] {
  const shape = { cells: 1, clouds: problem.clouds ? 1 : 0, cloudCells: problem.clouds ? 1 : 0 };
  const { evaluate, update } = planStep(problem, shape, { tapeBytes: 0, work: 0 });
  return [...new Map([...evaluate, ...update].map(({ kernel }) => [kernel.name, kernel])).values()];
}

/** Trajectories of means for a query: `forward` alone. */
export function planSimulation(
  shape: Problem['shape'],
  query: { readonly rows: number; readonly solverSteps: number; readonly horizon: number },
): Pick<Plan, 'sizes' | 'scratch' | 'evaluate'> {
  const { genes, modules } = shape;
  const steps = query.solverSteps;
  const sizes: Sizes = {
    ...noSizes,
    ...modelLayout(shape),
    ...trajectorySizes(query.rows, steps, query.horizon),
  };
  const { quads } = sizes;
  return {
    sizes,
    scratch: new Map(
      Object.entries({
        rows: 64 * quads,
        interventions: 16 * query.rows * genes,
        starts: 4 * genes,
        states: 16 * (steps + 1) * quads * genes,
        work: 16 * quads * (workPerQuad.genes * genes + workPerQuad.modules * modules),
      }),
    ),
    evaluate: [
      dispatch(forwardKernel(trajectoryLanes(shape)), [quads, 1, 1], { sweepFrom: 0, sweepTo: steps }),
    ],
  };
}

/** What is derived from the parameters, alone. */
export function planDerivation(shape: Problem['shape']): Pick<Plan, 'sizes' | 'evaluate'> {
  const sizes = { ...noSizes, ...modelLayout(shape), ...trajectorySizes(0, 1, 0) };
  return { sizes, evaluate: [dispatch(deriveKernel, [shape.modules + 1, 1, 1])] };
}

/** Workgroups along one dimension that WebGPU promises. */
const MOST_GROUPS = 65_535;

function dispatch(
  kernel: Kernel,
  grid: Dispatch['grid'],
  part: Part = {},
  buffers: Dispatch['buffers'] = {},
): Dispatch {
  if (Math.max(...grid) > MOST_GROUPS)
    throw new RangeError(`The GPU cannot take ${Math.max(...grid)} groups of ${kernel.name} at once`);
  return { kernel, grid, part, buffers };
}

/** Where the part of the row table on endpoints or clouds begins (rowTable.ts). */
function comparisonOffset(problem: Problem, batch: BatchShape): number {
  const rows = batch.clouds > 0 ? batch.clouds * batch.cloudCells : problem.perturbations;
  const entries = batch.clouds > 0 ? rows : problem.endpoints.length;
  return 16 * Math.ceil(rows / 4) + 2 * entries;
}

function rowTableLength(problem: Problem, batch: BatchShape): number {
  const compared =
    batch.clouds > 0 ? 2 * batch.clouds + batch.clouds * batch.cloudCells : 2 * problem.endpoints.length;
  return comparisonOffset(problem, batch) + compared;
}

function endpointDispatches(problem: Problem, sizes: Sizes): readonly Dispatch[] {
  const part = { left: comparisonOffset(problem, sizes) };
  const { clouds, cloudCells, genes } = sizes;
  if (clouds === 0) return [dispatch(endpointKernel, [sizes.endpointSums, 1, 1], part)];
  return [
    dispatch(costKernel, [groupsOf(cloudCells ** 2, costKernel), clouds, 1], part),
    dispatch(crossKernel, [clouds, 1, 1]),
    dispatch(selfKernel, [clouds, 2, 1]),
    dispatch(cloudSourceKernel, [groupsOf(cloudCells * genes, cloudSourceKernel), clouds, 1], part),
  ];
}

/** The cell term, and how many slots of gradients it fills after those taken. */
function cellDispatches(sizes: Sizes, taken: { readonly slotsA: number; readonly slotsB: number }) {
  const { genes, regulators, modules, cellQuads } = sizes;
  if (cellQuads === 0) return { slotsA: 0, slotsB: 0, dispatches: [] };
  const own = sharesOf((genes + 1) * (modules + 1), cellQuads, 4);
  const through = sharesOf(((regulators + 1) * modules) / 4, cellQuads, 16);
  const sizeB = (regulators + 1) * modules;
  return {
    slotsA: own,
    slotsB: own + through,
    dispatches: [
      dispatch(gatherKernel, [groupsOf(cellQuads * genes, gatherKernel), 1, 1]),
      dispatch(cellActivityKernel, [groupsOf(cellQuads * modules, cellActivityKernel), 1, 1]),
      dispatch(cellErrorKernel, [sizes.cellSums, 1, 1]),
      dispatch(cellDuKernel, [groupsOf(cellQuads * modules, cellDuKernel), 1, 1]),
      dispatch(cellGradientKernel, [groupsOf((genes + 1) * (modules + 1), cellGradientKernel), own, 1], {
        out: taken.slotsA * (modules + 1) * genes,
        left: taken.slotsB * sizeB,
      }),
      dispatch(
        productKernel,
        productGrid(regulators, modules, through),
        {
          rowsLeft: regulators,
          rowsRight: modules,
          depth: cellQuads,
          left: 0,
          right: cellQuads * regulators,
          out: (taken.slotsB + own) * sizeB,
        },
        { tape: 'cellTape', gradients: 'gradientsB' },
      ),
    ],
  };
}
