/**
 * The endpoint term of clouds: for every drawn endpoint of one shard its cells from control under the intervention,
 * and the debiased Sinkhorn divergence to the cells measured there (equations in loss/sinkhorn.ts).
 */
import { padRow, padded } from './paddedLayout';
import { adjointOfEnds, readOut, type End } from './readout';
import { padOnes } from './sparseRows';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { CloudUnit, Shard, ShardJob, ShardProblem } from './shards';
import { sinkhornDivergence, type PaddedClouds } from './sinkhornDivergence';
import { blocksOf, integrate } from './trajectoryTape';

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
  const blocks = blocksOf(0, n).map(([first, last]) => {
    const tape = integrate(context, problem, job, {
      perturbations: new Int32Array(last - first).fill(endpoint.perturbation),
      start: unit.start.subarray(first * genes, last * genes),
      steps: endpoint.step,
    });
    const ends = Array.from({ length: last - first }, (_, row) => ({ row, step: endpoint.step }));
    return { first, tape, ends, states: readOut(context, problem, job, tape, ends) };
  });
  const divergence = sinkhornDivergence(
    context,
    clouds,
    maskedClouds(context, problem, unit, blocks),
    job.cloudScale,
  );
  const start = workspace.mark();
  for (const { first, tape, ends } of blocks) {
    const lambda = divergence.gradient + 4 * first * layout.genes;
    adjointOfEnds(context, problem, tape, ends, lambda, gradient);
    workspace.release(start);
  }
  return divergence.value;
}

interface CloudBlock {
  /** Of the cloud's rows. */
  readonly first: number;
  readonly ends: readonly End[];
  /** Pointer to [ends × genes]. */
  readonly states: number;
}

/** Where the trajectories end and what was measured there, without the genes that do not count. */
function maskedClouds(
  { kernels, workspace, layout }: ShardContext,
  problem: ShardProblem,
  unit: CloudUnit,
  blocks: readonly CloudBlock[],
): PaddedClouds {
  const { genes } = layout;
  const n = unit.measured.length / problem.shape.genes;
  const size = padded(n) * genes;
  const x = workspace.zeros(size);
  const y = workspace.zeros(size);
  const mask = workspace.zeros(genes);
  padOnes(layout, problem.uncounted, unit.mask, workspace.view(mask, genes), 0);
  const yView = workspace.view(y, size);
  for (let i = 0; i < n; i++) padRow(layout, unit.measured, i, yView, i);
  kernels.maskedRows(y, y, mask, n, genes);
  for (const { first, ends, states } of blocks)
    kernels.maskedRows(x + 4 * first * genes, states, mask, ends.length, genes);
  return { n, x, y };
}
