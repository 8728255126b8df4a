/**
 * CVGAE, small: components [G × 64] → two GraphSAGE layers, relu([x, M x] W + b) of 64 and 32 with M the mean over neighbours in the training
 * graph → mean and log variance of 16 → two towers. Loss: cross-entropy + divergence · KL per gene. What differs from the paper is in
 * docs/methods/cvgae.md.
 */
import { affine, product, tf, zeroVariable } from '../../tensors';
import { adjacency, glorot } from '../attention';
import { trainedEncoder } from '../encoders';
import type { LinkMethod } from '../link';
import { divergenceOf, drawnFrom, logVarianceBias } from '../variational';
import { about, divergence } from './about';

const WIDTHS = [64, 32, 16] as const;

export const cvgae: LinkMethod = {
  about,
  train(input) {
    const { features, training, settings } = input;
    const weight = settings[divergence.name] ?? divergence.value;
    return trainedEncoder(input, (random, inputs) => {
      const means = meanOfNeighbours(adjacency(training, features.candidates), features.genes);
      const layer = (rows: number, columns: number) => ({
        weights: glorot(random, rows, columns),
        bias: zeroVariable(1, columns),
      });
      const layers = {
        first: layer(2 * inputs.shape[1], WIDTHS[0]),
        second: layer(2 * WIDTHS[0], WIDTHS[1]),
        mean: layer(WIDTHS[1], WIDTHS[2]),
        logVariance: { weights: glorot(random, WIDTHS[1], WIDTHS[2]), bias: logVarianceBias(WIDTHS[2]) },
      };
      const sage = (rows: tf.Tensor2D, { weights, bias }: ReturnType<typeof layer>) =>
        tf.relu(affine(tf.concat2d([rows, product(means, rows)], 1), weights, bias));
      return {
        layers,
        width: WIDTHS[2],
        tensors: [means],
        embed(drawn) {
          const hidden = sage(sage(inputs, layers.first), layers.second);
          const found = {
            mean: affine(hidden, layers.mean.weights, layers.mean.bias),
            logVariance: affine(hidden, layers.logVariance.weights, layers.logVariance.bias),
          };
          const penalty = drawn && tf.mul<tf.Scalar>(weight, divergenceOf(found));
          return { views: [drawnFrom(found, drawn)], penalty };
        },
      };
    });
  },
};

/** [G × G] rows sum to 1, or to 0 for genes without an edge; edges count in both directions. */
function meanOfNeighbours(edges: Uint8Array, genes: number): tf.Tensor2D {
  const means = new Float32Array(genes * genes);
  for (let i = 0; i < genes; i++) {
    const neighbours = Array.from({ length: genes }, (_, j) => j).filter(
      (j) => j !== i && (edges[i * genes + j] === 1 || edges[j * genes + i] === 1),
    );
    for (const j of neighbours) means[i * genes + j] = 1 / neighbours.length;
  }
  return tf.tensor2d(means, [genes, genes]);
}
