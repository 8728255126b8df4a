/**
 * A training step as data: buffers with their sizes, and the dispatches of one command encoder in order, from
 * dimensions alone, without a GPU. execute.ts runs it.
 */
import type { Problem } from '../../problem';
import { type BatchShape, type ProblemArrays, arraysOf } from '../device';
import { backwardKernel } from './kernels/backward';
import { cellVectors } from './kernels/cells';
import { readoutKernel } from './kernels/endpoints';
import { forwardKernel, prepareKernel } from './kernels/forward';
import { gradientKernel, reduceKernel, updateKernel } from './kernels/gradient';
import {
  invocationsOfProduct,
  netEffectKernel,
  netEffectLayout,
  productGrid,
  productKernel,
} from './kernels/netEffects';
import { endVectors, inputRows, inputVectors } from './kernels/snippets';
import { type Kernel, type Part, RING_FLOATS, type Sizes, noSizes } from './kernel';
import { blockOf, modelLayout, weightsLayout } from './buffers';
import {
  type Dispatch,
  STEPS_TOGETHER,
  cellDispatches,
  dispatch,
  endpointDispatches,
  placeOf,
  rowTableLength,
  sharesOf,
  turnBytes,
} from './planParts';
import {
  type PlanLimits,
  type RowGroup,
  bytesOfQuads,
  groupsOfQuads,
  quadsTogether,
  sizesOf,
  trajectorySizes,
  workgroupsOf,
} from './stepSizes';
import { endsOfMeans } from './tables';

export interface Plan {
  readonly sizes: Sizes;
  /** Bytes of every buffer that lives as long as the plan. */
  readonly scratch: ReadonlyMap<string, number>;
  /** Loss and gradient. */
  readonly evaluate: readonly Dispatch[];
  /** The optimiser's part, after `evaluate`. */
  readonly update: readonly Dispatch[];
}

/** Lanes of a kernel with a block of columns per lane, fewer for small problems. */
function lanesFor(columns: number): number {
  return [32, 64, 128].find((lanes) => columns <= lanes * blockOf) ?? 256;
}

/** A product of rows of buffer `tape` into slots of `slot` floats of buffer `out`. */
interface Product {
  readonly tape: string;
  readonly out: string;
  readonly shares: number;
  readonly slot: number;
  readonly part: Required<Pick<Part, 'rowsLeft' | 'rowsRight' | 'depth' | 'left' | 'right'>> &
    Pick<Part, 'sweepFrom' | 'out'>;
}

function productDispatch({ tape, out, shares, slot, part }: Product): Dispatch {
  const grid = productGrid(part.rowsLeft, part.rowsRight, shares);
  return dispatch(productKernel, grid, { ...part, slot }, { tape, gradients: out });
}

/** A range of solver steps. */
interface Sweep {
  readonly from: number;
  readonly to: number;
}

/** How the trajectories of a step are divided: groups whose tape fits the limit, and sweeps of bounded work. */
function divisionOf(whole: Sizes, problem: ProblemArrays, batch: BatchShape, limits: PlanLimits) {
  const { stages, modules, steps, allQuads, ends } = whole;
  // Clouds are compared as wholes, and have few rows.
  const quads = batch.clouds > 0 ? whole.quads : quadsTogether(whole, limits);
  const groups: readonly RowGroup[] =
    batch.clouds > 0
      ? [{ firstQuad: 0, quads, firstEnd: 0, ends }]
      : groupsOfQuads(
          allQuads,
          quads,
          endsOfMeans(problem.endpoints).map(({ quad }) => quad),
        );
  const bytes = bytesOfQuads({ ...whole, quads }, quads);
  const sweep = Math.max(
    1,
    Math.min(
      steps,
      Math.floor((limits.tapeBytes - bytes.tape) / bytes.factorsOfStep),
      Math.floor(limits.work / (16 * stages * quads * modules ** 2)),
    ),
  );
  const sweeps: readonly Sweep[] = Array.from({ length: Math.ceil(steps / sweep) }, (_, i) => ({
    from: i * sweep,
    to: Math.min(steps, (i + 1) * sweep),
  }));
  return { quads, groups, sweep, sweeps, bytes };
}

/** Floats of a slot of each weight gradient. */
function slotSizes({ genes, regulators, modules }: Problem['shape']) {
  return {
    a: modules * genes,
    b: (regulators + 1) * modules,
    inputs: 2 * regulators * modules,
    w: modules ** 2,
  };
}

/** A group's trajectories, sweep after sweep, their comparison, and the way back. */
function trajectoryDispatches(
  sizes: Sizes,
  group: RowGroup,
  { sweeps, bytes }: { readonly sweeps: readonly Sweep[]; readonly bytes: { readonly tape: number } },
): readonly Dispatch[] {
  const { genes, modules, stages } = sizes;
  const lanes = lanesFor(modules);
  const held = Math.ceil(sizes.moduleBlocks / lanes);
  const grid = [group.quads, 1, 1] as const;
  const left = bytes.tape / 16;
  const forward = sweeps.map(({ from, to }) =>
    dispatch(forwardKernel(lanes, held), grid, { ...placeOf(group), sweepFrom: from, sweepTo: to }),
  );
  const backward = sweeps.toReversed().flatMap(({ from, to }, i) => [
    dispatch(backwardKernel(lanes, held), grid, { ...placeOf(group), sweepFrom: from, sweepTo: to, left }),
    productDispatch({
      tape: 'tape',
      out: 'gradientsW',
      shares: sizes.slotsW,
      slot: slotSizes(sizes).w,
      part: {
        rowsLeft: modules,
        rowsRight: modules,
        depth: stages * (to - from) * group.quads,
        sweepFrom: i === 0 && group.firstQuad === 0 ? 0 : 1,
        left,
        right: stages * from * group.quads * modules,
      },
    }),
  ]);
  return [...forward, ...endpointDispatches(sizes, lanesFor(Math.max(genes, modules)), group), ...backward];
}

/** A product of tapes of single edges into the slot behind `before` others. */
function edgeProduct(out: string, slot: number, before: number, part: Product['part']): Dispatch {
  return productDispatch({ tape: 'netEffects', out, shares: 1, slot, part: { ...part, out: before * slot } });
}

/** The penalty of single edges; its gradients go to the last slots. */
function netEffectDispatches(sizes: Sizes): readonly Dispatch[] {
  if (sizes.pathSums === 0) return [];
  const { genes, regulators, modules } = sizes;
  const at = netEffectLayout(sizes);
  const slots = slotSizes(sizes);
  return [
    dispatch(netEffectKernel, [sizes.pathSums, 1, 1]),
    edgeProduct('gradientsA', slots.a, sizes.slotsA - 1, {
      rowsLeft: modules,
      rowsRight: genes,
      depth: at.regulatorQuads,
      left: 0,
      right: at.slopesByRegulators,
    }),
    edgeProduct('gradientsB', slots.b, sizes.slotsB - 1, {
      rowsLeft: regulators,
      rowsRight: modules,
      depth: at.geneQuads,
      left: at.slopesByGenes,
      right: at.a,
    }),
  ];
}

/** Throws RangeError where a problem exceeds one dispatch. */
export function planStep(problem: ProblemArrays, batch: BatchShape, limits: PlanLimits): Plan {
  const whole = sizesOf(problem, batch);
  const { genes, regulators, modules, stages, ends } = whole;
  const division = divisionOf(whole, problem, batch, limits);
  const { quads, groups, sweep, sweeps, bytes } = division;
  const inputDepth = inputRows(whole);
  const sharesA = sharesOf(invocationsOfProduct(modules, genes), ends, 16);
  const sharesInputs = sharesOf(invocationsOfProduct(regulators, 2 * modules), inputDepth, 16);
  const cells = cellDispatches(whole, lanesFor(Math.max(genes, modules)), sharesA);
  const ofEdges = problem.hasPathFactors ? 1 : 0;
  const sizes: Sizes = {
    ...whole,
    quads,
    slotsA: sharesA + cells.slotsA + ofEdges,
    slotsB: cells.slotsB + ofEdges,
    slotsInputs: sharesInputs,
    slotsW: sharesOf(invocationsOfProduct(modules, modules), stages * sweep * quads, 16),
  };
  const slots = slotSizes(sizes);
  const total = slots.a + slots.b + slots.inputs + slots.w;
  return {
    sizes,
    scratch: new Map(
      Object.entries({
        rows: 4 * rowTableLength(sizes),
        picks: 8 * batch.cells,
        turns: STEPS_TOGETHER * turnBytes(sizes, batch),
        work: sweeps.length > 1 ? bytes.work : 0,
        tape: bytes.tape + sweep * bytes.factorsOfStep,
        inputs: 16 * inputVectors(sizes),
        ends: 16 * ends * endVectors(sizes),
        states: batch.clouds > 0 ? 16 * ends * genes : 0,
        costs: 16 * batch.clouds * batch.cloudCells ** 2,
        potentials: 24 * batch.clouds * batch.cloudCells,
        cellTape: 16 * cellVectors(sizes),
        netEffects: 16 * ofEdges * netEffectLayout(sizes).vectors,
        gradientsA: 4 * sizes.slotsA * slots.a,
        gradientsB: 4 * sizes.slotsB * slots.b,
        gradientsInputs: 4 * sharesInputs * slots.inputs,
        gradientsW: 4 * sizes.slotsW * slots.w,
        total: 4 * total,
        sums: 4 * (sizes.endpointSums + sizes.cellSums + sizes.pathSums),
      }),
    ),
    evaluate: [
      prepare(sizes),
      ...groups.flatMap((group) => trajectoryDispatches(sizes, group, division)),
      ...cells.dispatches,
      ...netEffectDispatches(sizes),
      productDispatch({
        tape: 'ends',
        out: 'gradientsA',
        shares: sharesA,
        slot: slots.a,
        part: { rowsLeft: modules, rowsRight: genes, depth: ends, left: 0, right: ends * modules },
      }),
      productDispatch({
        tape: 'inputs',
        out: 'gradientsInputs',
        shares: sharesInputs,
        slot: slots.inputs,
        part: {
          rowsLeft: regulators,
          rowsRight: 2 * modules,
          depth: inputDepth,
          left: 0,
          right: inputDepth * regulators,
        },
      }),
      dispatch(reduceKernel, [workgroupsOf(total, reduceKernel) + RING_FLOATS, 1, 1]),
      dispatch(gradientKernel, [sizes.squareSums, 1, 1]),
    ],
    update: [updateDispatch(problem.shape)],
  };
}

/** The optimiser, and the values derived from the parameters. */
function updateDispatch({ modules }: Problem['shape']): Dispatch {
  return dispatch(updateKernel, [modules + 1, 1, 1]);
}

function prepare({ moduleBlocks, allQuads, regulators }: Sizes): Dispatch {
  return dispatch(prepareKernel, [
    workgroupsOf(moduleBlocks ** 2 + allQuads * regulators, prepareKernel),
    1,
    1,
  ]);
}

/** All kernels for a problem: those of its steps, and of simulation. */
export function kernelsOf(problem: Problem): readonly Kernel[] {
  const arrays = arraysOf(problem);
  const shape = { cells: 1, clouds: problem.clouds ? 1 : 0, cloudCells: problem.clouds ? 1 : 0 };
  const { evaluate, update } = planStep(arrays, shape, { tapeBytes: Infinity, work: Infinity });
  const simulation = planSimulation(problem.shape, {
    rows: 1,
    ends: 1,
    clamps: 0,
    solverSteps: 1,
    horizon: 1,
  });
  const dispatches = [...evaluate, ...update, ...simulation.evaluate];
  return [...new Map(dispatches.map(({ kernel }) => [kernel.name, kernel])).values()];
}

/** States of all genes at some ends of the trajectories of a query; `ends`: states of quads of them. */
export function planSimulation(
  shape: Problem['shape'],
  query: {
    readonly rows: number;
    readonly ends: number;
    readonly clamps: number;
    readonly solverSteps: number;
    readonly horizon: number;
  },
): Pick<Plan, 'sizes' | 'scratch' | 'evaluate'> {
  const { genes, modules } = shape;
  const { rows, ends, clamps, solverSteps: steps } = query;
  const sizes: Sizes = {
    ...noSizes,
    ...modelLayout(shape),
    ...weightsLayout(shape),
    ...trajectorySizes({ rows, clamps, ends }, { ...query, stages: 4 }),
  };
  const { quads } = sizes;
  const { tape } = bytesOfQuads(sizes, quads);
  const lanes = lanesFor(modules);
  return {
    sizes,
    scratch: new Map(
      Object.entries({
        rows: 4 * rowTableLength(sizes),
        interventions: 16 * rows * genes,
        starts: 4 * genes,
        states: 16 * ends * genes,
        inputs: 16 * inputVectors(sizes),
        ends: 16 * ends * endVectors(sizes),
        work: 0,
        tape,
      }),
    ),
    evaluate: [
      prepare(sizes),
      dispatch(forwardKernel(lanes, Math.ceil(sizes.moduleBlocks / lanes)), [quads, 1, 1], {
        quads,
        sweepFrom: 0,
        sweepTo: steps,
      }),
      dispatch(readoutKernel(lanesFor(Math.max(genes, modules))), [ends, 1, 1]),
    ],
  };
}

/** Only the values derived from the parameters. */
export function planDerivation(shape: Problem['shape']): Pick<Plan, 'sizes' | 'evaluate'> {
  const sizes = { ...noSizes, ...modelLayout(shape), ...weightsLayout(shape) };
  return { sizes, evaluate: [updateDispatch(shape)] };
}
