/**
 * Gradients of a loss at the states of a trajectory of fixed steps. Both adjoints walk back along the stored states:
 * ∂L/∂z of a state is what the loss contributes there plus one step back from the later state. They differ in that
 * step.
 */
import type { Stages } from './problem';
import { solverStep, slopeAt, type RightHandSide } from './solve/rk4';
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

/**
 * The continuous adjoint dλ/dt = −J(z)ᵀλ, dθ̄/dt = −λ·∂F/∂θ (Chen et al. 2018, arXiv 1806.07366), integrated backwards
 * by RK4 along the stored states z_0 … z_S of an RK4 trajectory, never by integrating the state backwards. Between two of them the state is
 * the cubic Hermite midpoint z_½ = ½(z_n + z_{n+1}) + h/8 (F(z_n) − F(z_{n+1})). With a = a_{n+1}:
 *   k1 = J(z_{n+1})ᵀa, k2 = J(z_½)ᵀ(a + h/2 k1), k3 = J(z_½)ᵀ(a + h/2 k2), k4 = J(z_n)ᵀ(a + h k3),
 *   a_n = a + h/6 (k1 + 2 k2 + 2 k3 + k4), and the parameters by the same quadrature of λ·∂F/∂θ.
 * The gradient of the ODE up to order 4 in h. `adjoint` must be linear in v, which here includes the weight of each
 * node.
 */
export const continuousAdjoint: Adjoint = (rhs, adjoint, states, sourceAt, h) =>
  backwards(states, sourceAt, (earlier, later, a) => {
    const middle = hermiteMidpoint(rhs, earlier, later, h);
    const total = a.slice();
    let slope = new Float64Array(a.length);
    [later, middle, middle, earlier].forEach((state, s) => {
      const weight = weightOf(s, 4);
      const along = s === 0 ? 0 : offsetOf(s - 1, 4);
      const node = a.map((value, g) => h * weight * (value + h * along * (slope[g] as number)));
      const weighted = new Float64Array(a.length);
      adjoint(state, node, weighted);
      for (let g = 0; g < total.length; g++) total[g] = (total[g] as number) + (weighted[g] as number);
      slope = weighted.map((value) => value / (h * weight));
    });
    return total;
  });

function hermiteMidpoint(
  rhs: RightHandSide,
  earlier: Float64Array,
  later: Float64Array,
  h: number,
): Float64Array {
  const [before, after] = [slopeAt(rhs, earlier), slopeAt(rhs, later)];
  return earlier.map(
    (value, g) =>
      0.5 * (value + (later[g] as number)) + (h / 8) * ((before[g] as number) - (after[g] as number)),
  );
}

/** `stepBack`: ∂L/∂z of the earlier of two states from `lambda`, that of the later one. */
function backwards(
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
