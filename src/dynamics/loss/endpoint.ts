/**
 * The endpoint loss: from z(0) under each perturbation, RK4 to the measured time, and the weighted squared distance to
 * the measured mean shift, Σ weight · (z(t) − D)². Several endpoints may lie on one trajectory. Float64.
 */
import type { Problem } from '../problem';
import type { ParameterBlocks, VectorField } from '../vectorField';
import { perturbedTrajectories } from './perturbedTrajectories';

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
  const trajectories = perturbedTrajectories(problem, field, perturbation, problem.solverSteps);
  const states = trajectories.from(new Float64Array(problem.shape.genes));
  const { loss, sourceAt } = residualSources(problem, perturbation, states);
  trajectories.back(states, sourceAt, gradient);
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
