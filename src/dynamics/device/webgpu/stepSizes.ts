/**
 * Sizes of a training step from a problem and the shape of its batches: the numbers all kernels share, and groups of
 * trajectories that fit the GPU's buffers together, whose gradients are added up.
 */
import { parameterLayout } from '../../parameters';
import type { BatchShape, ProblemExtent } from '../device';
import { cellErrorKernel } from './kernels/cells';
import { gradientKernel } from './kernels/gradient';
import { noSizes, type Kernel, type Sizes } from './kernel';
import { modelLayout, weightsLayout } from './bufferLayout';
import type { Endpoint } from '../../problem';
import { workPerQuad } from './kernels/snippets';

/** Workgroups that cover `count` elements. */
export function workgroupsOf(count: number, kernel: Kernel): number {
  return Math.ceil(count / (kernel.lanes * (kernel.perLane ?? 1)));
}

export function trajectorySizes(rows: number, steps: number, horizon: number) {
  return { rows, quads: Math.ceil(rows / 4), steps, stepLength: horizon / steps };
}

/** The plan sets `slotsA`, `slotsB` and, for means, `endpointSums`. */
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

export interface PlanLimits {
  /** Maximum bytes of a buffer that grows with the trajectories of a group: states, work, tape. */
  readonly tapeBytes: number;
  /** Maximum multiply-adds per dispatch, so that none occupies the GPU for long. */
  readonly work: number;
}

/** Consecutive endpoints. */
interface EndpointRun {
  readonly from: number;
  readonly to: number;
}

export interface RowGroup {
  /** Trajectories of the group, four to a quad. */
  readonly firstQuad: number;
  readonly quads: number;
  /** Endpoints on these trajectories. */
  readonly endpoints: readonly EndpointRun[];
}

/** Bytes of the buffers of `quads` quads; the tape is that of one solver step. */
export function bytesOfQuads({ genes, regulators, modules, steps }: Sizes, quads: number) {
  return {
    states: 16 * (steps + 1) * quads * genes,
    work:
      16 *
      quads *
      (workPerQuad.genes * genes + workPerQuad.modules * modules + workPerQuad.regulators * regulators),
    tapeOfStep: 64 * quads * (genes + 2 * modules + regulators),
  };
}

/** Quads per group, at least one. */
export function quadsTogether(rows: Sizes, { tapeBytes }: PlanLimits): number {
  const largest = Math.max(...Object.values(bytesOfQuads(rows, 1)));
  return Math.max(1, Math.min(rows.quads, Math.floor(tapeBytes / largest)));
}

/** `max`: endpoints per run. */
export function groupsOfMeans(
  quads: number,
  together: number,
  endpoints: readonly Pick<Endpoint, 'perturbation'>[],
  max: number,
): readonly RowGroup[] {
  const runs: EndpointRun[][] = Array.from({ length: Math.ceil(quads / together) }, () => []);
  endpoints.forEach(({ perturbation }, e) => {
    const own = runs[Math.floor(perturbation / (4 * together))];
    const last = own?.at(-1);
    if (last?.to === e && e - last.from < max) own?.splice(-1, 1, { from: last.from, to: e + 1 });
    else own?.push({ from: e, to: e + 1 });
  });
  return runs.map((own, i) => ({
    firstQuad: i * together,
    quads: Math.min(together, quads - i * together),
    endpoints: own,
  }));
}
