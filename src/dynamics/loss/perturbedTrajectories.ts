/**
 * Trajectories under one perturbation of a problem and the gradient that flows back along them: what both endpoint losses
 * share. Float64.
 */
import { continuousAdjoint } from '../adjoint/continuous';
import { rk4Adjoint } from '../adjoint/discrete';
import { intervenedAdjoint, intervenedField } from '../intervention';
import type { Problem } from '../problem';
import { softplus, softplusSlope } from '../softplus';
import { rk4 } from '../solve/rk4';
import type { ParameterBlocks, VectorField } from '../vectorField';

export interface PerturbedTrajectories {
  /** [steps + 1] states from `start` [G] with clamped genes set. */
  from(start: Float64Array): Float64Array[];
  /** Adds what ∂L/∂z at the states (null where the loss does not look) means for parameters. */
  back(
    states: readonly Float64Array[],
    sourceAt: readonly (Float64Array | null)[],
    gradient: ParameterBlocks,
  ): void;
}

/** Of the solver's `steps` first steps under perturbation number `perturbation`. */
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
  const adjointAlong = problem.adjoint === 'discrete' ? rk4Adjoint : continuousAdjoint;
  return {
    from: (start) =>
      rk4(
        rhs,
        start.map((value, g) => value * (keep[g] as number) + (clamp[g] as number)),
        h * steps,
        steps,
      ),
    back: (states, sourceAt, gradient) => {
      const shiftBar = new Float64Array(genes);
      adjointAlong(rhs, intervenedAdjoint(field, row, gradient, shiftBar), states, sourceAt, h);
      for (const { gene, delta: d } of shifts)
        gradient.delta[d] =
          (gradient.delta[d] as number) + (shiftBar[gene] as number) * softplusSlope(delta[d] as number);
    },
  };
}
