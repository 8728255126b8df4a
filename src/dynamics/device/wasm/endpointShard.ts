/** The endpoint term of means: the perturbations of one shard from the control mean, compared with their measured shifts. */
import { padRow } from './paddedLayout';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { Shard, ShardJob, ShardProblem } from './shards';
import { adjointAlong, blockRows, integrate, stateAt } from './trajectoryTape';

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
  const { kernels, workspace, layout } = context;
  const { genes } = layout;
  const tape = integrate(context, problem, job, {
    perturbations: Array.from({ length: used }, (_, n) => first + n),
    start: new Float32Array(used * problem.shape.genes),
    steps: problem.solverSteps,
  });
  const lambda = workspace.zeros(tape.rows * genes);
  const target = workspace.zeros(genes);
  const weight = workspace.zeros(genes);
  let loss = 0;
  const addSources = (at: number): void =>
    problem.endpoints.forEach(({ perturbation, step }, endpoint) => {
      const row = perturbation - first;
      if (step !== at || row < 0 || row >= used) return;
      padRow(layout, problem.target, endpoint, workspace.view(target, genes), 0);
      padRow(layout, problem.weight, endpoint, workspace.view(weight, genes), 0);
      const offset = 4 * row * genes;
      loss += kernels.endpointResidual(stateAt(tape, step) + offset, target, weight, lambda + offset, genes);
    });
  adjointAlong(context, problem, tape, lambda, addSources, gradient);
  return loss;
}
