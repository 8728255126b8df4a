/** The way back along a tape (assembly/trajectory.ts), with weight gradients as matrix products over the stages of several steps. */
import { addInputGradient, type StatesAlong } from './continuousAdjoint';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { ShardProblem } from './shards';
import type { TrajectoryTape } from './trajectoryTape';

/** Rows of stages in a matrix product of the weight gradients: few enough to stay in cache. */
const tapeRows = 96;

/** Solver steps in one of them. */
export function stepsTogether(rows: number): number {
  return Math.max(1, Math.floor(tapeRows / (4 * rows)));
}

/** What the adjoint is made of beside the tape. */
interface AdjointPath {
  /** Adds ∂L/∂(readout after `step` steps) to a matrix [rows × modules], asked from the last step down. */
  readonly addReadoutBar: (step: number, to: number) => void;
  /** Null: the discrete adjoint. */
  readonly ode: StatesAlong | null;
}

/** Adds the gradient through u. @returns [rows × modules] ∂L/∂drive */
export function adjointAlong(
  context: ShardContext,
  problem: ShardProblem,
  tape: TrajectoryTape,
  { addReadoutBar, ode }: AdjointPath,
  gradient: GradientPointers,
): number {
  const { kernels, workspace, layout, parameters, operator } = context;
  const { modules, regulators } = layout;
  const { rows, steps, bytes, inputs, c, held, holds } = tape;
  const size = rows * modules;
  const moduleRow = 4 * modules;
  const together = stepsTogether(rows);
  // Of the drive, then of the state: in the order of the inputs they are products of.
  const driveBar = workspace.zeros(2 * size);
  const readoutBar = workspace.zeros(size);
  const slopeBar = workspace.room(4 * together * size);
  const total = workspace.room(size);
  const du = workspace.room(4 * size);
  const btBar = ode ? workspace.room(regulators * modules) : gradient.bt;
  for (let i = steps - 1; i >= 0; i--) {
    addReadoutBar(i + 1, readoutBar);
    kernels.backwardStep(
      rows,
      modules,
      problem.shape.modules,
      problem.horizon / problem.solverSteps,
      c + 4 * i * bytes,
      slopeBar + 4 * (i % together) * bytes,
      driveBar + bytes,
      readoutBar,
      driveBar,
      total,
      du,
      operator.w,
      parameters.resting,
      held,
      holds,
      parameters.a,
      parameters.bt,
      gradient.beta,
      gradient.a,
      btBar,
    );
    if (ode) addInputGradient(context, tape, ode, i, du, gradient);
    if (i % together > 0) continue;
    const count = 4 * rows * Math.min(together, steps - i);
    const from = c + 4 * i * bytes;
    kernels.addTransposedProduct(
      gradient.w,
      moduleRow,
      slopeBar,
      moduleRow,
      from,
      moduleRow,
      modules,
      modules,
      count,
    );
  }
  if (!ode)
    kernels.addTransposedProduct(
      gradient.bt,
      moduleRow,
      inputs,
      4 * regulators,
      driveBar,
      moduleRow,
      regulators,
      modules,
      2 * rows,
    );
  return driveBar;
}
