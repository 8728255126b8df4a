/**
 * A training step as data: buffers with their sizes, and the dispatches of one command encoder in order, from
 * dimensions alone, without a GPU. execute.ts runs it.
 */
import type { Problem } from '../../problem';
import type { BatchShape, ProblemExtent } from '../device';
import { backwardKernel } from './kernels/backward';
import { cellTapePerQuad } from './kernels/cells';
import { forwardKernel } from './kernels/forward';
import { gradientKernel, reduceKernel, strengthsKernel, tallyKernel } from './kernels/gradient';
import { adamKernel, deriveKernel } from './kernels/optimise';
import { invocationsOfProduct, productGrid, productKernel } from './kernels/products';
import { noSizes, RING_FLOATS, type Kernel, type Sizes } from './kernel';
import { modelLayout, blockOf, weightsLayout } from './bufferLayout';
import {
  cellDispatches,
  dispatch,
  endpointDispatches,
  groupsOf,
  placeOf,
  rowTableLength,
  sharesOf,
  STEPS_TOGETHER,
  sumsOfEndpoints,
  turnBytes,
  type Dispatch,
} from './planParts';
import {
  bytesOfQuads,
  quadsTogether,
  type PlanLimits,
  type RowGroup,
  sizesOf,
  trajectorySizes,
  workgroupsOf,
} from './stepSizes';

export interface Plan {
  readonly sizes: Sizes;
  /** Bytes of every buffer that lives as long as the plan. */
  readonly scratch: ReadonlyMap<string, number>;
  /** Loss and gradient. */
  readonly evaluate: readonly Dispatch[];
  /** The optimiser's part, after `evaluate`. */
  readonly update: readonly Dispatch[];
}

/** Lanes of the trajectory kernels, fewer for small problems. */
function trajectoryLanes({ genes, modules }: Problem['shape']): number {
  const widest = Math.max(genes, modules) / blockOf;
  return [32, 64, 128].find((lanes) => widest <= lanes) ?? 256;
}

/** Throws RangeError where a problem exceeds one dispatch. */
export function planStep(problem: ProblemExtent, batch: BatchShape, limits: PlanLimits): Plan {
  const whole = sizesOf(problem, batch);
  // Clouds are compared as wholes, and have few rows.
  const quads = batch.clouds > 0 ? whole.quads : quadsTogether(whole, limits);
  const groups = groupsOf(problem, whole, quads);
  const endpointSums = batch.clouds > 0 ? whole.endpointSums : sumsOfEndpoints(groups, whole.genes);
  const sizes = { ...whole, quads, endpointSums };
  const { genes, regulators, modules, steps } = sizes;
  const lanes = trajectoryLanes(problem.shape);
  const { states, work, tapeOfStep: tapeStep } = bytesOfQuads(sizes, quads);
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
  const sharesA = sharesOf(invocationsOfProduct(modules, genes), depth, 16);
  const sharesB = sharesOf(invocationsOfProduct(regulators, modules), depth, 16);
  const cells = cellDispatches(sizes, { slotsA: sharesA, slotsB: sharesB });
  const sizeA = (modules + 1) * genes;
  const sizeB = (regulators + 1) * modules;
  const full: Sizes = {
    ...sizes,
    slotsA: sharesA + cells.slotsA,
    slotsB: sharesB + cells.slotsB,
  };

  const forward = (group: RowGroup) =>
    sweeps.map(({ from, to }) =>
      dispatch(forwardKernel(lanes), [group.quads, 1, 1], {
        ...placeOf(group),
        sweepFrom: from,
        sweepTo: to,
      }),
    );
  const backward = (group: RowGroup) =>
    sweeps.toReversed().flatMap(({ from, to }, i) => {
      const rows = 4 * (to - from) * group.quads;
      const later = i === 0 && group.firstQuad === 0 ? 0 : 1;
      return [
        dispatch(backwardKernel(lanes, problem.adjoint), [group.quads, 1, 1], {
          ...placeOf(group),
          sweepFrom: from,
          sweepTo: to,
        }),
        dispatch(
          productKernel,
          productGrid(modules, genes, sharesA),
          {
            sweepFrom: later,
            rowsLeft: modules,
            rowsRight: genes,
            depth: rows,
            left: rows * genes,
            right: 0,
          },
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
  const strengths = (group: RowGroup) =>
    sizes.deltas === 0
      ? []
      : [dispatch(strengthsKernel, [workgroupsOf(sizes.deltas, strengthsKernel), 1, 1], placeOf(group))];
  let endpointsDone = 0;
  const compared = (group: RowGroup) => {
    const found = endpointDispatches(problem, sizes, group, endpointsDone);
    endpointsDone += found.sums;
    return found.dispatches;
  };

  return {
    sizes: full,
    scratch: new Map(
      Object.entries({
        rows: 4 * rowTableLength(problem, batch),
        picks: 8 * batch.cells,
        turns: STEPS_TOGETHER * turnBytes(problem, batch),
        states,
        work,
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
      ...groups.flatMap((group) => [
        ...forward(group),
        ...compared(group),
        ...backward(group),
        ...strengths(group),
      ]),
      ...cells.dispatches,
      dispatch(reduceKernel, [workgroupsOf(sizeA + sizeB, reduceKernel), 1, 1]),
      dispatch(gradientKernel, [sizes.squareSums, 1, 1]),
      dispatch(tallyKernel, [RING_FLOATS, 1, 1]),
    ],
    update: [
      dispatch(adamKernel, [workgroupsOf(sizes.parameters, adamKernel), 1, 1]),
      dispatch(deriveKernel, [modules + 1, 1, 1]),
    ],
  };
}

/** All kernels that plans of a problem use. */
export function kernelsOf(problem: Problem): readonly Kernel[] {
  const shape = { cells: 1, clouds: problem.clouds ? 1 : 0, cloudCells: problem.clouds ? 1 : 0 };
  const { evaluate, update } = planStep(problem, shape, { tapeBytes: Infinity, work: Infinity });
  return [...new Map([...evaluate, ...update].map(({ kernel }) => [kernel.name, kernel])).values()];
}

/** Trajectories of means for a query: only `forward`. */
export function planSimulation(
  shape: Problem['shape'],
  query: { readonly rows: number; readonly solverSteps: number; readonly horizon: number },
): Pick<Plan, 'sizes' | 'scratch' | 'evaluate'> {
  const { genes } = shape;
  const steps = query.solverSteps;
  const sizes: Sizes = {
    ...noSizes,
    ...modelLayout(shape),
    ...weightsLayout(shape),
    ...trajectorySizes(query.rows, steps, query.horizon),
  };
  const { quads } = sizes;
  const { states, work } = bytesOfQuads(sizes, quads);
  return {
    sizes,
    scratch: new Map(
      Object.entries({
        rows: 64 * quads,
        interventions: 16 * query.rows * genes,
        starts: 4 * genes,
        states,
        work,
      }),
    ),
    evaluate: [
      dispatch(forwardKernel(trajectoryLanes(shape)), [quads, 1, 1], { sweepFrom: 0, sweepTo: steps }),
    ],
  };
}

/** Only the values derived from the parameters. */
export function planDerivation(shape: Problem['shape']): Pick<Plan, 'sizes' | 'evaluate'> {
  const sizes = { ...noSizes, ...modelLayout(shape), ...weightsLayout(shape), ...trajectorySizes(0, 1, 0) };
  return { sizes, evaluate: [dispatch(deriveKernel, [shape.modules + 1, 1, 1])] };
}
