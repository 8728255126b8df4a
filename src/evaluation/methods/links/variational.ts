import type { Random } from '../../../numerics/random';
import { normalTensor, tf, variableFrom } from '../tensors';
import { type Linear, adjacency, glorot, linear, startLinear } from './attention';
import { trainedEncoder } from './encoders';
import type { LinkMethod } from './link';
import { SAGE_WIDTH, WHOLE, neighboursOf, sageEmbeddings, startSage } from './sage';
import { divergence } from './about';

/** A normal distribution of each gene's embedding, both [G × width]. */
interface Distribution {
  readonly mean: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

interface DistributionLayers {
  readonly mean: Linear;
  readonly logVariance: Linear;
}

function startDistribution(random: Random, inputs: number, width: number): DistributionLayers {
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

const WIDTH = 16;

/**
 * CVGAE, small: components [G × 64] → two GraphSAGE layers, relu([x, M x] W + b) of 64 and 32 with M the mean over neighbours in the training
 * graph → mean and log variance of 16 → two towers. Loss: cross-entropy + divergence · KL per gene. What differs from the paper is in
 * docs/methods/cvgae.md.
 */
export const cvgae: LinkMethod = {
  name: 'cvgae',
  train(input) {
    const { features, training, settings } = input;
    const weight = settings[divergence.name] ?? divergence.value;
    return trainedEncoder(input, (random, inputs) => {
      const graph = neighboursOf(adjacency(training, features.candidates), features.genes);
      const layers = {
        sage: startSage(random, inputs.shape[1]),
        output: startDistribution(random, SAGE_WIDTH, WIDTH),
      };
      return {
        layers,
        width: WIDTH,
        tensors: [graph.tensor],
        embed(drawn) {
          const hidden = sageEmbeddings(layers.sage, inputs, graph, [WHOLE]);
          const found = distributionOf(layers.output, hidden);
          const penalty = drawn && tf.mul<tf.Scalar>(weight, divergenceOf(found));
          return { views: [drawnFrom(found, drawn)], penalty };
        },
      };
    });
  },
};
