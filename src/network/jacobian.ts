/**
 * The Jacobian of the learned field as a network: how the rate of a gene responds to a small change of a regulator, at a state or averaged
 * over cells, at once or after a time. J_ij = Σ_m A_im σ′(u_m) B_mj, so that the average over cells needs only the mean σ′ of each module.
 * FDm (readout.ts) spans a regulator's whole range instead, with all other genes at control.
 */
import { exponentialOfTransposed } from '../numerics/dense/exponential';
import { transposedProduct } from '../numerics/dense/products';
import type { FittedModel } from '../dynamics/fitted';
import { logistic, preactivation, vectorFieldOf } from '../dynamics/vectorField';

type Model = Pick<FittedModel, 'shape' | 'regulators' | 'parameters'>;

/** [M] mean of σ′(Bz + β) over `states`, each z [G]; a state may be reused after it was read. */
export function meanSlopes(
  { shape, regulators, parameters }: Model,
  states: Iterable<Float64Array>,
): Float64Array {
  const field = vectorFieldOf(shape, regulators, Float64Array.from(parameters));
  const u = new Float64Array(shape.modules);
  const sum = new Float64Array(shape.modules);
  let count = 0;
  for (const z of states) {
    preactivation(field, z, u);
    for (let m = 0; m < sum.length; m++) {
      const activity = logistic(u[m] as number);
      sum[m] = (sum[m] as number) + activity * (1 - activity);
    }
    count++;
  }
  return sum.map((value) => value / Math.max(1, count));
}

/** [R × G] ∂φ_i/∂z_j at these slopes [M], regulator j in rows: self-regulation on the diagonal, without decay. */
export function jacobian({ shape, regulators, parameters }: Model, slopes: Float64Array): Float64Array {
  const { at, bt } = vectorFieldOf(shape, regulators, Float64Array.from(parameters)).parameters;
  const inputs = new Float64Array(shape.modules * shape.regulators);
  for (let r = 0; r < shape.regulators; r++)
    for (let m = 0; m < shape.modules; m++)
      inputs[m * shape.regulators + r] = (bt[r * shape.modules + m] as number) * (slopes[m] as number);
  return transposedProduct(inputs, shape.regulators, at, shape.genes);
}

/**
 * [R × G] ∂z_i(t + lag)/∂z_j(t) of the linear system dz/dt = (J − 1) z, in mRNA lifetimes: e^{(J − 1) lag}. Paths through other genes
 * count. Exact for small changes of the control state, which the field does not leave.
 */
export function laggedJacobian(model: Model, slopes: Float64Array, lag: number): Float64Array {
  const { genes } = model.shape;
  const direct = jacobian(model, slopes);
  // [regulator × gene], the transpose of J.
  const rates = new Float64Array(genes * genes);
  model.regulators.forEach((gene, r) => {
    rates.set(direct.subarray(r * genes, (r + 1) * genes), gene * genes);
  });
  for (let g = 0; g < genes; g++) rates[g * genes + g] = (rates[g * genes + g] as number) - 1;
  const across = exponentialOfTransposed(
    rates.map((rate) => rate * lag),
    genes,
  );
  return Float64Array.from(
    { length: direct.length },
    (_, p) => across[(p % genes) * genes + (model.regulators[Math.floor(p / genes)] as number)] as number,
  );
}
