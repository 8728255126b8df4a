/**
 * Sizes of a training step from a problem and the shape of its batches: the numbers all kernels share, and groups of
 * trajectories that fit the GPU's buffers together, whose gradients are added up.
 */
import { parameterLayout } from '../../problem';
import { decayOf, inputWeightOf } from '../../solve/tableau';
import type { BatchShape, ProblemArrays } from '../device';
import { factorsFrom, lasting } from './kernels/backward';
import { gradientKernel } from './kernels/gradient';
import { invocationsOfNetEffects, netEffectKernel } from './kernels/netEffects';
import { noSizes, type Kernel, type Sizes } from './kernel';
import { modelLayout, weightsLayout } from './buffers';
import { endsOfMeans } from './tables';

/** Workgroups that cover `count` elements. */
export function workgroupsOf(count: number, kernel: Kernel): number {
  return Math.ceil(count / (kernel.lanes * (kernel.perLane ?? 1)));
}

/** Partial sums of the squared gradient. */
export function squareSumsOf(parameters: number): number {
  return workgroupsOf(parameters, gradientKernel);
}

/** Of `rows` trajectories with `ends` compared states of quads, which clamp up to `clamps` regulators. */
export function trajectorySizes(
  { rows, clamps, ends }: { readonly rows: number; readonly clamps: number; readonly ends: number },
  { solverSteps: steps, stages, horizon }: Pick<ProblemArrays, 'solverSteps' | 'stages' | 'horizon'>,
) {
  const stepLength = horizon / steps;
  const quads = Math.ceil(rows / 4);
  const [added0, added1, added2, added3] = [0, 1, 2, 3].map((stage) =>
    inputWeightOf(stage, stepLength, stages),
  ) as [number, number, number, number];
  return {
    rows,
    quads,
    allQuads: quads,
    steps,
    stages,
    stepLength,
    decay: decayOf(stepLength, stages),
    added0,
    added1,
    added2,
    added3,
    clamps,
    ends,
  };
}

/** The plan sets `quads` and the slots. */
export function sizesOf(problem: ProblemArrays, { cells, clouds, cloudCells }: BatchShape): Sizes {
  const { shape } = problem;
  const { genes, deltas } = shape;
  const counted = problem.cellWeight === 0 ? 0 : cells;
  const cellQuads = Math.ceil(counted / 4);
  const rows = clouds > 0 ? clouds * 4 * Math.ceil(cloudCells / 4) : problem.perturbations;
  const ends = clouds > 0 ? rows / 4 : endsOfMeans(problem.endpoints).length;
  return {
    ...noSizes,
    ...modelLayout(shape),
    ...weightsLayout(shape),
    ...trajectorySizes({ rows, clamps: problem.clampedTogether, ends }, problem),
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
    endpointSums: clouds > 0 ? 3 * clouds : ends,
    cellSums: cellQuads,
    pathSums: problem.hasPathFactors ? workgroupsOf(invocationsOfNetEffects(shape), netEffectKernel) : 0,
    squareSums: squareSumsOf(parameterLayout(shape).total),
  };
}

export interface PlanLimits {
  /** Maximum bytes of a buffer that grows with the trajectories of a group: work, tape. */
  readonly tapeBytes: number;
  /** Maximum multiply-adds per dispatch, so that none occupies the GPU for long. */
  readonly work: number;
}

/** Trajectories integrated together, four to a quad, and their compared states. */
export interface RowGroup {
  readonly firstQuad: number;
  readonly quads: number;
  readonly firstEnd: number;
  readonly ends: number;
}

/**
 * Bytes of the buffers of `quads` quads: what lasts between sweeps, where there are several; their tape over all steps,
 * and what one step adds to it on the way back.
 */
export function bytesOfQuads(sizes: Sizes, quads: number) {
  return {
    work: 64 * quads * lasting.length * sizes.moduleBlocks,
    tape: 16 * factorsFrom({ ...sizes, quads }),
    factorsOfStep: 16 * sizes.stages * quads * sizes.modules,
  };
}

/** Quads per group, at least one. */
export function quadsTogether(sizes: Sizes, { tapeBytes }: PlanLimits): number {
  const { tape, factorsOfStep } = bytesOfQuads(sizes, 1);
  return Math.max(1, Math.min(sizes.quads, Math.floor(tapeBytes / (tape + sizes.steps * factorsOfStep))));
}

/** `ends`: quad of each compared state, ascending. */
export function groupsOfQuads(quads: number, together: number, ends: readonly number[]): readonly RowGroup[] {
  return Array.from({ length: Math.ceil(quads / together) }, (_, i) => {
    const firstQuad = i * together;
    const own = Math.min(together, quads - firstQuad);
    const within = ends.filter((quad) => quad >= firstQuad && quad < firstQuad + own).length;
    return { firstQuad, quads: own, firstEnd: ends.filter((quad) => quad < firstQuad).length, ends: within };
  });
}
