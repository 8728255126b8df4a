/**
 * The endpoint loss: from z(0) under each perturbation, RK4 to the measured time, and the weighted squared distance to
 * the measured mean shift, Σ weight · (z(t) − D)². Several endpoints may lie on one trajectory. Float64.
 */
import { rk4Adjoint } from '../adjoint/discrete';
import { intervenedAdjoint, intervenedField } from '../intervention';
import type { Problem } from '../problem';
import { softplus, softplusSlope } from '../softplus';
import { rk4 } from '../solve/rk4';
import type { ParameterBlocks, VectorField } from '../vectorField';

/** Adds the gradient; returns the loss. */
export function endpointLoss(problem: Problem, field: VectorField, gradient: ParameterBlocks): number {
  let loss = 0;
  for (let k = 0; k < problem.perturbations; k++) loss += lossOfPerturbation(problem, field, gradient, k);
  return loss;
}

function lossOfPerturbation(
  problem: Problem,
  field: VectorField,
  gradient: ParameterBlocks,
  perturbation: number,
): number {
  const { genes } = problem.shape;
  const { delta } = field.parameters;
  const shifts = problem.shifts.filter((shift) => shift.perturbation === perturbation);
  const shift = new Float64Array(genes);
  for (const { gene, delta: d } of shifts)
    shift[gene] = (shift[gene] as number) + softplus(delta[d] as number);
  const row = {
    keep: problem.keep.subarray(perturbation * genes, (perturbation + 1) * genes),
    shift,
  };
  const start = Float64Array.from(problem.clamp.subarray(perturbation * genes, (perturbation + 1) * genes));
  const rhs = intervenedField(field, row);
  const states = rk4(rhs, start, problem.horizon, problem.solverSteps);

  const residuals = residualSources(problem, perturbation, states);
  const shiftBar = new Float64Array(genes);
  const adjoint = intervenedAdjoint(field, row, gradient, shiftBar);
  rk4Adjoint(rhs, adjoint, states, residuals.sourceAt, problem.horizon / problem.solverSteps);
  for (const { gene, delta: d } of shifts)
    gradient.delta[d] =
      (gradient.delta[d] as number) + (shiftBar[gene] as number) * softplusSlope(delta[d] as number);
  return residuals.loss;
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
