/**
 * The endpoint term of clouds: for every drawn endpoint of one shard its cells from control under the intervention,
 * and the debiased Sinkhorn divergence to the cells measured there (equations in loss/sinkhorn.ts).
 */
import { padRow, padded } from './paddedLayout';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { CloudUnit, Shard, ShardJob, ShardProblem } from './shards';
import { sinkhornDivergence, type PaddedClouds } from './sinkhornDivergence';
import { adjointAlong, blockRows, integrate, stateAt, type TrajectoryTape } from './trajectoryTape';

/** Adds to the gradient (the δ block: ∂L/∂δ); returns the loss. */
export function cloudTermOfShard(
  context: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  shard: Shard,
  gradient: GradientPointers,
): number {
  const start = context.workspace.mark();
  let loss = 0;
  for (const unit of shard.clouds) {
    loss += cloudTermOfUnit(context, problem, job, unit, gradient);
    context.workspace.release(start);
  }
  return loss;
}

function cloudTermOfUnit(
  context: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  unit: CloudUnit,
  gradient: GradientPointers,
): number {
  const { workspace, layout } = context;
  const endpoint = problem.endpoints[unit.endpoint];
  const { clouds } = problem;
  if (!endpoint || !clouds)
    throw new RangeError('a batch names endpoints of its problem, compared as clouds');
  const { genes } = problem.shape;
  const n = unit.start.length / genes;
  const tapes: TrajectoryTape[] = [];
  for (let first = 0; first < n; first += blockRows) {
    const used = Math.min(blockRows, n - first);
    tapes.push(
      integrate(context, problem, job, {
        perturbations: new Int32Array(used).fill(endpoint.perturbation),
        start: unit.start.subarray(first * genes, (first + used) * genes),
        steps: endpoint.step,
      }),
    );
  }
  const divergence = sinkhornDivergence(
    context,
    clouds,
    maskedClouds(context, problem, unit, tapes),
    job.cloudScale,
  );
  const start = workspace.mark();
  tapes.forEach((tape, block) => {
    const lambda = divergence.gradient + 4 * block * blockRows * layout.genes;
    adjointAlong(context, problem, tape, lambda, () => undefined, gradient);
    workspace.release(start);
  });
  return divergence.value;
}

/** Where the trajectories end and what was measured there, without the genes that do not count. */
function maskedClouds(
  { kernels, workspace, layout }: ShardContext,
  problem: ShardProblem,
  unit: CloudUnit,
  tapes: readonly TrajectoryTape[],
): PaddedClouds {
  const { genes } = layout;
  const n = unit.measured.length / problem.shape.genes;
  const size = padded(n) * genes;
  const x = workspace.zeros(size);
  const y = workspace.zeros(size);
  const mask = workspace.zeros(genes);
  padRow(layout, problem.cellMask, unit.mask, workspace.view(mask, genes), 0);
  const yView = workspace.view(y, size);
  for (let i = 0; i < n; i++) padRow(layout, unit.measured, i, yView, i);
  kernels.maskedRows(y, y, mask, n, genes);
  tapes.forEach((tape, block) =>
    kernels.maskedRows(
      x + 4 * block * blockRows * genes,
      stateAt(tape, tape.steps),
      mask,
      Math.min(blockRows, n - block * blockRows),
      genes,
    ),
  );
  return { n, x, y };
}
