import type { Random } from '../../../numerics/random';
import { normalTensor, tf, variableFrom } from '../tensors';
import { glorot, linear, startLinear, type Linear } from './attention';

/** A normal distribution of each gene's embedding, both [G × width]. */
export interface Distribution {
  readonly mean: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

interface DistributionLayers {
  readonly mean: Linear;
  readonly logVariance: Linear;
}

export function startDistribution(random: Random, inputs: number, width: number): DistributionLayers {
  return {
    mean: startLinear(random, inputs, width),
    logVariance: { weights: glorot(random, inputs, width), bias: logVarianceBias(width) },
  };
}

export function distributionOf({ mean, logVariance }: DistributionLayers, hidden: tf.Tensor2D): Distribution {
  return { mean: linear(hidden, mean), logVariance: linear(hidden, logVariance) };
}

/** Embeddings drawn from it; the mean itself without `random`. */
export function drawnFrom({ mean, logVariance }: Distribution, random: Random | null): tf.Tensor2D {
  if (random === null) return mean;
  const noise = normalTensor<tf.Rank.R2>(random, mean.shape);
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
}

/** Mean over genes of the Kullback–Leibler divergence from a standard normal, over the number of genes (Kipf & Welling 2016). */
export function divergenceOf({ mean, logVariance }: Distribution): tf.Scalar {
  const each = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
  return tf.div(tf.sum(each), 2 * mean.shape[0] ** 2);
}

const START = -4;

/** [1 × width] start of the bias of log variances: draws are close to the means at first, or noise would hide them for hundreds of steps. */
function logVarianceBias(width: number): tf.Variable<tf.Rank.R2> {
  return variableFrom(tf.tensor2d(new Float32Array(width).fill(START), [1, width]));
}
