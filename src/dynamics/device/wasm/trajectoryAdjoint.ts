/**
 * The adjoint of a tape (assembly/trajectory.ts), with weight gradients as matrix products over the stages of several
 * steps; discrete, or continuous (adjoint.ts).
 */
import { product, type ShardContext } from './context';
import { type TrajectoryTape, decayAfter, readAlong } from './trajectoryTape';

/** Rows of stages per matrix product of the weight gradients: few enough to stay in cache. */
const tapeRows = 96;

/** Solver steps per such product. */
export function stepsTogether(rows: number, stages: number): number {
  return Math.max(1, Math.floor(tapeRows / (stages * rows)));
}

/**
 * Adds the gradient through u. @returns [rows × modules] ∂L/∂drive
 * @param states of continuousTape; null: the discrete adjoint
 * @param addReadoutBar adds ∂L/∂(readout after `step` steps) to a matrix [rows × modules]; called from the last step down
 */
export function adjointAlong(
  context: ShardContext,
  tape: TrajectoryTape,
  states: number | null,
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
  const btBar = states === null ? gradient.bt : workspace.allocate(regulators * modules);
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
    btBar,
  };
  for (let i = steps - 1; i >= 0; i--) {
    addReadoutBar(i + 1, readoutBar);
    step.c = c + stages * i * bytes;
    step.slopeBar = slopeBar + stages * (i % together) * bytes;
    kernels.backwardStep(step);
    if (states !== null) addInputGradient(context, tape, states, i, du);
    if (i % together > 0) continue;
    const count = stages * rows * Math.min(together, steps - i);
    kernels.addTransposedProduct(
      product([gradient.w, modules], [slopeBar, modules], [step.c, modules], modules, modules, count),
    );
  }
  if (states === null)
    kernels.addTransposedProduct(
      product(
        [gradient.bt, modules],
        [inputs, regulators],
        [driveBar, modules],
        regulators,
        modules,
        2 * rows,
      ),
    );
  return driveBar;
}

/**
 * Turns the tape of the RK4 steps into that of the ODE along the stored states and their Hermite midpoints (kernel
 * continuousStages). Bᵀ's gradient Σ z du then needs the regulators at these states; the discrete route through u = Bz
 * agrees with it only to the order of the solver.
 * @returns pointer to [2 steps + 1 × rows × regulators]: regulators after each step, and midway between steps
 */
export function continuousTape(context: ShardContext, tape: TrajectoryTape): number {
  const { kernels, workspace, layout, parameters, operator, problem } = context;
  const { modules } = layout;
  const { rows, steps, bytes, u, c, clamped, clampCount } = tape;
  const { beta, resting } = parameters;
  kernels.activitiesOf(u + steps * bytes, beta, resting, c + 4 * steps * bytes, rows, modules);
  const states = statesAlong(context, tape);
  const scratch = workspace.mark();
  const step = {
    rows,
    modules,
    modulesUsed: problem.shape.modules,
    h: problem.horizon / problem.solverSteps,
    clamped,
    clampCount,
    a: parameters.a,
    bt: parameters.bt,
    resting: parameters.resting,
    beta: parameters.beta,
    u,
    next: u + bytes,
    c,
    nextC: c + 4 * bytes,
    slope: workspace.allocate(rows * modules),
    wt: operator.wt,
  };
  for (let i = 0; i < steps; i++) {
    kernels.continuousStages(step);
    step.u += bytes;
    step.next += bytes;
    step.c += 4 * bytes;
    step.nextC += 4 * bytes;
  }
  workspace.release(scratch);
  readAlong(context, tape);
  return states;
}

/**
 * z = A r + ρⁿ start + (1 − ρⁿ) drive and dz/dt = A c + drive − z after each step, with A r = A c = 0 at clamped
 * regulators.
 */
function statesAlong(context: ShardContext, tape: TrajectoryTape): number {
  const { workspace, layout, problem } = context;
  const size = tape.rows * layout.regulators;
  const pointer = workspace.allocate((2 * tape.steps + 1) * size);
  const scratch = workspace.mark();
  const slopesAt = workspace.allocate((tape.steps + 1) * size);
  for (let n = 0; n <= tape.steps; n++) {
    regulated(context, tape, tape.readout + n * tape.bytes, pointer + 8 * n * size);
    regulated(context, tape, tape.c + 4 * n * tape.bytes, slopesAt + 4 * n * size);
  }
  const inputs = workspace.view(tape.inputs, 2 * size);
  const z = workspace.view(pointer, (2 * tape.steps + 1) * size);
  const slopes = workspace.view(slopesAt, (tape.steps + 1) * size);
  const h = problem.horizon / problem.solverSteps;
  for (let n = 0; n <= tape.steps; n++) {
    const left = decayAfter(problem, n);
    for (let i = 0; i < size; i++) {
      const drive = inputs[i] as number;
      const at = 2 * n * size + i;
      const state = (z[at] as number) + left * (inputs[size + i] as number) + (1 - left) * drive;
      z[at] = state;
      slopes[n * size + i] = (slopes[n * size + i] as number) + drive - state;
    }
  }
  for (let n = 0; n < tape.steps; n++)
    for (let i = 0; i < size; i++) {
      const at = 2 * n * size + i;
      const turn = (slopes[n * size + i] as number) - (slopes[(n + 1) * size + i] as number);
      z[at + size] = 0.5 * ((z[at] as number) + (z[at + 2 * size] as number)) + (h / 8) * turn;
    }
  workspace.release(scratch);
  return pointer;
}

/** [rows × regulators] A times rows of modules, 0 at clamped regulators. */
function regulated(
  { kernels, workspace, layout, parameters }: ShardContext,
  { rows, clamped, clampCount }: TrajectoryTape,
  from: number,
  to: number,
): void {
  const { genes, modules, regulators } = layout;
  kernels.multiply(
    product([to, regulators], [from, modules], [parameters.at, genes], rows, regulators, modules),
  );
  const values = workspace.view(to, rows * regulators);
  const pairs = workspace.integers(clamped, 2 * clampCount);
  for (let p = 0; p < pairs.length; p += 2)
    values[(pairs[p] as number) * regulators + (pairs[p + 1] as number)] = 0;
}

/** Bᵀ gains Σ z du of the four stages of a step: at its start, twice in the middle, at its end. */
function addInputGradient(
  { kernels, layout, gradient }: ShardContext,
  { rows, bytes }: TrajectoryTape,
  states: number,
  step: number,
  du: number,
): void {
  const { modules, regulators } = layout;
  [0, 1, 1, 2].forEach((place, stage) =>
    kernels.addTransposedProduct(
      product(
        [gradient.bt, modules],
        [states + 4 * (2 * step + place) * rows * regulators, regulators],
        [du + stage * bytes, modules],
        regulators,
        modules,
        rows,
      ),
    ),
  );
}
