/** The parts of a step's plan besides its trajectories: dispatches, comparison at the endpoints, cell term. */
import type { BatchShape } from '../device';
import { cellErrorKernel, cellGradientKernel, cellShares } from './kernels/cells';
import {
  cloudSourceKernel,
  costKernel,
  endpointKernel,
  readoutKernel,
  sinkhornKernel,
} from './kernels/endpoints';
import { uniformBytes, type Kernel, type Part, type Sizes } from './kernel';
import { type RowGroup, workgroupsOf } from './stepSizes';

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

/** Entries of the row table (tables.ts). */
export function rowTableLength({ allQuads, clamps, ends, clouds, cloudCells }: Sizes): number {
  return 4 * allQuads * (2 + clamps) + allQuads + 1 + 8 * ends + clouds * (1 + cloudCells);
}

/** Maximum number of steps per submission. */
export const STEPS_TOGETHER = 8;

/** Bytes that differ between steps: hyperparameters, drawn cells, and the row table of drawn clouds. */
export function turnBytes(sizes: Sizes, batch: BatchShape): number {
  const rows = batch.clouds > 0 ? 4 * rowTableLength(sizes) : 0;
  return uniformBytes('hyper') + 8 * batch.cells + rows;
}

export function placeOf({ firstQuad, quads }: RowGroup): Part {
  return { firstQuad, quads };
}

/** The comparison of a group's trajectories. */
export function endpointDispatches(
  sizes: Sizes,
  lanes: number,
  { firstEnd, ends }: RowGroup,
): readonly Dispatch[] {
  const { clouds, cloudCells } = sizes;
  if (clouds === 0)
    return ends === 0 ? [] : [dispatch(endpointKernel(lanes), [ends, 1, 1], { out: firstEnd })];
  return [
    dispatch(readoutKernel(lanes), [ends, 1, 1]),
    dispatch(costKernel, [workgroupsOf(cloudCells ** 2, costKernel), clouds, 1]),
    dispatch(sinkhornKernel, [clouds, 3, 1]),
    dispatch(cloudSourceKernel(lanes), [ends, 1, 1]),
  ];
}

/** The cell term, and the number of gradient slots it fills; those of A after `slotsOfA`. */
export function cellDispatches(sizes: Sizes, lanes: number, slotsOfA: number) {
  const { genes, modules, cellQuads } = sizes;
  if (cellQuads === 0) return { slotsA: 0, slotsB: 0, dispatches: [] };
  const { shares, quads } = cellShares(sizes, BUSY);
  return {
    slotsA: shares,
    slotsB: shares,
    dispatches: [
      dispatch(cellErrorKernel(lanes), [cellQuads, 1, 1]),
      dispatch(cellGradientKernel, [workgroupsOf(modules, cellGradientKernel), shares, 1], {
        out: slotsOfA * modules * genes,
        depth: quads,
      }),
    ],
  };
}
