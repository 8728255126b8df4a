/**
 * The adjoint of a tape (assembly/trajectory.ts), with weight gradients as matrix products over the stages of several
 * steps (adjoint.ts).
 */
import { product, type ShardContext } from './context';
import type { TrajectoryTape } from './trajectoryTape';

/** Rows of stages per matrix product of the weight gradients: few enough to stay in cache. */
const tapeRows = 96;

/** Solver steps per such product. */
export function stepsTogether(rows: number, stages: number): number {
  return Math.max(1, Math.floor(tapeRows / (stages * rows)));
}

/**
 * Adds the gradient through u. @returns [rows × modules] ∂L/∂drive
 * @param addReadoutBar adds ∂L/∂(readout after `step` steps) to a matrix [rows × modules]; called from the last step down
 */
export function adjointAlong(
  context: ShardContext,
  tape: TrajectoryTape,
  addReadoutBar: (step: number, to: number) => void,
): number {
  const { kernels, workspace, layout, parameters, operator, problem, gradient } = context;
  const { modules, regulators } = layout;
  const { rows, steps, bytes, inputs, c, clamped, clampCount } = tape;
  const { stages } = problem;
  const size = rows * modules;
  const together = stepsTogether(rows, stages);
  // Adjoints of the drive, then of the initial state: the order of their inputs.
  const driveBar = workspace.zeros(2 * size);
  const readoutBar = workspace.zeros(size);
  const slopeBar = workspace.allocate(stages * together * size);
  const total = workspace.allocate(size);
  const du = workspace.allocate(stages * size);
  const step = {
    stages,
    rows,
    modules,
    modulesUsed: problem.shape.modules,
    h: problem.horizon / problem.solverSteps,
    clamped,
    clampCount,
    a: parameters.a,
    bt: parameters.bt,
    resting: parameters.resting,
    c,
    slopeBar,
    lambda: driveBar + bytes,
    readoutBar,
    driveBar,
    total,
    du,
    w: operator.w,
    betaBar: gradient.beta,
    aBar: gradient.a,
    btBar: gradient.bt,
  };
  for (let i = steps - 1; i >= 0; i--) {
    addReadoutBar(i + 1, readoutBar);
    step.c = c + stages * i * bytes;
    step.slopeBar = slopeBar + stages * (i % together) * bytes;
    kernels.backwardStep(step);
    if (i % together > 0) continue;
    const count = stages * rows * Math.min(together, steps - i);
    kernels.addTransposedProduct(
      product([gradient.w, modules], [slopeBar, modules], [step.c, modules], modules, modules, count),
    );
  }
  kernels.addTransposedProduct(
    product([gradient.bt, modules], [inputs, regulators], [driveBar, modules], regulators, modules, 2 * rows),
  );
  return driveBar;
}
