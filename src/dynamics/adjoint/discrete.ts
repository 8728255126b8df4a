/**
 * The discrete adjoint of a fixed-step RK4 trajectory: the exact gradient of the discretised problem (not of the ODE),
 * from one stored state per step; the stages of a step are computed again on the way back.
 * With z' = z + h Σ w_s k_s, k_s = F(y_s), y_{s+1} = z + h c_s k_s and λ = ∂L/∂z':
 * k̄_s = h w_s λ + h c_s ȳ_{s+1}, ȳ_s = J(y_s)ᵀ k̄_s, and ∂L/∂z = λ + Σ ȳ_s.
 */
import { rk4Step, weights, type RightHandSide } from '../solve/rk4';
import { backwards, type AdjointOfRightHandSide } from './backwards';

/** c_s: how far stage s + 1 lies along k_s; the last slope leads to no further stage. */
const offsets = [0.5, 0.5, 1, 0] as const;

/** `states`, `sourceAt` and what is returned: backwards.ts. `h`: the step of `states`. */
export function rk4Adjoint(
  rhs: RightHandSide,
  adjoint: AdjointOfRightHandSide,
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  h: number,
): Float64Array {
  return backwards(states, sourceAt, (start, _, lambda) => {
    const stages = rk4Step(rhs, start, h).states;
    const total = lambda.slice();
    let later = new Float64Array(lambda.length);
    for (const s of [3, 2, 1, 0] as const) {
      const along = offsets[s];
      const weight = weights[s];
      const slopeBar = lambda.map((value, g) => h * (weight * value + along * (later[g] as number)));
      const stateBar = new Float64Array(lambda.length);
      adjoint(stages[s], slopeBar, stateBar);
      for (let g = 0; g < total.length; g++) total[g] = (total[g] as number) + (stateBar[g] as number);
      later = stateBar;
    }
    return total;
  });
}
