/**
 * Operations of a training step, counted from its sizes: what must be computed, not what a kernel does. A multiply-add
 * counts as two. Genes need a product only where trajectories are compared, as they are linear in the activities
 * (assembly/trajectory.ts); between stages W = BA or, with many modules, A's regulators and B are used.
 */
import type { Batch } from '../../src/dynamics/device/device';
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import type { Problem } from '../../src/dynamics/problem';

export interface Arithmetic {
  /** Operations in matrix products. */
  readonly products: number;
  /** Operations in logistic functions, and those done once per logistic function outside the products. */
  readonly activities: number;
  /** Operations of Sinkhorn's costs, iterations and gradients, with the maximum number of iterations. */
  readonly transport: number;
}

/** Forward, adjoint, and weight gradient of one product. */
const threeTimes = 6;
/** Operations of one logistic function with the kernels' polynomial. */
const logistic = 23;
/** Further operations in the cell term of a regulator: removal of its own input, residual, and four adjoints. */
const besideInCellTerm = 17;

export function arithmeticOf(problem: Problem, batch: Batch): Arithmetic {
  const { genes, regulators, modules } = problem.shape;
  const trajectories = batch.clouds?.start.length ?? problem.perturbations;
  const ends = batch.clouds ? trajectories : problem.endpoints.length;
  const stages = problem.stages * problem.solverSteps * trajectories;
  const cells = problem.cellWeight === 0 ? 0 : batch.cells.length;
  const others = genes - regulators;
  return {
    products:
      threeTimes * modules * (stages * Math.min(modules, 2 * regulators) + ends * genes) +
      cells * modules * (4 * regulators + threeTimes * others),
    activities:
      stages * modules * logistic + cells * modules * (regulators * (logistic + besideInCellTerm) + logistic),
    transport: transportOf(problem, batch),
  };
}

/** Entries of the cell term's activities if all are stored: cells × R × M. */
export function broadcastOf({ problem, batch }: Pick<RandomProblem, 'problem' | 'batch'>): number {
  return batch.cells.length * problem.shape.regulators * problem.shape.modules;
}

function transportOf({ clouds, shape }: Problem, { clouds: drawn }: Batch): number {
  if (!clouds || !drawn) return 0;
  const each = drawn.start.length / drawn.endpoints.length;
  const costs = 3 * 3 * shape.genes;
  const pulls = 2 * 2 * shape.genes;
  // Per iteration two products of the cross plan and one of each self plan; three plans, each an exponential.
  const iterations = 2 * 4 * clouds.iterations;
  return drawn.endpoints.length * each ** 2 * (costs + pulls + iterations + 3 * logistic);
}
