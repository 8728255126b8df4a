/** The vector field of a random model, for tests of solvers. */
import { randomProblem } from './randomProblem';
import { vectorField, vectorFieldOf } from '../../../src/dynamics/vectorField';
import type { RightHandSide } from '../../../src/dynamics/solve/rk4';

/** On nine genes, with a non-zero initial state. */
export function randomField(): { readonly rhs: RightHandSide; readonly start: Float64Array } {
  const genes = 9;
  const { problem, parameters } = randomProblem({
    genes,
    regulators: 6,
    modules: 7,
    perturbations: 2,
    cells: 1,
    batch: 1,
  });
  const field = vectorFieldOf(problem.shape, problem.regulators, Float64Array.from(parameters));
  return {
    rhs: (z, dz) => vectorField(field, z, dz),
    start: Float64Array.from({ length: genes }, (_, g) => (g % 3) - 1),
  };
}
