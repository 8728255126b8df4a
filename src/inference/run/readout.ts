/**
 * Reads the signed network from trained parameters: FDm, the finite difference of the learned vector field between the low and high end of
 * each regulator's range in the data (docs/method.md, "Readout"). Not a fold change.
 */
import { transposedProduct } from '../../numerics/dense/products';
import { parameterLayout, type ParameterShape } from '../../dynamics/problem';
import { logistic } from '../../dynamics/vectorField';
import type { Network } from '../../network/network';

export interface ReadoutInput {
  readonly genes: readonly string[];
  /** [R] indices into genes, ascending. */
  readonly regulators: Int32Array;
  readonly shape: ParameterShape;
  /** Layout of parameterLayout(shape). */
  readonly parameters: Float32Array;
  /** [G] 2 % and 98 % quantiles (z) of every gene over the training cells: capped, knocked-out genes at z⁰. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Genes that are not measured: what regulates them is known too little to be shown. */
  readonly latent?: readonly number[];
}

/**
 * For regulator j and gene i, all other genes at control (0): weight = [φ_i(high_j e_j) − φ_i(low_j e_j)] / √(high_j − low_j), φ(z) =
 * A[σ(Bz + β) − σ(β)]; 0 where the quantiles coincide and on the diagonal. O(R·M·G). Stability is null: it needs other fits (stability.ts).
 */
export function readNetwork(input: ReadoutInput): Network {
  const { genes, regulators, shape, parameters, low, high, latent = [] } = input;
  const { at, bt, beta } = parameterLayout(shape);
  const weights = new Float32Array(shape.regulators * shape.genes);
  const changes = new Float64Array(shape.modules * shape.regulators);
  for (const [r, gene] of regulators.entries()) {
    const from = low[gene] ?? 0;
    const to = high[gene] ?? 0;
    if (!(to > from)) continue;
    for (let m = 0; m < shape.modules; m++) {
      const b = parameters[bt + r * shape.modules + m] ?? 0;
      const bias = parameters[beta + m] ?? 0;
      changes[m * shape.regulators + r] = logistic(b * to + bias) - logistic(b * from + bias);
    }
  }
  const written = parameters.subarray(at, at + shape.modules * shape.genes);
  const differences = transposedProduct(changes, shape.regulators, written, shape.genes);
  for (const [r, gene] of regulators.entries()) {
    const span = (high[gene] ?? 0) - (low[gene] ?? 0);
    const perRoot = span > 0 ? 1 / Math.sqrt(span) : 0;
    for (let i = 0; i < shape.genes; i++)
      weights[r * shape.genes + i] = (differences[r * shape.genes + i] as number) * perRoot;
    weights[r * shape.genes + gene] = 0;
    for (const unmeasured of latent) weights[r * shape.genes + unmeasured] = 0;
  }
  return { genes, regulators, weights, stability: null };
}
