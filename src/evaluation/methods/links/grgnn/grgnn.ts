/**
 * GRGNN (Wang et al. 2020) in small: around each pair, the subgraph of the genes that are most correlated with either; three graph
 * convolutions X ← tanh(D⁻¹(A + I) X W), side by side for all nodes, and two dense layers. One network on correlations and one on
 * correlations within conditions; their logits are added. What differs from the authors' code is in docs/methods/grgnn.md.
 */
import type { Random } from '../../../../numerics/random';
import { affine, product, tf, zeroVariable } from '../../tensors';
import { crossEntropy, glorot, headProduct } from '../attention';
import type { LinkFeatures } from '../features';
import type { LinkMethod } from '../link';
import { trainedOnPairs, type PairNetwork } from '../pairNetwork';
import { about } from './about';
import { FEATURES, NODES, surroundings, tensorsOf } from './subgraphs';

const LAYERS = 3;
const WIDTH = 16;
const DENSE = 16;

export const grgnn: LinkMethod = {
  about,
  train: (input) => trainedOnPairs(input, (random) => startNetwork(random, input.features)),
};

function startNetwork(random: Random, features: LinkFeatures): PairNetwork {
  const parts = [features.correlation, features.within].map((weights) => ({
    weights,
    nodes: surroundings(weights, features),
    network: startGraphNetwork(random),
  }));
  const logits = (places: Int32Array): tf.Tensor2D => {
    const each = parts.map(({ weights, nodes, network }) => {
      const { states, graphs } = tensorsOf(weights, features.genes, nodes, places);
      return graphLogits(network, states, graphs);
    });
    return tf.addN(each);
  };
  return {
    layers: parts.map(({ network }) => network),
    logits,
    loss: (places, wanted) => crossEntropy(logits(places), wanted),
  };
}

type GraphNetwork = ReturnType<typeof startGraphNetwork>;

function startGraphNetwork(random: Random) {
  return {
    convolutions: Array.from({ length: LAYERS }, (_, layer) =>
      glorot(random, layer === 0 ? FEATURES : WIDTH, WIDTH),
    ),
    dense: glorot(random, NODES * LAYERS * WIDTH, DENSE),
    denseBias: zeroVariable(1, DENSE),
    last: glorot(random, DENSE, 1),
    lastBias: zeroVariable(1, 1),
  };
}

/** [pairs × 1] of states [pairs × nodes × features] on graphs [pairs × nodes × nodes], whose rows sum to 1. */
function graphLogits(
  { convolutions, dense, denseBias, last, lastBias }: GraphNetwork,
  states: tf.Tensor3D,
  graphs: tf.Tensor3D,
): tf.Tensor2D {
  const pairs = states.shape[0];
  let current = states;
  const layers = convolutions.map((weights) => {
    const flat = tf.reshape<tf.Rank.R2>(current, [pairs * NODES, weights.shape[0]]);
    const mixed = tf.reshape<tf.Rank.R3>(product(flat, weights), [pairs, NODES, WIDTH]);
    current = tf.tanh(headProduct(graphs, mixed));
    return current;
  });
  const all = tf.reshape<tf.Rank.R2>(tf.concat(layers, 2), [pairs, NODES * LAYERS * WIDTH]);
  return affine(tf.relu(affine(all, dense, denseBias)), last, lastBias);
}
