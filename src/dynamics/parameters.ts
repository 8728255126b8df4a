/**
 * The trainable parameters as one flat Float32Array, and where each block lies in it. Blocks in order: Aᵀ [M × G], Bᵀ
 * [R × M] (candidate regulators only), β [M], and the raw overexpression strengths [D] with δ = softplus(raw). α is
 * folded into A while training.
 */
export interface ParameterShape {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
  /** Distinct overexpressed genes among the training perturbations. */
  readonly deltas: number;
}

export interface ParameterLayout {
  readonly at: number;
  readonly bt: number;
  readonly beta: number;
  readonly delta: number;
  readonly total: number;
}

export function parameterLayout(shape: ParameterShape): ParameterLayout {
  const at = 0;
  const bt = at + shape.modules * shape.genes;
  const beta = bt + shape.regulators * shape.modules;
  const delta = beta + shape.modules;
  return { at, bt, beta, delta, total: delta + shape.deltas };
}
