/**
 * The vector field as composed tfjs operations, for many rows at once (docs/method.md, "Vector field"). Simple rather
 * than fast.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Problem, parameterLayout } from '../../../src/dynamics/problem';

export interface FieldTensors {
  /** [M × G] Aᵀ */
  readonly at: tf.Tensor2D;
  /** [R × M] Bᵀ */
  readonly bt: tf.Tensor2D;
  /** [G × M] Bᵀ with a row of zeros for every gene that is not a candidate regulator. */
  readonly btOfGenes: tf.Tensor2D;
  /** [1 × M] β */
  readonly beta: tf.Tensor2D;
  /** [D × 1] δ = softplus(raw); null without overexpression. */
  readonly delta: tf.Tensor2D | null;
}

/** Interventions per row: keep [N × G] is 0 at clamped genes, shift [N × G] a constant source. */
export interface Intervention {
  readonly keep: tf.Tensor2D;
  readonly shift: tf.Tensor2D;
}

/** Slices of the flat parameters, so that the gradient has their layout. */
export function fieldOf(problem: Problem, parameters: tf.Tensor1D): FieldTensors {
  const { genes, regulators, modules, deltas } = problem.shape;
  const { at, bt, beta, delta } = parameterLayout(problem.shape);
  const block = (from: number, rows: number, columns: number): tf.Tensor2D =>
    tf.reshape(tf.slice(parameters, from, rows * columns), [rows, columns]);
  const btBlock = block(bt, regulators, modules);
  const inputs = new Float32Array(genes * regulators);
  problem.regulators.forEach((gene, r) => {
    inputs[gene * regulators + r] = 1;
  });
  return {
    at: block(at, modules, genes),
    bt: btBlock,
    btOfGenes: tf.matMul(tf.tensor2d(inputs, [genes, regulators]), btBlock),
    beta: block(beta, 1, modules),
    delta: deltas > 0 ? tf.softplus(block(delta, deltas, 1)) : null,
  };
}

/** keep ⊙ (A [σ(Bz + β) − σ(β)] − z + shift) for rows z [N × G]. */
function intervened(field: FieldTensors, z: tf.Tensor2D, { keep, shift }: Intervention): tf.Tensor2D {
  const activity = tf.sigmoid(tf.add(tf.matMul(z, field.btOfGenes), field.beta));
  const regulation = tf.matMul<tf.Tensor2D>(tf.sub(activity, tf.sigmoid(field.beta)), field.at);
  return tf.mul(keep, tf.add(tf.sub(regulation, z), shift));
}

/** The intervention of one perturbation per row; its overexpression strengths are differentiable. */
export function interventionOf(
  problem: Problem,
  field: FieldTensors,
  perturbations: ArrayLike<number>,
): Intervention {
  const { genes, deltas } = problem.shape;
  const rows = perturbations.length;
  const keep = new Float32Array(rows * genes);
  /** [N·G × D] which strengths apply to which entry. */
  const acts = new Float32Array(rows * genes * deltas);
  for (let row = 0; row < rows; row++) {
    const k = perturbations[row] as number;
    keep.set(problem.keep.subarray(k * genes, (k + 1) * genes), row * genes);
    for (const { perturbation, gene, delta } of problem.shifts)
      if (perturbation === k) {
        const i = (row * genes + gene) * deltas + delta;
        acts[i] = (acts[i] as number) + 1;
      }
  }
  return {
    keep: tf.tensor2d(keep, [rows, genes]),
    shift: field.delta
      ? tf.reshape(tf.matMul(tf.tensor2d(acts, [rows * genes, deltas]), field.delta), [rows, genes])
      : tf.zeros([rows, genes]),
  };
}

function along(z: tf.Tensor2D, direction: tf.Tensor2D, length: number): tf.Tensor2D {
  return tf.add(z, tf.mul(direction, length));
}

/** [steps + 1] states of the classical Runge–Kutta method of order 4 from z0 [N × G]. */
export function rk4States(
  { horizon, solverSteps }: Problem,
  field: FieldTensors,
  intervention: Intervention,
  z0: tf.Tensor2D,
): readonly tf.Tensor2D[] {
  const h = horizon / solverSteps;
  const slope = (z: tf.Tensor2D) => intervened(field, z, intervention);
  const states = [z0];
  let z = z0;
  for (let step = 0; step < solverSteps; step++) {
    const k1 = slope(z);
    const k2 = slope(along(z, k1, h / 2));
    const k3 = slope(along(z, k2, h / 2));
    const k4 = slope(along(z, k3, h));
    z = along(along(along(along(z, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
    states.push(z);
  }
  return states;
}
