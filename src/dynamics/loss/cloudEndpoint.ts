/**
 * The endpoint loss of presets SH and S0: control cells under the intervention, RK4 to the measured time, and the
 * debiased Sinkhorn divergence to the cells measured there: weight · mean over the drawn endpoints of S. Float64.
 */
import type { CloudBatch } from '../device/device';
import type { ParameterBlocks, VectorField } from '../vectorField';
import type { CloudEndpoints, Problem } from '../problem';
import { perturbedTrajectories } from './endpoint';
import { entropy, sinkhornDivergence } from './sinkhorn';

/** Adds the gradient; returns the loss. */
export function cloudEndpointLoss(
  problem: Problem,
  clouds: CloudEndpoints,
  batch: CloudBatch,
  field: VectorField,
  gradient: ParameterBlocks,
): number {
  const drawn = batch.endpoints.length;
  const each = batch.start.length / drawn;
  let loss = 0;
  batch.endpoints.forEach((e, p) => {
    const rows = [p * each, (p + 1) * each] as const;
    loss += lossOfEndpoint(problem, clouds, field, gradient, {
      e,
      start: batch.start.subarray(...rows),
      measured: batch.measured.subarray(...rows),
      weight: clouds.weight / drawn,
    });
  });
  return loss;
}

interface DrawnEndpoint {
  /** Index into Problem.endpoints. */
  readonly e: number;
  readonly start: Int32Array;
  readonly measured: Int32Array;
  readonly weight: number;
}

function lossOfEndpoint(
  problem: Problem,
  clouds: CloudEndpoints,
  field: VectorField,
  gradient: ParameterBlocks,
  { e, start, measured, weight }: DrawnEndpoint,
): number {
  const { genes } = problem.shape;
  const endpoint = problem.endpoints[e];
  if (!endpoint) throw new RangeError('a batch names endpoints of its problem');
  const trajectories = perturbedTrajectories(problem, field, endpoint.perturbation, endpoint.step);
  const paths = Array.from(start, (row) => trajectories.from(rowOf(clouds.start, row, genes)));
  const x = concatenated(paths.map((states) => states.at(-1) ?? new Float64Array(genes)));
  const y = concatenated(Array.from(measured, (row) => rowOf(problem.cells, row, genes)));
  const mask = rowOf(problem.cellMask, clouds.maskOfEndpoint[e] as number, genes);
  const { value, gradient: pull } = sinkhornDivergence(x, y, mask, entropy(x, y, mask, clouds.blur), clouds);
  paths.forEach((states, i) => {
    const source = rowOf(pull, i, genes).map((slope) => weight * slope);
    trajectories.back(states, [...states.slice(1).map(() => null), source], gradient);
  });
  return weight * value;
}

function rowOf(values: Float32Array | Float64Array, row: number, genes: number): Float64Array {
  return Float64Array.from(values.subarray(row * genes, (row + 1) * genes));
}

function concatenated(rows: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
