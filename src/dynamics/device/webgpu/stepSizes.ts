/** The numbers that all kernels of a training step share, from a problem and the shape of its batches. */
import { parameterLayout } from '../../parameters';
import type { BatchShape, ProblemExtent } from '../problemExtent';
import { cellErrorKernel } from './kernels/cells';
import { gradientKernel } from './kernels/gradient';
import type { Kernel, Sizes } from './kernel';
import { modelLayout } from './modelLayout';
import { weightsLayout } from './weightsLayout';

/** Workgroups that cover `count` elements. */
export function workgroupsOf(count: number, kernel: Kernel): number {
  return Math.ceil(count / (kernel.lanes * (kernel.perLane ?? 1)));
}

export function trajectorySizes(rows: number, steps: number, horizon: number) {
  return { rows, quads: Math.ceil(rows / 4), steps, stepLength: horizon / steps };
}

/** All 0: a plan names what it uses. */
export const noSizes = {
  endpoints: 0,
  clouds: 0,
  cloudCells: 0,
  iterations: 0,
  cloudWeight: 0,
  blur: 0,
  tolerance: 0,
  cellWeight: 0,
  cells: 0,
  cellQuads: 0,
  pathWeight: 0,
  deltaPrior: 0,
  slotsA: 0,
  slotsB: 0,
  endpointSums: 0,
  cellSums: 0,
  squareSums: 0,
};

/** `slotsA`, `slotsB` and, where means are compared, `endpointSums` are for the plan to fill in. */
export function sizesOf(problem: ProblemExtent, { cells, clouds, cloudCells }: BatchShape): Sizes {
  const { shape, horizon, solverSteps } = problem;
  const { genes, deltas } = shape;
  const endpoints = problem.endpoints.length;
  const counted = problem.cellWeight === 0 ? 0 : cells;
  const cellQuads = Math.ceil(counted / 4);
  const rows = clouds > 0 ? clouds * cloudCells : problem.perturbations;
  return {
    ...noSizes,
    ...modelLayout(shape),
    ...weightsLayout(shape),
    ...trajectorySizes(rows, solverSteps, horizon),
    endpoints: clouds > 0 ? 0 : endpoints,
    clouds,
    cloudCells,
    iterations: problem.clouds?.iterations ?? 0,
    cloudWeight: (problem.clouds?.weight ?? 0) / Math.max(1, clouds),
    blur: problem.clouds?.blur ?? 0,
    tolerance: problem.clouds?.tolerance ?? 0,
    cellWeight: counted === 0 ? 0 : problem.cellWeight / (counted * genes),
    cells: counted,
    cellQuads,
    pathWeight: (0.25 * problem.pathWeight) / genes,
    deltaPrior: deltas < 2 ? 0 : problem.deltaPrior,
    endpointSums: clouds > 0 ? 3 * clouds : 0,
    cellSums: workgroupsOf(cellQuads * genes, cellErrorKernel),
    squareSums: workgroupsOf(parameterLayout(shape).total, gradientKernel),
  };
}
