/** Which perturbations are alike: by what they changed in cells, and by what taking their gene out of the network changes in embeddings. */
import { product, tf } from '../../tensors';
import type { LinkFeatures } from '../features';

const TEMPERATURE = 0.2;

/** Regulators that were perturbed, and the direction of what each changed in the genes: rows [perturbed × G] of length 1, 0 for its own gene. */
export function measuredChanges({ genes, candidates, effects, perturbed }: LinkFeatures): {
  /** Genes of the perturbed regulators. */
  readonly removable: Int32Array;
  readonly directions: Float32Array;
} {
  const R = candidates.length;
  const chosen = [...candidates.keys()].filter((r) => perturbed[r] === 1);
  const directions = new Float32Array(chosen.length * genes);
  chosen.forEach((r, row) => {
    const own = directions.subarray(row * genes, (row + 1) * genes);
    for (let g = 0; g < genes; g++) own[g] = g === candidates[r] ? 0 : (effects[g * R + r] as number);
    const length = Math.hypot(...own) || 1;
    own.forEach((value, g) => (own[g] = value / length));
  });
  return { removable: Int32Array.from(chosen, (r) => candidates[r] as number), directions };
}

/**
 * Mean over rows k of KL(p_k ‖ q_k): p and q are softmax over the other rows of cosine/τ, of `measured` and of `predicted`, whose rows belong
 * together.
 */
export function divergence(measured: tf.Tensor2D, predicted: tf.Tensor2D): tf.Scalar {
  const [p, q] = [measured, predicted].map(logShares) as [tf.Tensor2D, tf.Tensor2D];
  return tf.div(tf.sum(tf.mul(tf.exp(p), tf.sub(p, q))), measured.shape[0]);
}

/** [rows × rows] log of the softmax; e⁻³⁰ and so no share for a row with itself. */
function logShares(rows: tf.Tensor2D): tf.Tensor2D {
  const count = rows.shape[0];
  const unit = tf.div<tf.Tensor2D>(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), 1e-12)));
  const likeness = tf.div<tf.Tensor2D>(product(unit, tf.transpose(unit)), TEMPERATURE);
  return tf.logSoftmax(tf.sub<tf.Tensor2D>(likeness, tf.mul(1e9, tf.eye(count))));
}
