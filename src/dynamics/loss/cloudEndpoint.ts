/**
 * The endpoint loss of presets SH and S0: control cells under the intervention, RK4 to the measured time, and the
 * debiased Sinkhorn divergence to the cells measured there: weight · mean over the drawn endpoints of S. Float64.
 */
import type { Adjoint } from '../adjoint';
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
  adjoint: Adjoint,
): number {
  const { genes } = problem.shape;
  const each = batch.start.length / batch.endpoints.length;
  const weight = clouds.weight / batch.endpoints.length;
  let loss = 0;
  batch.endpoints.forEach((e, p) => {
    const endpoint = problem.endpoints[e];
    if (!endpoint) throw new RangeError('a batch names endpoints of its problem');
    const trajectories = perturbedTrajectories(problem, field, endpoint.perturbation, endpoint.step);
    const start = batch.start.subarray(p * each, (p + 1) * each);
    const measured = batch.measured.subarray(p * each, (p + 1) * each);
    const paths = Array.from(start, (row) => trajectories.from(rowOf(clouds.start, row, genes)));
    const x = concatenated(paths.map((states) => states.at(-1) ?? new Float64Array(genes)));
    const y = concatenated(Array.from(measured, (row) => rowOf(problem.cells, row, genes)));
    const mask = rowOf(problem.cellMask, clouds.maskOfEndpoint[e] as number, genes);
    const divergence = sinkhornDivergence(x, y, mask, entropy(x, y, mask, clouds.blur), clouds);
    paths.forEach((states, i) => {
      const source = rowOf(divergence.gradient, i, genes).map((slope) => weight * slope);
      trajectories.back(states, [...states.slice(1).map(() => null), source], gradient, adjoint);
    });
    loss += weight * divergence.value;
  });
  return loss;
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
