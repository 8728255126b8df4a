/**
 * Gradients of a loss at the states of a trajectory of fixed steps. Both adjoints walk back along the stored states:
 * ∂L/∂z of a state is what the loss contributes there plus one step back from the later state. They differ in that
 * step.
 */
import type { Stages } from './problem';
import { solverStep, type RightHandSide } from './solve/rk4';
import { offsetOf, weightOf } from './solve/tableau';

/** Adds J(z)ᵀv to zBar, and the parameter gradient vᵀ∂F/∂θ wherever the caller keeps it. */
export type AdjointOfRightHandSide = (z: Float64Array, v: Float64Array, zBar: Float64Array) => void;

/**
 * `states`: as trajectory() returns them, `h` apart. `sourceAt`: [steps + 1] ∂L/∂z at each state, null where the loss does not
 * depend on it. Returns ∂L/∂z(0).
 */
export type Adjoint = (
  rhs: RightHandSide,
  adjoint: AdjointOfRightHandSide,
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  h: number,
) => Float64Array;

/**
 * The discrete adjoint: the exact gradient of the discretised problem (not of the ODE), from one stored state per step;
 * the stages of a step are computed again. With z' = z + h Σ w_s k_s, k_s = F(y_s), y_{s+1} = z + h c_s k_s and λ =
 * ∂L/∂z': k̄_s = h w_s λ + h c_s ȳ_{s+1}, ȳ_s = J(y_s)ᵀ k̄_s, and ∂L/∂z = λ + Σ ȳ_s.
 */
export const discreteAdjoint =
  (stages: Stages): Adjoint =>
  (rhs, adjoint, states, sourceAt, h) =>
    backwards(states, sourceAt, (start, _, lambda) => {
      const stageStates = solverStep(rhs, start, h, stages).states;
      const total = lambda.slice();
      let later = new Float64Array(lambda.length);
      for (let s = stages - 1; s >= 0; s--) {
        const slopeBar = lambda.map(
          (value, g) => h * (weightOf(s, stages) * value + offsetOf(s, stages) * (later[g] as number)),
        );
        const stateBar = new Float64Array(lambda.length);
        adjoint(stageStates[s] as Float64Array, slopeBar, stateBar);
        for (let g = 0; g < total.length; g++) total[g] = (total[g] as number) + (stateBar[g] as number);
        later = stateBar;
      }
      return total;
    });

/** `stepBack`: ∂L/∂z of the earlier of two states from `lambda`, that of the later one. */
export function backwards(
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  stepBack: (earlier: Float64Array, later: Float64Array, lambda: Float64Array) => Float64Array,
): Float64Array {
  let lambda: Float64Array = new Float64Array(states[0]?.length ?? 0);
  for (let i = states.length - 1; i >= 0; i--) {
    const source = sourceAt[i];
    if (source) lambda = lambda.map((value, g) => value + (source[g] as number));
    const later = states[i];
    const earlier = states[i - 1];
    if (later && earlier) lambda = stepBack(earlier, later, lambda);
  }
  return lambda;
}
