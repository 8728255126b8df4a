/**
 * States of all genes at the compared steps, read out of the tape by one product with A, and the adjoint from ∂L/∂z
 * back to the tape.
 */
import type { End } from '../device';
import { type TrajectoryTape, adjointAlong, decayAfter } from './trajectoryTape';
import { padRow, padded } from './paddedLayout';
import { type KernelContext, type ShardContext, type TrajectoryContext, product } from './context';
import { forEachEntry } from './sparseRows';

/** Pointer to the states [ends, padded to 4 × genes], 0 in padding. */
export function readOut(context: TrajectoryContext, tape: TrajectoryTape, ends: readonly End[]): number {
  const { kernels, workspace, layout, parameters, problem, deltas } = context;
  const { genes, modules } = layout;
  const count = padded(ends.length, 4);
  const states = workspace.zeros(count * genes);
  const scratch = workspace.mark();
  const readouts = gathered(context, tape, ends);
  const view = workspace.view(states, count * genes);
  setStart(context, tape, ends, view);
  const { at } = parameters;
  kernels.addProduct(product([states, genes], [readouts, modules], [at, genes], count, genes, modules));
  workspace.release(scratch);

  ends.forEach(({ row, step }, e) => {
    const reached = 1 - decayAfter(problem, step);
    for (const shift of tape.shifts) {
      if (shift.row !== row) continue;
      const place = e * genes + shift.column;
      view[place] = (view[place] as number) + reached * (deltas[shift.delta] as number);
    }
    forEachEntry(problem.clamped, tape.perturbations[row] as number, (gene, value) => {
      view[e * genes + (layout.columnOfGene[gene] as number)] = value;
    });
  });
  return states;
}

/**
 * Adds the gradient (the δ block: ∂L/∂δ).
 * @param lambda [ends, padded to 4 × genes] ∂L/∂(states), 0 in padding; set to 0 at clamped genes
 */
export function adjointOfEnds(
  context: ShardContext,
  tape: TrajectoryTape,
  ends: readonly End[],
  lambda: number,
): void {
  const { kernels, workspace, layout, parameters, problem, gradient } = context;
  const { genes, modules } = layout;
  const count = padded(ends.length, 4);
  const readouts = gathered(context, tape, ends);
  const readoutBar = workspace.allocate(count * modules);
  const slopes = workspace.view(lambda, count * genes);
  ends.forEach(({ row }, e) =>
    forEachEntry(problem.clamped, tape.perturbations[row] as number, (gene) => {
      slopes[e * genes + (layout.columnOfGene[gene] as number)] = 0;
    }),
  );
  kernels.addTransposedProduct(
    product([gradient.a, modules], [lambda, genes], [readouts, modules], genes, modules, count),
  );
  kernels.multiply(
    product([readoutBar, modules], [lambda, genes], [parameters.a, modules], count, modules, genes),
  );
  const driveBar = adjointAlong(context, tape, (step, to) => {
    const from = workspace.view(readoutBar, count * modules);
    const bar = workspace.view(to, tape.rows * modules);
    ends.forEach((end, e) => {
      if (end.step !== step) return;
      for (let m = 0; m < modules; m++)
        bar[end.row * modules + m] =
          (bar[end.row * modules + m] as number) + (from[e * modules + m] as number);
    });
  });
  addShiftGradients(context, tape, ends, { lambda, driveBar });
}

/** The gradient of δ through the compared states and through the drive. */
function addShiftGradients(
  { workspace, layout, parameters, problem, gradient }: ShardContext,
  tape: TrajectoryTape,
  ends: readonly End[],
  bars: { readonly lambda: number; readonly driveBar: number },
): void {
  const { genes, modules } = layout;
  const lambda = workspace.view(bars.lambda, ends.length * genes);
  const driveBar = workspace.view(bars.driveBar, tape.rows * modules);
  const bt = workspace.view(parameters.bt, layout.regulators * modules);
  const deltaBar = workspace.view(gradient.delta, problem.shape.deltas);
  for (const { row, delta, column } of tape.shifts) {
    let sum = 0;
    ends.forEach((end, e) => {
      if (end.row === row)
        sum += (1 - decayAfter(problem, end.step)) * (lambda[e * genes + column] as number);
    });
    if (column < problem.shape.regulators)
      for (let m = 0; m < modules; m++)
        sum += (bt[column * modules + m] as number) * (driveBar[row * modules + m] as number);
    deltaBar[delta] = (deltaBar[delta] as number) + sum;
  }
}

/** [ends, padded to 4 × modules] readouts at the ends. */
function gathered({ workspace, layout }: KernelContext, tape: TrajectoryTape, ends: readonly End[]): number {
  const { modules } = layout;
  const count = padded(ends.length, 4);
  const readouts = workspace.zeros(count * modules);
  const to = workspace.view(readouts, count * modules);
  ends.forEach(({ row, step }, e) =>
    to.set(workspace.view(tape.readout + step * tape.bytes + 4 * row * modules, modules), e * modules),
  );
  return readouts;
}

/** Writes the remaining contribution of the initial states. */
function setStart(
  { layout, problem }: TrajectoryContext,
  { start }: TrajectoryTape,
  ends: readonly End[],
  states: Float32Array,
): void {
  if (!start) return;
  ends.forEach(({ row, step }, e) => {
    padRow(layout, start, row, states, e);
    const left = decayAfter(problem, step);
    for (let i = e * layout.genes; i < (e + 1) * layout.genes; i++) states[i] = left * (states[i] as number);
  });
}
