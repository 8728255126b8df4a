/**
 * The discrete adjoint of a fixed-step RK4 trajectory: the exact gradient of the discretised problem (not of the ODE),
 * from one stored state per step; the stages of a step are computed again on the way back.
 * With z' = z + h Σ w_s k_s, k_s = F(y_s), y_{s+1} = z + h c_s k_s and λ = ∂L/∂z':
 * k̄_s = h w_s λ + h c_s ȳ_{s+1}, ȳ_s = J(y_s)ᵀ k̄_s, and ∂L/∂z = λ + Σ ȳ_s.
 */
import { rk4Step, weights, type RightHandSide } from './solve/rk4';

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

/**
 * The continuous adjoint dλ/dt = −J(z)ᵀλ, dθ̄/dt = −λ·∂F/∂θ (Chen et al. 2018, arXiv 1806.07366), integrated backwards
 * by RK4 along the stored states z_0 … z_S, never by integrating the state backwards. Between two of them the state is the
 * cubic Hermite midpoint z_½ = ½(z_n + z_{n+1}) + h/8 (F(z_n) − F(z_{n+1})). With a = a_{n+1}:
 *   k1 = J(z_{n+1})ᵀa, k2 = J(z_½)ᵀ(a + h/2 k1), k3 = J(z_½)ᵀ(a + h/2 k2), k4 = J(z_n)ᵀ(a + h k3),
 *   a_n = a + h/6 (k1 + 2 k2 + 2 k3 + k4), and the parameters by the same quadrature of λ·∂F/∂θ.
 * The gradient of the ODE up to order 4 in h, not that of the RK4 steps (discrete.ts).
 */

/**
 * `states`, `sourceAt` and what is returned: backwards.ts. `adjoint` is linear in v, which here carries the weight of each
 * node. `h`: the step of `states`.
 */
export function continuousAdjoint(
  rhs: RightHandSide,
  adjoint: AdjointOfRightHandSide,
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  h: number,
): Float64Array {
  return backwards(states, sourceAt, (earlier, later, a) => {
    const middle = hermiteMidpoint(rhs, earlier, later, h);
    const total = a.slice();
    let slope = new Float64Array(a.length);
    for (const [state, along, weight] of [
      [later, 0, 1 / 6],
      [middle, 0.5, 1 / 3],
      [middle, 0.5, 1 / 3],
      [earlier, 1, 1 / 6],
    ] as const) {
      const node = a.map((value, g) => h * weight * (value + h * along * (slope[g] as number)));
      const weighted = new Float64Array(a.length);
      adjoint(state, node, weighted);
      for (let g = 0; g < total.length; g++) total[g] = (total[g] as number) + (weighted[g] as number);
      slope = weighted.map((value) => value / (h * weight));
    }
    return total;
  });
}

function hermiteMidpoint(
  rhs: RightHandSide,
  earlier: Float64Array,
  later: Float64Array,
  h: number,
): Float64Array {
  const before = new Float64Array(earlier.length);
  const after = new Float64Array(later.length);
  rhs(earlier, before);
  rhs(later, after);
  return earlier.map(
    (value, g) =>
      0.5 * (value + (later[g] as number)) + (h / 8) * ((before[g] as number) - (after[g] as number)),
  );
}

/**
 * The way back along a stored trajectory that every adjoint takes: ∂L/∂z of a state is what the loss sees there, plus what
 * comes from the later state by one step back. How a step goes back is the adjoint's own (discrete.ts, continuous.ts).
 */

/** Adds J(z)ᵀv to zBar, and v's part of the parameter gradient wherever the caller keeps it. */
export type AdjointOfRightHandSide = (z: Float64Array, v: Float64Array, zBar: Float64Array) => void;

/** ∂L/∂z of the earlier state from that of the later one. */
type StepBack = (earlier: Float64Array, later: Float64Array, lambda: Float64Array) => Float64Array;

/**
 * @param states the trajectory as rk4() returns it
 * @param sourceAt [steps + 1] ∂L/∂z at each stored state, null where the loss does not look
 * @returns ∂L/∂z(0)
 */
function backwards(
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  stepBack: StepBack,
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
