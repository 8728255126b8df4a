import { product, tf } from '../../tensors';

const TEMPERATURE = 0.2;

/**
 * InfoNCE of two views [G × width]: mean over genes, and over both views, of −log softmax(cosine/τ) of the same gene among all genes of the
 * other view.
 */
export function contrast(one: tf.Tensor2D, other: tf.Tensor2D): tf.Scalar {
  const [a, b] = [unit(one), unit(other)];
  const likeness = tf.exp(tf.div<tf.Tensor2D>(product(a, tf.transpose(b)), TEMPERATURE));
  const same = tf.mul(2, tf.div(tf.sum(tf.mul(a, b), 1), TEMPERATURE));
  const all = tf.add(tf.log(tf.sum(likeness, 1)), tf.log(tf.sum(likeness, 0)));
  return tf.mul(0.5, tf.mean(tf.sub(all, same)));
}

function unit(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), 1e-12)));
}
