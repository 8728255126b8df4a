/**
 * Trajectories on the kernels, a few rows at a time: the endpoint term of one shard (forward, adjoint on the full tape
 * of stages, weight gradients as matrix products over the tape) and plain simulation.
 */
import type { Query } from '../device';
import { padRow, padded } from './paddedLayout';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { Shard, ShardJob, ShardProblem } from './shards';
import { parameterLayout } from '../../parameters';

/** Rows integrated together: bounds the tape, whatever the number of perturbations. */
const blockRows = 16;
/** Tape rows per matrix product of the weight gradients: they stay in cache. */
const tapeRows = 96;

/** Adds to the gradient (the δ block: ∂L/∂δ); returns the loss. */
export function endpointTermOfShard(
  context: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  shard: Shard,
  gradient: GradientPointers,
): number {
  const start = context.workspace.mark();
  let loss = 0;
  for (let first = shard.from; first < shard.to; first += blockRows) {
    context.workspace.release(start);
    const used = Math.min(blockRows, shard.to - first);
    loss += endpointTermOfBlock(context, problem, job, first, used, gradient);
  }
  context.workspace.release(start);
  return loss;
}

function endpointTermOfBlock(
  context: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  first: number,
  used: number,
  gradient: GradientPointers,
): number {
  const { kernels, workspace, layout, parameters } = context;
  const { genes, modules } = layout;
  const { solverSteps } = problem;
  const rows = padded(used, 4);
  const h = problem.horizon / solverSteps;
  const stateBytes = 4 * rows * genes;
  const hiddenBytes = 4 * rows * modules;

  const keep = workspace.zeros(rows * genes);
  const shift = workspace.zeros(rows * genes);
  const z = workspace.zeros((4 * solverSteps + 1) * rows * genes);
  const c = workspace.zeros(4 * solverSteps * rows * modules);
  const v = workspace.zeros(4 * solverSteps * rows * genes);
  const du = workspace.zeros(4 * solverSteps * rows * modules);
  const lambda = workspace.zeros(rows * genes);
  const total = workspace.zeros(rows * genes);
  const later = workspace.zeros(rows * genes);
  const shiftBar = workspace.zeros(rows * genes);
  const target = workspace.zeros(genes);
  const weight = workspace.zeros(genes);

  const keepView = workspace.view(keep, rows * genes);
  const startView = workspace.view(z, rows * genes);
  for (let n = 0; n < used; n++) {
    padRow(layout, problem.keep, first + n, keepView, n);
    padRow(layout, problem.clamp, first + n, startView, n);
  }
  const shifts = problem.shifts.filter((s) => s.perturbation >= first && s.perturbation < first + used);
  const place = (s: { perturbation: number; gene: number }): number =>
    (s.perturbation - first) * genes + (layout.columnOfGene[s.gene] as number);
  const strength = parameterLayout(problem.shape).delta;
  const shiftView = workspace.view(shift, rows * genes);
  for (const s of shifts)
    shiftView[place(s)] = (shiftView[place(s)] as number) + (job.parameters[strength + s.delta] as number);

  for (let i = 0; i < solverSteps; i++)
    kernels.forwardStep(
      rows,
      problem.shape.regulators,
      genes,
      modules,
      h,
      z + 4 * i * stateBytes,
      c + 4 * i * hiddenBytes,
      total,
      parameters.at,
      parameters.bt,
      parameters.beta,
      parameters.resting,
      keep,
      shift,
    );

  let loss = 0;
  for (let i = solverSteps; i > 0; i--) {
    problem.endpoints.forEach(({ perturbation, step }, endpoint) => {
      const row = perturbation - first;
      if (step !== i || row < 0 || row >= used) return;
      padRow(layout, problem.target, endpoint, workspace.view(target, genes), 0);
      padRow(layout, problem.weight, endpoint, workspace.view(weight, genes), 0);
      const offset = 4 * row * genes;
      loss += kernels.endpointResidual(
        z + 4 * i * stateBytes + offset,
        target,
        weight,
        lambda + offset,
        genes,
      );
    });
    kernels.backwardStep(
      rows,
      layout.regulators,
      genes,
      modules,
      problem.shape.modules,
      h,
      c + 4 * (i - 1) * hiddenBytes,
      v + 4 * (i - 1) * stateBytes,
      du + 4 * (i - 1) * hiddenBytes,
      lambda,
      total,
      later,
      parameters.a,
      parameters.b,
      parameters.resting,
      keep,
      shiftBar,
      gradient.beta,
    );
  }

  const tape = 4 * solverSteps * rows;
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
  const shiftBarView = workspace.view(shiftBar, rows * genes);
  const deltaBar = workspace.view(gradient.delta, problem.shape.deltas);
  for (const s of shifts)
    deltaBar[s.delta] = (deltaBar[s.delta] as number) + (shiftBarView[place(s)] as number);
  return loss;
}

/** [rows × (solverSteps + 1) × G] states at every solver step. */
export function simulateRows(context: ShardContext, query: Query): Float32Array {
  const { kernels, workspace, layout, parameters } = context;
  const { shape, genes, modules, columnOfGene } = layout;
  const points = query.solverSteps + 1;
  const trajectories = new Float32Array(query.rows * points * shape.genes);
  const start = workspace.mark();
  for (let first = 0; first < query.rows; first += blockRows) {
    workspace.release(start);
    const used = Math.min(blockRows, query.rows - first);
    const rows = padded(used, 4);
    const keep = workspace.zeros(rows * genes);
    const shift = workspace.zeros(rows * genes);
    const z = workspace.zeros(5 * rows * genes);
    const c = workspace.zeros(4 * rows * modules);
    const slope = workspace.zeros(rows * genes);
    const state = workspace.view(z, 5 * rows * genes);
    for (let n = 0; n < used; n++) {
      padRow(layout, query.keep, first + n, workspace.view(keep, rows * genes), n);
      padRow(layout, query.shift, first + n, workspace.view(shift, rows * genes), n);
      padRow(layout, query.clamp, first + n, state, n);
    }
    for (let i = 0; i < points; i++) {
      for (let n = 0; n < used; n++)
        for (let g = 0; g < shape.genes; g++)
          trajectories[((first + n) * points + i) * shape.genes + g] = state[
            n * genes + (columnOfGene[g] as number)
          ] as number;
      kernels.forwardStep(
        rows,
        shape.regulators,
        genes,
        modules,
        query.horizon / query.solverSteps,
        z,
        c,
        slope,
        parameters.at,
        parameters.bt,
        parameters.beta,
        parameters.resting,
        keep,
        shift,
      );
      state.copyWithin(0, 4 * rows * genes, 5 * rows * genes);
    }
  }
  return trajectories;
}
