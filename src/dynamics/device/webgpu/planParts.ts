/** The parts of a step's plan besides its trajectories: dispatches, comparison at the endpoints, cell term. */
import type { BatchShape, ProblemExtent } from '../device';
import {
  cellActivityKernel,
  cellDuKernel,
  cellErrorKernel,
  cellGradientKernel,
  gatherKernel,
} from './kernels/cells';
import { cloudSourceKernel, costKernel, sinkhornKernel, endpointKernel } from './kernels/endpoints';
import { invocationsOfProduct, productGrid, productKernel } from './kernels/products';
import { uniformBytes, type Kernel, type Part, type Sizes } from './kernel';
import { groupsOfMeans, type RowGroup, workgroupsOf } from './stepSizes';

export interface Dispatch {
  readonly kernel: Kernel;
  readonly grid: readonly [number, number, number];
  readonly part: Part;
  /** Buffers of slots with a name other than the buffer's. */
  readonly buffers: Readonly<Record<string, string>>;
}

/** Invocations that occupy a GPU; sums over few outputs are split into shares up to about this number. */
const BUSY = 16_384;

export function sharesOf(outputs: number, depth: number, minDepth: number): number {
  return Math.max(1, Math.min(32, Math.ceil(depth / minDepth), Math.ceil(BUSY / outputs)));
}

/** Workgroups along one dimension that WebGPU guarantees. */
const MAX_GROUPS = 65_535;

/** Workgroups in two dimensions where they exceed one. */
function folded(count: number): { readonly x: number; readonly z: number } {
  const z = Math.ceil(count / MAX_GROUPS);
  return { x: Math.ceil(count / z), z };
}

export function dispatch(
  kernel: Kernel,
  grid: Dispatch['grid'],
  part: Part = {},
  buffers: Dispatch['buffers'] = {},
): Dispatch {
  if (Math.max(...grid) > MAX_GROUPS)
    throw new RangeError(`The GPU cannot take ${Math.max(...grid)} groups of ${kernel.name} at once`);
  return { kernel, grid, part, buffers };
}

/** Offset of the endpoints or clouds in the row table (tables.ts). */
function comparisonOffset(problem: ProblemExtent, batch: BatchShape): number {
  const rows = batch.clouds > 0 ? batch.clouds * batch.cloudCells : problem.perturbations;
  const entries = batch.clouds > 0 ? rows : problem.endpoints.length;
  return 16 * Math.ceil(rows / 4) + 2 * entries;
}

export function rowTableLength(problem: ProblemExtent, batch: BatchShape): number {
  const compared =
    batch.clouds > 0 ? 2 * batch.clouds + batch.clouds * batch.cloudCells : 2 * problem.endpoints.length;
  return comparisonOffset(problem, batch) + compared;
}

/** Maximum number of steps per submission. */
export const STEPS_TOGETHER = 8;

/** Bytes that differ between steps: hyperparameters, drawn cells, and the row table of drawn clouds. */
export function turnBytes(problem: ProblemExtent, batch: BatchShape): number {
  const rows = batch.clouds > 0 ? 4 * rowTableLength(problem, batch) : 0;
  return uniformBytes('hyper') + 8 * batch.cells + rows;
}

export function placeOf({ firstQuad, quads }: RowGroup): Part {
  return { firstQuad, quads };
}

export function groupsOf(problem: ProblemExtent, whole: Sizes, together: number): readonly RowGroup[] {
  const { quads, clouds, genes } = whole;
  if (clouds > 0) return [{ firstQuad: 0, quads, endpoints: [] }];
  const max = Math.max(
    1,
    Math.floor((MAX_GROUPS * endpointKernel.lanes * (endpointKernel.perLane ?? 1)) / genes),
  );
  return groupsOfMeans(quads, together, problem.endpoints, max);
}

export function sumsOfEndpoints(groups: readonly RowGroup[], genes: number): number {
  return groups
    .flatMap(({ endpoints }) => endpoints)
    .reduce((sum, { from, to }) => sum + workgroupsOf((to - from) * genes, endpointKernel), 0);
}

/** The comparison of a group's trajectories, and the number of sums of the loss it writes from `firstSum` on. */
export function endpointDispatches(problem: ProblemExtent, sizes: Sizes, group: RowGroup, firstSum: number) {
  const part = { left: comparisonOffset(problem, sizes) };
  const { clouds, cloudCells, genes } = sizes;
  if (clouds > 0)
    return {
      sums: sizes.endpointSums,
      dispatches: [
        dispatch(costKernel, [workgroupsOf(cloudCells ** 2, costKernel), clouds, 1], part),
        dispatch(sinkhornKernel, [clouds, 3, 1]),
        dispatch(cloudSourceKernel, [workgroupsOf(cloudCells * genes, cloudSourceKernel), clouds, 1], part),
      ],
    };
  let sums = 0;
  const dispatches = group.endpoints.map(({ from, to }) => {
    const depth = (to - from) * genes;
    const taken = workgroupsOf(depth, endpointKernel);
    sums += taken;
    return dispatch(endpointKernel, [taken, 1, 1], {
      ...part,
      ...placeOf(group),
      out: from * genes,
      depth,
      right: firstSum + sums - taken,
    });
  });
  return { sums, dispatches };
}

/** The cell term, and the number of gradient slots it fills after `taken`. */
export function cellDispatches(sizes: Sizes, taken: { readonly slotsA: number; readonly slotsB: number }) {
  const { genes, regulators, modules, cellQuads } = sizes;
  if (cellQuads === 0) return { slotsA: 0, slotsB: 0, dispatches: [] };
  const own = sharesOf((genes + 1) * (modules + 1), cellQuads, 4);
  const through = sharesOf(invocationsOfProduct(regulators, modules), cellQuads, 16);
  const sizeB = (regulators + 1) * modules;
  const outputs = folded(workgroupsOf((genes + 1) * (modules + 1), cellGradientKernel));
  return {
    slotsA: own,
    slotsB: own + through,
    dispatches: [
      dispatch(gatherKernel, [workgroupsOf(cellQuads * genes, gatherKernel), 1, 1]),
      dispatch(cellActivityKernel, [workgroupsOf(cellQuads * modules, cellActivityKernel), 1, 1]),
      dispatch(cellErrorKernel, [sizes.cellSums, 1, 1]),
      dispatch(cellDuKernel, [workgroupsOf(cellQuads * modules, cellDuKernel), 1, 1]),
      dispatch(cellGradientKernel, [outputs.x, own, outputs.z], {
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
