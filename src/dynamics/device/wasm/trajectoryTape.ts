/**
 * Trajectories of a block of rows with everything their gradient needs: states and activities at all four stages of
 * every step, forward; then the adjoint, and weight gradients as matrix products over the whole tape.
 */
import { parameterLayout } from '../../parameters';
import { padRow, padded } from './paddedLayout';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { ShardJob, ShardProblem } from './shards';

/** Rows integrated together: bounds the working set, whatever the number of rows. */
export const blockRows = 16;
/** Tape rows per matrix product of the weight gradients: they stay in cache. */
const tapeRows = 96;

interface BlockOfRows {
  /** [rows] the perturbation each row is under. */
  readonly perturbations: ArrayLike<number>;
  /** [rows × G] states before the intervention sets its genes. */
  readonly start: Float32Array;
  /** Solver steps to take. */
  readonly steps: number;
}

/** Pointers (bytes) into the workspace, which must not be released below them. */
export interface TrajectoryTape {
  /** Padded to 4. */
  readonly rows: number;
  readonly steps: number;
  /** Bytes from one state of all rows to the next in `z`, four of them a step. */
  readonly stateBytes: number;
  readonly hiddenBytes: number;
  readonly z: number;
  readonly c: number;
  readonly keep: number;
  /** Overexpressions of the rows: which δ, and where in a state. */
  readonly shifts: readonly { readonly delta: number; readonly place: number }[];
}

/** The state after `step` steps: [rows × genes], padded. */
export function stateAt(tape: TrajectoryTape, step: number): number {
  return tape.z + 4 * step * tape.stateBytes;
}

export function integrate(
  { kernels, workspace, layout, parameters }: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  { perturbations, start, steps }: BlockOfRows,
): TrajectoryTape {
  const { genes, modules } = layout;
  const rows = padded(perturbations.length, 4);
  const size = rows * genes;
  const h = problem.horizon / problem.solverSteps;
  const stateBytes = 4 * size;
  const hiddenBytes = 4 * rows * modules;
  const keep = workspace.zeros(size);
  const z = workspace.room((4 * steps + 1) * size);
  // One more than stages: the continuous adjoint looks at the last state too.
  const c = workspace.room((4 * steps + 1) * rows * modules);
  const forward = workspace.mark();
  const shift = workspace.zeros(size);
  const clamp = workspace.zeros(size);
  const slope = workspace.room(size);

  const keepView = workspace.view(keep, size);
  const clampView = workspace.view(clamp, size);
  const shiftView = workspace.view(shift, size);
  const startView = workspace.view(z, size).fill(0);
  const strength = parameterLayout(problem.shape).delta;
  const shifts = Array.from(perturbations, (perturbation, n) => {
    padRow(layout, problem.keep, perturbation, keepView, n);
    padRow(layout, problem.clamp, perturbation, clampView, n);
    padRow(layout, start, n, startView, n);
    return problem.shifts
      .filter((s) => s.perturbation === perturbation)
      .map(({ gene, delta }) => ({ delta, place: n * genes + (layout.columnOfGene[gene] as number) }));
  }).flat();
  for (let i = 0; i < size; i++)
    startView[i] = (startView[i] as number) * (keepView[i] as number) + (clampView[i] as number);
  for (const { delta, place } of shifts)
    shiftView[place] = (shiftView[place] as number) + (job.parameters[strength + delta] as number);

  for (let i = 0; i < steps; i++)
    kernels.forwardStep(
      rows,
      problem.shape.regulators,
      genes,
      modules,
      h,
      z + 4 * i * stateBytes,
      c + 4 * i * hiddenBytes,
      slope,
      parameters.at,
      parameters.bt,
      parameters.beta,
      parameters.resting,
      keep,
      shift,
    );
  workspace.release(forward);
  return { rows, steps, stateBytes, hiddenBytes, z, c, keep, shifts };
}

/**
 * Adds the gradient (the δ block: ∂L/∂δ). `lambda`: [rows × genes] zeros or a part of ∂L/∂(last state), overwritten;
 * `addSources` adds ∂L/∂(state after `step` steps) to it, asked from the last step down.
 */
export function adjointAlong(
  context: ShardContext,
  problem: ShardProblem,
  tape: TrajectoryTape,
  lambda: number,
  addSources: (step: number) => void,
  gradient: GradientPointers,
): void {
  const { kernels, workspace, layout, parameters } = context;
  const { genes, modules } = layout;
  const { rows, steps, stateBytes, hiddenBytes } = tape;
  const size = rows * genes;
  const v = workspace.room(4 * steps * size);
  const du = workspace.room(4 * steps * rows * modules);
  const total = workspace.room(size);
  const later = workspace.zeros(size);
  const shiftBar = workspace.zeros(size);
  if (problem.adjoint === 'continuous') followTheOde(context, problem, tape, total);
  for (let i = steps; i > 0; i--) {
    addSources(i);
    kernels.backwardStep(
      rows,
      layout.regulators,
      genes,
      modules,
      problem.shape.modules,
      problem.horizon / problem.solverSteps,
      tape.c + 4 * (i - 1) * hiddenBytes,
      v + 4 * (i - 1) * stateBytes,
      du + 4 * (i - 1) * hiddenBytes,
      lambda,
      total,
      later,
      parameters.a,
      parameters.b,
      parameters.resting,
      tape.keep,
      shiftBar,
      gradient.beta,
    );
  }
  addWeightGradients(context, problem, tape, v, du, gradient);
  const shiftBarView = workspace.view(shiftBar, size);
  const deltaBar = workspace.view(gradient.delta, problem.shape.deltas);
  for (const { delta, place } of tape.shifts)
    deltaBar[delta] = (deltaBar[delta] as number) + (shiftBarView[place] as number);
}

/** Turns the tape of the RK4 steps into that of the ODE along their states (kernel continuousStages). */
function followTheOde(
  { kernels, layout, parameters }: ShardContext,
  problem: ShardProblem,
  { rows, steps, stateBytes, hiddenBytes, z, c, keep }: TrajectoryTape,
  slope: number,
): void {
  const { genes, modules } = layout;
  const { regulators } = problem.shape;
  const { at, bt, beta, resting } = parameters;
  kernels.activitiesAt(
    rows,
    regulators,
    genes,
    modules,
    z + 4 * steps * stateBytes,
    c + 4 * steps * hiddenBytes,
    bt,
    beta,
    resting,
  );
  for (let i = 0; i < steps; i++)
    kernels.continuousStages(
      rows,
      regulators,
      genes,
      modules,
      problem.horizon / problem.solverSteps,
      z + 4 * i * stateBytes,
      c + 4 * i * hiddenBytes,
      c + 4 * (i + 1) * hiddenBytes,
      slope,
      at,
      bt,
      beta,
      resting,
      keep,
    );
}

/** A gains Σ vᵀc and Bᵀ gains Σ zᵀdu over the tape. */
function addWeightGradients(
  { kernels, layout }: ShardContext,
  problem: ShardProblem,
  { rows, steps, z, c }: TrajectoryTape,
  v: number,
  du: number,
  gradient: GradientPointers,
): void {
  const { genes, modules } = layout;
  const tape = 4 * steps * rows;
  for (let from = 0; from < tape; from += tapeRows) {
    const count = Math.min(tapeRows, tape - from);
    const states = 4 * from * genes;
    const hidden = 4 * from * modules;
    kernels.multiply(
      gradient.a,
      4 * modules,
      v + states,
      4,
      4 * genes,
      c + hidden,
      4 * modules,
      genes,
      modules,
      count,
      true,
    );
    kernels.multiply(
      gradient.bt,
      4 * modules,
      z + states,
      4,
      4 * genes,
      du + hidden,
      4 * modules,
      padded(problem.shape.regulators, 4),
      modules,
      count,
      true,
    );
  }
}
