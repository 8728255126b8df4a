/**
 * CVGAE, small: components [G × 64] → two GraphSAGE layers, relu([x, M x] W + b) of 64 and 32 with M the mean over neighbours in the training
 * graph → mean and log variance of 16 → two towers. Loss: cross-entropy + divergence · KL per gene. What differs from the paper is in
 * docs/methods/cvgae.md.
 */
import { tf } from '../tensors';
import { adjacency } from './attention';
import { trainedEncoder } from './encoders';
import type { LinkMethod } from './link';
import { neighboursOf, SAGE_WIDTH, sageEmbeddings, startSage, WHOLE } from './sage';
import { distributionOf, divergenceOf, drawnFrom, startDistribution } from './variational';
import { divergence } from './about';

const WIDTH = 16;

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
