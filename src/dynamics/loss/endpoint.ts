/**
 * The endpoint loss of means: from z(0) under each perturbation, solver steps to the measured time, and the weighted squared distance to
 * the measured mean shift, Σ weight · (z(t) − D)². Several endpoints may lie on one trajectory. Float64. The endpoint loss of presets SH
 * and S0: control cells under the intervention, RK4 to the measured time, and the debiased Sinkhorn divergence to the cells measured
 * there: weight · mean over the drawn endpoints of S. Float64.
 */
import type { CloudBatch, CloudEndpoints, Problem } from '../problem';
import { type ParameterBlocks, type VectorField, intervenedAdjoint, intervenedField } from '../vectorField';
import type { Adjoint } from '../adjoint';
import { softplus, softplusSlope } from '../softplus';
import { trajectory } from '../solve/rk4';
import { entropy, sinkhornDivergence } from './sinkhorn';

/** Adds the gradient; returns the loss. */
export function endpointLoss(
  problem: Problem,
  field: VectorField,
  gradient: ParameterBlocks,
  adjoint: Adjoint,
): number {
  let loss = 0;
  for (let perturbation = 0; perturbation < problem.perturbations; perturbation++) {
    const trajectories = perturbedTrajectories(problem, field, perturbation, problem.solverSteps);
    const states = trajectories.from(new Float64Array(problem.shape.genes));
    const found = residualSources(problem, perturbation, states);
    trajectories.back(states, found.sourceAt, gradient, adjoint);
    loss += found.loss;
  }
  return loss;
}

/** The loss of one trajectory and ∂L/∂z at each of its states. */
function residualSources(problem: Problem, perturbation: number, states: readonly Float64Array[]) {
  const { genes } = problem.shape;
  const sourceAt: (Float64Array | null)[] = states.map(() => null);
  let loss = 0;
  problem.endpoints.forEach((endpoint, e) => {
    const state = states[endpoint.step];
    if (endpoint.perturbation !== perturbation || !state) return;
    const source = sourceAt[endpoint.step] ?? new Float64Array(genes);
    for (let g = 0; g < genes; g++) {
      const weight = problem.weight[e * genes + g] as number;
      const residual = (state[g] as number) - (problem.target[e * genes + g] as number);
      loss += weight * residual * residual;
      source[g] = (source[g] as number) + 2 * weight * residual;
    }
    sourceAt[endpoint.step] = source;
  });
  return { loss, sourceAt };
}

interface PerturbedTrajectories {
  /** [steps + 1] states from `start` [G] with clamped genes set. */
  from(start: Float64Array): Float64Array[];
  /** Adds the parameter gradient that follows from ∂L/∂z at the states (null where the loss does not depend on one). */
  back(
    states: readonly Float64Array[],
    sourceAt: readonly (Float64Array | null)[],
    gradient: ParameterBlocks,
    adjoint: Adjoint,
  ): void;
}

/** Trajectories over the first `steps` solver steps under one perturbation, and their adjoint; for both endpoint losses. */
export function perturbedTrajectories(
  problem: Problem,
  field: VectorField,
  perturbation: number,
  steps: number,
): PerturbedTrajectories {
  const { genes } = problem.shape;
  const columns = [perturbation * genes, (perturbation + 1) * genes] as const;
  const keep = problem.keep.subarray(...columns);
  const clamp = problem.clamp.subarray(...columns);
  const { delta } = field.parameters;
  const shifts = problem.shifts.filter((shift) => shift.perturbation === perturbation);
  const shift = new Float64Array(genes);
  for (const { gene, delta: d } of shifts)
    shift[gene] = (shift[gene] as number) + softplus(delta[d] as number);
  const row = { keep, shift };
  const rhs = intervenedField(field, row);
  const h = problem.horizon / problem.solverSteps;
  return {
    from: (start) =>
      trajectory(
        rhs,
        start.map((value, g) => value * (keep[g] as number) + (clamp[g] as number)),
        h * steps,
        steps,
        problem.stages,
      ),
    back: (states, sourceAt, gradient, adjoint) => {
      const shiftBar = new Float64Array(genes);
      adjoint(rhs, intervenedAdjoint(field, row, gradient, shiftBar), states, sourceAt, h);
      for (const { gene, delta: d } of shifts)
        gradient.delta[d] =
          (gradient.delta[d] as number) + (shiftBar[gene] as number) * softplusSlope(delta[d] as number);
    },
  };
}

interface CloudProblem {
  readonly problem: Problem;
  readonly clouds: CloudEndpoints;
  readonly batch: CloudBatch;
}

/** Adds the gradient; returns the loss. */
export function cloudEndpointLoss(
  { problem, clouds, batch }: CloudProblem,
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
