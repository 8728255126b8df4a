/**
 * A training step as data: buffers with their sizes, and the dispatches of one command encoder in order, from
 * dimensions alone, without a GPU. execute.ts runs it.
 */
import type { Problem } from '../../problem';
import { arraysOf, type BatchShape, type ProblemArrays } from '../device';
import { backwardKernel } from './kernels/backward';
import { cellVectors } from './kernels/cells';
import { readoutKernel } from './kernels/endpoints';
import { forwardKernel, prepareKernel } from './kernels/forward';
import { gradientKernel, reduceKernel } from './kernels/gradient';
import { updateKernel } from './kernels/optimise';
import { invocationsOfProduct, productGrid, productKernel } from './kernels/products';
import { endVectors, inputRows, inputVectors } from './kernels/snippets';
import { noSizes, RING_FLOATS, type Kernel, type Part, type Sizes } from './kernel';
import { modelLayout, blockOf, weightsLayout } from './bufferLayout';
import {
  cellDispatches,
  dispatch,
  endpointDispatches,
  placeOf,
  rowTableLength,
  sharesOf,
  STEPS_TOGETHER,
  turnBytes,
  type Dispatch,
} from './planParts';
import {
  bytesOfQuads,
  groupsOfQuads,
  quadsTogether,
  type PlanLimits,
  type RowGroup,
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

/** Throws RangeError where a problem exceeds one dispatch. */
export function planStep(problem: ProblemArrays, batch: BatchShape, limits: PlanLimits): Plan {
  const whole = sizesOf(problem, batch);
  const { adjoint } = problem;
  // Clouds are compared as wholes, and have few rows.
  const quads = batch.clouds > 0 ? whole.quads : quadsTogether(whole, adjoint, limits);
  const { genes, regulators, modules, steps, stages, allQuads, ends } = whole;
  const quadOfEnd = batch.clouds > 0 ? [] : endsOfMeans(problem.endpoints).map(({ quad }) => quad);
  const groups =
    batch.clouds > 0
      ? [{ firstQuad: 0, quads, firstEnd: 0, ends }]
      : groupsOfQuads(allQuads, quads, quadOfEnd);
  const lanes = lanesFor(modules);
  const held = Math.ceil(whole.moduleBlocks / lanes);
  const wideLanes = lanesFor(Math.max(genes, modules));
  const bytes = bytesOfQuads({ ...whole, quads }, quads, adjoint);
  const sweep = Math.max(
    1,
    Math.min(
      steps,
      Math.floor((limits.tapeBytes - bytes.tape) / bytes.factorsOfStep),
      Math.floor(limits.work / (16 * stages * quads * modules ** 2)),
    ),
  );
  const sweeps = Array.from({ length: Math.ceil(steps / sweep) }, (_, i) => ({
    from: i * sweep,
    to: Math.min(steps, (i + 1) * sweep),
  }));
  const factors = bytes.tape / 16;
  const inputDepth = inputRows(whole);
  const sharesA = sharesOf(invocationsOfProduct(modules, genes), ends, 16);
  const sharesInputs = sharesOf(invocationsOfProduct(regulators, 2 * modules), inputDepth, 16);
  const sharesW = sharesOf(invocationsOfProduct(modules, modules), stages * sweep * quads, 16);
  const cells = cellDispatches(whole, wideLanes, sharesA);
  const isOde = adjoint === 'continuous';
  const sizes: Sizes = {
    ...whole,
    quads,
    slotsA: sharesA + cells.slotsA,
    slotsB: cells.slotsB,
    slotsInputs: sharesInputs,
    slotsW: sharesW,
    slotsNodes: isOde ? sharesW : 0,
  };
  const sizeA = modules * genes;
  const sizeB = (regulators + 1) * modules;
  const sizeInputs = 2 * regulators * modules;
  const sizeW = modules ** 2;

  const forward = (group: RowGroup) =>
    sweeps.map(({ from, to }) =>
      dispatch(forwardKernel(lanes, held, adjoint), [group.quads, 1, 1], {
        ...placeOf(group),
        sweepFrom: from,
        sweepTo: to,
      }),
    );
  const backward = (group: RowGroup) =>
    sweeps.toReversed().flatMap(({ from, to }, i) => {
      const depth = stages * (to - from) * group.quads;
      const rows = {
        rowsLeft: modules,
        rowsRight: modules,
        depth,
        sweepFrom: i === 0 && group.firstQuad === 0 ? 0 : 1,
      };
      const ofW = { tape: 'tape', shares: sharesW, slot: sizeW };
      const left = factors;
      return [
        dispatch(backwardKernel(lanes, held, adjoint), [group.quads, 1, 1], {
          ...placeOf(group),
          sweepFrom: from,
          sweepTo: to,
          left,
        }),
        productDispatch({
          ...ofW,
          out: 'gradientsW',
          part: { ...rows, left, right: stages * from * group.quads * modules },
        }),
        ...(isOde
          ? [
              productDispatch({
                ...ofW,
                out: 'gradientsW',
                part: {
                  ...rows,
                  left: left + depth * modules,
                  right: left + 2 * depth * modules,
                  out: sharesW * sizeW,
                },
              }),
            ]
          : []),
      ];
    });

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
        ends: 16 * ends * endVectors(sizes, isOde),
        states: batch.clouds > 0 ? 16 * ends * genes : 0,
        costs: 16 * batch.clouds * batch.cloudCells ** 2,
        potentials: 24 * batch.clouds * batch.cloudCells,
        cellTape: 16 * cellVectors(sizes),
        gradientsA: 4 * sizes.slotsA * sizeA,
        gradientsB: 4 * sizes.slotsB * sizeB,
        gradientsInputs: 4 * sharesInputs * sizeInputs,
        gradientsW: 4 * (sizes.slotsW + sizes.slotsNodes) * sizeW,
        total: 4 * (sizeA + sizeB + sizeInputs + (isOde ? 2 : 1) * sizeW),
        sums: 4 * (sizes.endpointSums + sizes.cellSums),
      }),
    ),
    evaluate: [
      prepare(sizes),
      ...groups.flatMap((group) => [
        ...forward(group),
        ...endpointDispatches(sizes, wideLanes, group),
        ...backward(group),
      ]),
      ...cells.dispatches,
      productDispatch({
        tape: 'ends',
        out: 'gradientsA',
        shares: sharesA,
        slot: sizeA,
        part: {
          rowsLeft: modules,
          rowsRight: genes,
          depth: ends,
          left: isOde ? ends * (2 * modules + genes) : 0,
          right: ends * modules,
        },
      }),
      productDispatch({
        tape: 'inputs',
        out: 'gradientsInputs',
        shares: sharesInputs,
        slot: sizeInputs,
        part: {
          rowsLeft: regulators,
          rowsRight: 2 * modules,
          depth: inputDepth,
          left: 0,
          right: inputDepth * regulators,
        },
      }),
      dispatch(reduceKernel, [
        workgroupsOf(sizeA + sizeB + sizeInputs + (isOde ? 2 : 1) * sizeW, reduceKernel) + RING_FLOATS,
        1,
        1,
      ]),
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
  const simulation = planSimulation(arrays, { rows: 1, ends: 1, clamps: 0, solverSteps: 1, horizon: 1 });
  const dispatches = [...evaluate, ...update, ...simulation.evaluate];
  return [...new Map(dispatches.map(({ kernel }) => [kernel.name, kernel])).values()];
}

/** States of all genes at some ends of the trajectories of a query; `ends`: states of quads of them. */
export function planSimulation(
  { shape, adjoint }: Pick<Problem, 'shape' | 'adjoint'>,
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
  const { tape } = bytesOfQuads(sizes, quads, adjoint);
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
        ends: 16 * ends * endVectors(sizes, adjoint === 'continuous'),
        work: 0,
        tape,
      }),
    ),
    evaluate: [
      prepare(sizes),
      dispatch(forwardKernel(lanes, Math.ceil(sizes.moduleBlocks / lanes), adjoint), [quads, 1, 1], {
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
