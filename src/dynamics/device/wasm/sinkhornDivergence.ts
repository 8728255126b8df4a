/**
 * The debiased Sinkhorn divergence of two clouds and its gradient on the kernels: equations in loss/sinkhorn.ts, how they
 * are iterated in assembly/sinkhorn.ts.
 */
import { padded } from './paddedLayout';
import type { ShardContext } from './shardEngine';
import type { ShardClouds } from './shards';

/** ε below this would divide by nothing where two clouds are the same point. */
const SMALLEST_EPSILON = 1e-12;

/** Pointers to two clouds of n points: [padded(n) × genes], zero in padding and in genes that do not count. */
export interface PaddedClouds {
  readonly n: number;
  readonly x: number;
  readonly y: number;
}

export interface WeightedDivergence {
  /** weight · S */
  readonly value: number;
  /** Pointer to weight · ∂S/∂x, [padded(n) × genes]. */
  readonly gradient: number;
}

export function sinkhornDivergence(
  { kernels, workspace, layout }: Pick<ShardContext, 'kernels' | 'workspace' | 'layout'>,
  { blur, iterations, tolerance }: ShardClouds,
  { n, x, y }: PaddedClouds,
  weight: number,
): WeightedDivergence {
  const size = padded(n);
  const { genes, shape } = layout;
  const gradient = workspace.room(size * genes);
  const xt = workspace.room(genes * size);
  const yt = workspace.room(genes * size);
  const matrix = () => workspace.room(size * size);
  const vector = () => workspace.zeros(size);
  const [cost, plan, back, planXX, planYY] = [matrix(), matrix(), matrix(), matrix(), matrix()];
  const [f, g, u, v, w, wOfY] = [vector(), vector(), vector(), vector(), vector(), vector()];
  const [zeros, sums] = [vector(), vector()];

  kernels.transpose(xt, x, size, genes);
  kernels.transpose(yt, y, size, genes);
  const half = 1 / (2 * shape.genes);
  kernels.squaredDistances(cost, x, yt, size, genes, half);
  const epsilon = Math.max(SMALLEST_EPSILON, blur * kernels.meanCost(cost, n, size));
  kernels.scaled(cost, size * size, 1 / epsilon);
  kernels.squaredDistances(planXX, x, xt, size, genes, half / epsilon);
  kernels.squaredDistances(planYY, y, yt, size, genes, half / epsilon);

  const cross = kernels.crossPotentials(n, size, cost, plan, back, f, g, u, v, sums, iterations, tolerance);
  const selfX = kernels.selfPotential(n, size, planXX, w, zeros, sums, iterations, tolerance);
  const selfY = kernels.selfPotential(n, size, planYY, wOfY, zeros, sums, iterations, tolerance);
  kernels.transportGradient(n, size, weight / (shape.genes * n * n), plan, u, v, planXX, w);
  const gRow = 4 * genes;
  kernels.multiply(gradient, gRow, plan, 4 * size, y, gRow, 32, size, genes, size, false);
  kernels.multiply(gradient, gRow, planXX, 4 * size, x, gRow, 32, size, genes, size, true);
  return { value: weight * epsilon * (cross - selfX - selfY), gradient };
}
