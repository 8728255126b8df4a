/**
 * The discrete adjoint of a fixed-step RK4 trajectory: the exact gradient of the discretised problem (not of the ODE),
 * from one stored state per step; the stages of a step are computed again on the way back.
 * With z' = z + h Σ w_s k_s, k_s = F(y_s), y_{s+1} = z + h c_s k_s and λ = ∂L/∂z':
 * k̄_s = h w_s λ + h c_s ȳ_{s+1}, ȳ_s = J(y_s)ᵀ k̄_s, and ∂L/∂z = λ + Σ ȳ_s.
 */
import { rk4Step, weights, type RightHandSide } from '../solve/rk4';

/** Adds J(z)ᵀv to zBar, and v's part of the parameter gradient wherever the caller keeps it. */
export type AdjointOfRightHandSide = (z: Float64Array, v: Float64Array, zBar: Float64Array) => void;

/** c_s: how far stage s + 1 lies along k_s; the last slope leads to no further stage. */
const offsets = [0.5, 0.5, 1, 0] as const;

/**
 * @param states the trajectory as rk4() returns it
 * @param sourceAt [steps + 1] ∂L/∂z at each stored state, null where the loss does not look
 * @returns ∂L/∂z(0)
 */
export function rk4Adjoint(
  rhs: RightHandSide,
  adjoint: AdjointOfRightHandSide,
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  h: number,
): Float64Array {
  const size = states[0]?.length ?? 0;
  let lambda = new Float64Array(size);
  for (let i = states.length - 1; i >= 0; i--) {
    const source = sourceAt[i];
    if (source) lambda = lambda.map((value, g) => value + (source[g] as number));
    const start = states[i - 1];
    if (!start) break;
    const stages = rk4Step(rhs, start, h).states;
    const total = lambda.slice();
    let later = new Float64Array(size);
    for (const s of [3, 2, 1, 0] as const) {
      const along = offsets[s];
      const weight = weights[s];
      const slopeBar = lambda.map((value, g) => h * (weight * value + along * (later[g] as number)));
      const stateBar = new Float64Array(size);
      adjoint(stages[s], slopeBar, stateBar);
      for (let g = 0; g < size; g++) total[g] = (total[g] as number) + (stateBar[g] as number);
      later = stateBar;
    }
    lambda = total;
  }
  return lambda;
}
