/** No edge, activation, repression: labels, loss, and what follows from the classes. */
import type { Prior } from '../../../../network/prior';
import { tf } from '../../tensors';
import { wantedOf } from '../attention';

/** [none, activation, repression], each [G × R]. */
export type ClassLogits = readonly [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** Weights [G × R] of the classes; `either`: edges of unknown sign. */
interface WantedClasses {
  readonly none: tf.Tensor2D;
  readonly activation: tf.Tensor2D;
  readonly repression: tf.Tensor2D;
  readonly either: tf.Tensor2D;
}

/** Edges and others of unlisted pairs as smooth as in `wantedOf`; an edge of known sign counts for its class. */
export function classesOf(training: Prior): WantedClasses {
  return tf.tidy(() => {
    const { target, weight } = wantedOf(training);
    const ofEdges = tf.mul(target, weight);
    const signs = tf.tensor2d(Float32Array.from(training.signs), target.shape);
    const [up, down] = [tf.relu(signs), tf.relu(tf.neg(signs))];
    return {
      none: tf.sub<tf.Tensor2D>(weight, ofEdges),
      activation: tf.mul<tf.Tensor2D>(ofEdges, up),
      repression: tf.mul<tf.Tensor2D>(ofEdges, down),
      either: tf.mul<tf.Tensor2D>(ofEdges, tf.sub(1, tf.add(up, down))),
    };
  });
}

/** Mean of −log P(class) over the labelled pairs; of an edge of unknown sign −log (1 − P(none)). */
export function classLoss([none, up, down]: ClassLogits, wanted: WantedClasses): tf.Scalar {
  const edge = logSum(up, down);
  const all = logSum(none, edge);
  const part = (weight: tf.Tensor2D, logit: tf.Tensor2D) => tf.sum(tf.mul(weight, tf.sub(all, logit)));
  return tf.addN<tf.Scalar>([
    part(wanted.none, none) as tf.Scalar,
    part(wanted.activation, up) as tf.Scalar,
    part(wanted.repression, down) as tf.Scalar,
    part(wanted.either, edge) as tf.Scalar,
  ]);
}

/** log (eᵃ + eᵇ) */
function logSum(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.add(b, tf.softplus(tf.sub(a, b)));
}

export function edgeOdds([none, up, down]: ClassLogits): tf.Tensor2D {
  return tf.sub(logSum(up, down), none);
}

export function signsOf([, up, down]: ClassLogits): tf.Tensor2D {
  return tf.sub(tf.mul(2, tf.sigmoid<tf.Tensor2D>(tf.sub(up, down))), 1);
}
