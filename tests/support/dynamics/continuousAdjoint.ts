/** Another derivation of the gradient of a trajectory, which the discrete adjoint of training is compared with. */
import { backwards, type Adjoint } from '../../../src/dynamics/adjoint';
import { slopeAt, type RightHandSide } from '../../../src/dynamics/solve/rk4';
import { offsetOf, weightOf } from '../../../src/dynamics/solve/tableau';

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
