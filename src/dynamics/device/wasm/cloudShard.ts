/**
 * The endpoint term of clouds: for each drawn endpoint of a shard, its control cells under the intervention and the
 * debiased Sinkhorn divergence to the cells measured there (equations in loss/sinkhorn.ts, iterations in
 * assembly/sinkhorn.ts).
 */
import { padRow, padded } from './paddedLayout';
import type { End } from '../device';
import { adjointOfEnds, readOut } from './readout';
import { padOnes } from './sparseRows';
import { product, type ShardContext } from './context';
import type { CloudUnit, Shard, ShardClouds } from './shards';
import { blocksOf, integrate } from './trajectoryTape';

export function cloudTermOfShard(context: ShardContext, shard: Shard): number {
  const start = context.workspace.mark();
  let loss = 0;
  for (const unit of shard.clouds) {
    loss += cloudTermOfUnit(context, unit);
    context.workspace.release(start);
  }
  return loss;
}

function cloudTermOfUnit(context: ShardContext, unit: CloudUnit): number {
  const { workspace, layout, problem } = context;
  const endpoint = problem.endpoints[unit.endpoint];
  const { clouds } = problem;
  if (!endpoint || !clouds)
    throw new RangeError('a batch names endpoints of its problem, compared as clouds');
  const { genes } = problem.shape;
  const n = unit.start.length / genes;
  const blocks = blocksOf(0, n).map(([first, last]) => {
    const tape = integrate(context, {
      perturbations: new Int32Array(last - first).fill(endpoint.perturbation),
      start: unit.start.subarray(first * genes, last * genes),
      steps: endpoint.step,
    });
    const ends = Array.from({ length: last - first }, (_, row) => ({ row, step: endpoint.step }));
    return { first, tape, ends, states: readOut(context, tape, ends) };
  });
  const divergence = sinkhornDivergence(context, clouds, maskedClouds(context, unit, blocks));
  const start = workspace.mark();
  for (const { first, tape, ends } of blocks) {
    adjointOfEnds(context, tape, ends, divergence.gradient + 4 * first * layout.genes);
    workspace.release(start);
  }
  return divergence.value;
}

interface CloudBlock {
  /** First row of the block in the cloud. */
  readonly first: number;
  readonly ends: readonly End[];
  /** Pointer to [ends × genes]. */
  readonly states: number;
}

/** The ends of the trajectories and the measured cells, 0 at masked genes. */
function maskedClouds(
  { kernels, workspace, layout, problem }: ShardContext,
  unit: CloudUnit,
  blocks: readonly CloudBlock[],
): PaddedClouds {
  const { genes } = layout;
  const n = unit.measured.length / problem.shape.genes;
  const size = padded(n) * genes;
  const x = workspace.zeros(size);
  const y = workspace.zeros(size);
  const mask = workspace.zeros(genes);
  padOnes(layout, problem.masked, unit.mask, workspace.view(mask, genes), 0);
  const yView = workspace.view(y, size);
  for (let i = 0; i < n; i++) padRow(layout, unit.measured, i, yView, i);
  kernels.maskedRows(y, y, mask, n, genes);
  for (const { first, ends, states } of blocks)
    kernels.maskedRows(x + 4 * first * genes, states, mask, ends.length, genes);
  return { n, x, y };
}

/** Lower bound of ε: two clouds at the same point have no cost. */
const MIN_EPSILON = 1e-12;

/** Pointers to two clouds of n points: [padded(n) × genes], 0 in padding and at masked genes. */
interface PaddedClouds {
  readonly n: number;
  readonly x: number;
  readonly y: number;
}

/** weight · S, and the pointer to weight · ∂S/∂x, [padded(n) × genes]. */
function sinkhornDivergence(
  { kernels, workspace, layout, job }: ShardContext,
  { blur, iterations, tolerance }: ShardClouds,
  { n, x, y }: PaddedClouds,
): { readonly value: number; readonly gradient: number } {
  const weight = job.cloudScale;
  const size = padded(n);
  const { genes, shape } = layout;
  const gradient = workspace.allocate(size * genes);
  const xt = workspace.allocate(genes * size);
  const yt = workspace.allocate(genes * size);
  const matrix = () => workspace.allocate(size * size);
  const vector = () => workspace.zeros(size);
  const [cost, plan, back, planXX, planYY] = [matrix(), matrix(), matrix(), matrix(), matrix()];
  const [f, g, u, v, w, wOfY] = [vector(), vector(), vector(), vector(), vector(), vector()];
  const [zeros, sums] = [vector(), vector()];

  kernels.transpose(xt, x, size, genes);
  kernels.transpose(yt, y, size, genes);
  const half = 1 / (2 * shape.genes);
  kernels.squaredDistances(cost, x, yt, size, genes, half);
  const epsilon = Math.max(MIN_EPSILON, blur * kernels.meanCost(cost, n, size));
  kernels.scaled(cost, size * size, 1 / epsilon);
  kernels.squaredDistances(planXX, x, xt, size, genes, half / epsilon);
  kernels.squaredDistances(planYY, y, yt, size, genes, half / epsilon);

  const cross = kernels.crossPotentials({
    n,
    size,
    cost,
    plan,
    back,
    f,
    g,
    u,
    v,
    sums,
    iterations,
    tolerance,
  });
  const selfX = kernels.selfPotential(n, size, planXX, w, zeros, sums, iterations, tolerance);
  const selfY = kernels.selfPotential(n, size, planYY, wOfY, zeros, sums, iterations, tolerance);
  kernels.transportGradient(n, size, weight / (shape.genes * n * n), plan, u, v, planXX, w);
  kernels.multiply(product([gradient, genes], [plan, size], [y, genes], size, genes, size));
  kernels.addProduct(product([gradient, genes], [planXX, size], [x, genes], size, genes, size));
  return { value: weight * epsilon * (cross - selfX - selfY), gradient };
}
