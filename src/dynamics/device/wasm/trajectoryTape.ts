/**
 * Trajectories of a block of rows in module space (assembly/trajectory.ts), with all their gradient needs: activities at the stages of
 * every step. The gradient is the adjoint of a tape (assembly/trajectory.ts), with weight gradients as matrix
 * products over the stages of several steps (adjoint.ts).
 */
import { decayOf } from '../../solve/tableau';
import { padded } from './paddedLayout';
import { type ShardContext, type TrajectoryContext, product } from './context';
import type { ShardProblem } from './shards';
import { forEachEntry } from './sparseRows';

/** Maximum number of rows integrated together, which bounds the working set. */
const maxRows = 32;
interface BlockOfRows {
  /** [rows] perturbation of each row. */
  readonly perturbations: ArrayLike<number>;
  /** [rows × G] initial states before clamping; null: all 0. */
  readonly start: Float32Array | null;
  /** Number of solver steps. */
  readonly steps: number;
}

/** An overexpression of a free gene: its row, δ and column. */
interface ActingShift {
  readonly row: number;
  readonly delta: number;
  readonly column: number;
}

/** Pointers (bytes) into the workspace, which must not be released below them. */
export interface TrajectoryTape extends BlockOfRows {
  /** Padded to 4. */
  readonly rows: number;
  /** Bytes of rows × modules. */
  readonly bytes: number;
  /** [2 × rows × regulators] drive of u, then initial state: du/dt and u(0) are their products with Bᵀ. */
  readonly inputs: number;
  /** [rows × modules] */
  readonly drive: number;
  /** [steps + 1 × rows × modules] */
  readonly u: number;
  /** [stages × steps + 1 × rows × modules] activities at the stages. */
  readonly c: number;
  /** [steps + 1 × rows × modules] */
  readonly readout: number;
  /** Pairs of a row and a regulator clamped in it. */
  readonly clamped: number;
  readonly clampCount: number;
  readonly shifts: readonly ActingShift[];
}

/** Blocks of nearly equal numbers of rows: first (included) and last (excluded) row. */
export function blocksOf(from: number, to: number): readonly (readonly [first: number, last: number])[] {
  const count = Math.ceil((to - from) / maxRows);
  const each = rowsOfBlock(to - from);
  return Array.from({ length: count }, (_, block) => {
    const first = from + block * each;
    return [first, Math.min(first + each, to)] as const;
  });
}

/** Rows of the largest block, padded to 4. */
export function rowsOfBlock(rows: number): number {
  return padded(Math.ceil(rows / Math.max(1, Math.ceil(rows / maxRows))), 4);
}

export function integrate(context: TrajectoryContext, block: BlockOfRows): TrajectoryTape {
  const { kernels, workspace, layout, parameters, operator, problem } = context;
  const { modules, regulators } = layout;
  const { steps, perturbations } = block;
  const rows = padded(perturbations.length, 4);
  const size = rows * modules;
  const bytes = 4 * size;
  const shifts = actingShifts(context, perturbations);
  const pairs = clampedRegulators(context, perturbations);
  const clamped = workspace.allocate(pairs.length);
  workspace.integers(clamped, pairs.length).set(pairs);
  const inputs = workspace.zeros(2 * rows * regulators);
  setInputs(context, block, shifts, workspace.view(inputs, 2 * rows * regulators));
  const drive = workspace.allocate((steps + 2) * size);
  const u = drive + bytes;
  const c = workspace.allocate((problem.stages * steps + 1) * size);
  const readout = workspace.allocate((steps + 1) * size);
  const tape = {
    ...block,
    rows,
    bytes,
    inputs,
    drive,
    u,
    c,
    readout,
    clamped,
    clampCount: pairs.length / 2,
    shifts,
  };

  kernels.multiply(
    product(
      [drive, modules],
      [inputs, regulators],
      [parameters.bt, modules],
      2 * rows,
      modules,
      problem.shape.regulators,
    ),
  );
  const scratch = workspace.mark();
  const step = {
    stages: problem.stages,
    rows,
    modules,
    modulesUsed: problem.shape.modules,
    h: problem.horizon / problem.solverSteps,
    clamped,
    clampCount: tape.clampCount,
    a: parameters.a,
    bt: parameters.bt,
    beta: parameters.beta,
    resting: parameters.resting,
    u,
    next: u + bytes,
    c,
    state: workspace.allocate(size),
    slope: workspace.allocate(size),
    drive,
    wt: operator.wt,
  };
  for (let i = 0; i < steps; i++) {
    kernels.forwardStep(step);
    step.u += bytes;
    step.next += bytes;
    step.c += problem.stages * bytes;
  }
  workspace.release(scratch);
  readAlong(context, tape);
  return tape;
}

/** Computes the readouts from the activities on the tape. */
function readAlong(context: TrajectoryContext, tape: TrajectoryTape): void {
  const { kernels, workspace, layout, problem } = context;
  const { rows, steps, bytes, c, readout } = tape;
  const { modules } = layout;
  const { stages } = problem;
  const h = problem.horizon / problem.solverSteps;
  workspace.view(readout, rows * modules).fill(0);
  for (let i = 0; i < steps; i++)
    kernels.readoutStep(
      stages,
      rows,
      modules,
      h,
      c + stages * i * bytes,
      readout + i * bytes,
      readout + (i + 1) * bytes,
    );
}

function actingShifts(
  { layout: { columnOfGene }, problem: { clamped, shifts } }: TrajectoryContext,
  perturbations: ArrayLike<number>,
): ActingShift[] {
  return Array.from(perturbations, (perturbation, row) => {
    const clampedGenes = new Set<number>();
    forEachEntry(clamped, perturbation, (gene) => clampedGenes.add(gene));
    return shifts
      .filter((shift) => shift.perturbation === perturbation && !clampedGenes.has(shift.gene))
      .map(({ gene, delta }) => ({ row, delta, column: columnOfGene[gene] as number }));
  }).flat();
}

function clampedRegulators(
  { layout: { columnOfGene, shape }, problem }: TrajectoryContext,
  perturbations: ArrayLike<number>,
): Int32Array {
  const pairs: number[] = [];
  for (let row = 0; row < perturbations.length; row++)
    forEachEntry(problem.clamped, perturbations[row] as number, (gene) => {
      const column = columnOfGene[gene] as number;
      if (column < shape.regulators) pairs.push(row, column);
    });
  return Int32Array.from(pairs);
}

/** Clamped levels and added sources of the regulators; below, their initial states. */
function setInputs(
  { layout, problem: { clamped, regulators, shape }, deltas }: TrajectoryContext,
  { perturbations, start }: BlockOfRows,
  shifts: readonly ActingShift[],
  inputs: Float32Array,
): void {
  const row = layout.regulators;
  const startAt = inputs.length / 2;
  if (start)
    for (let n = 0; n < perturbations.length; n++)
      regulators.forEach((gene, r) => {
        inputs[startAt + n * row + r] = start[n * shape.genes + gene] as number;
      });
  for (const shift of shifts) {
    if (shift.column >= shape.regulators) continue;
    const place = shift.row * row + shift.column;
    inputs[place] = (inputs[place] as number) + (deltas[shift.delta] as number);
  }
  for (let n = 0; n < perturbations.length; n++)
    forEachEntry(clamped, perturbations[n] as number, (gene, value) => {
      const column = layout.columnOfGene[gene] as number;
      if (column >= shape.regulators) return;
      inputs[n * row + column] = value;
      inputs[startAt + n * row + column] = value;
    });
}

/**
 * Fraction of z left after `steps` solver steps of dz/dt = −z; by products, because Math.pow differs in bits between
 * engines.
 */
export function decayAfter(
  { horizon, solverSteps, stages }: Pick<ShardProblem, 'horizon' | 'solverSteps' | 'stages'>,
  steps: number,
): number {
  const once = decayOf(horizon / solverSteps, stages);
  let left = 1;
  for (let n = 0; n < steps; n++) left *= once;
  return left;
}

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
