/** One layer of the transformer: attention by likeness of queries and keys, and by correlation. */
import type { Random } from '../../../../numerics/random';
import { affine, product, tf, variableFrom, zeroVariable } from '../../tensors';
import { concatenated, dropoutFactors, glorot, headProduct } from '../attention';

export const HEADS = 4;
const DROPOUT = 0.5;

interface Layer {
  /** [inputs × heads · width] each; `skip` is the gene's own. */
  readonly query: tf.Variable<tf.Rank.R2>;
  readonly key: tf.Variable<tf.Rank.R2>;
  readonly value: tf.Variable<tf.Rank.R2>;
  readonly skip: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R2>;
  /** [heads × 1 × 1] of r in the attention. */
  readonly ofCorrelation: tf.Variable<tf.Rank.R3>;
}

export function startLayer(random: Random, inputs: number, width: number): Layer {
  const weights = () => glorot(random, inputs, HEADS * width);
  return {
    query: weights(),
    key: weights(),
    value: weights(),
    skip: weights(),
    bias: zeroVariable(1, HEADS * width),
    ofCorrelation: variableFrom(tf.zeros<tf.Rank.R3>([HEADS, 1, 1])),
  };
}

/** [G × heads · width] relu(x S + b + Σ_j attention · x_j V), heads side by side. */
export function transformed(
  { query, key, value, skip, bias, ofCorrelation }: Layer,
  inputs: tf.Tensor2D,
  mask: tf.Tensor2D,
  edges: tf.Tensor3D,
  random: Random | null,
): tf.Tensor2D {
  const genes = inputs.shape[0];
  const width = query.shape[1] / HEADS;
  const byHead = (weights: tf.Tensor2D, order: [number, number, number]): tf.Tensor3D =>
    tf.transpose(tf.reshape<tf.Rank.R3>(product(inputs, weights), [genes, HEADS, width]), order);
  const likeness = headProduct(byHead(query, [1, 0, 2]), byHead(key, [1, 2, 0]));
  const logits = tf.add(tf.div(likeness, Math.sqrt(width)), tf.mul(ofCorrelation, edges));
  const attention = tf.softmax(tf.add<tf.Tensor3D>(logits, mask));
  const kept =
    random === null
      ? attention
      : tf.mul<tf.Tensor3D>(attention, dropoutFactors<tf.Rank.R3>(random, [HEADS, genes, genes], DROPOUT));
  const mean = concatenated(headProduct(kept, byHead(value, [1, 0, 2])));
  return tf.relu(tf.add(affine(inputs, skip, bias), mean));
}
