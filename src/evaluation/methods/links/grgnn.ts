/**
 * GRGNN (Wang et al. 2020) in small: around each pair, the subgraph of the genes that are most correlated with either; three graph
 * convolutions X ← tanh(D⁻¹(A + I) X W), side by side for all nodes, and two dense layers. One network on correlations and one on
 * correlations within conditions; their logits are added. What differs from the authors' code is in docs/methods/grgnn.md.
 */
import type { Random } from '../../../numerics/random';
import { affine, product, tf, zeroVariable } from '../tensors';
import { crossEntropy, glorot, headProduct } from './attention';
import type { LinkFeatures } from './features';
import type { LinkMethod } from './link';
import { trainedOnPairs, type PairNetwork } from './pairNetwork';

/** Of a subgraph: the regulator, the target, and the genes nearest to either. */
export const NODES = 8;
/** Of a node: whether it is the regulator, whether it is the target, and its weights to both. */
const FEATURES = 4;
const LAYERS = 3;
const WIDTH = 16;
const DENSE = 16;

export const grgnn: LinkMethod = {
  name: 'grgnn',
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

/**
 * [G · R × nodes] genes of the subgraph of each pair: its own two, then others by the larger weight to either, and by index where equal; −1
 * where genes run out.
 */
export function surroundings(
  weights: Float32Array,
  { genes, candidates }: Pick<LinkFeatures, 'genes' | 'candidates'>,
): Int32Array {
  const R = candidates.length;
  const nodes = new Int32Array(genes * R * NODES).fill(-1);
  const nearness = new Float32Array(genes);
  for (let gene = 0; gene < genes; gene++)
    candidates.forEach((regulator, r) => {
      for (let g = 0; g < genes; g++)
        nearness[g] = Math.max(weightOf(weights, genes, g, regulator), weightOf(weights, genes, g, gene));
      const others: number[] = [];
      for (let g = 0; g < genes; g++) {
        if (g === regulator || g === gene) continue;
        let place = others.length;
        while (place > 0 && (nearness[others[place - 1] as number] as number) < (nearness[g] as number))
          place--;
        if (place >= NODES - 2) continue;
        others.splice(place, 0, g);
        others.length = Math.min(others.length, NODES - 2);
      }
      nodes.set([regulator, gene, ...others], (gene * R + r) * NODES);
    });
  return nodes;
}

/** States [pairs × nodes × features], and D⁻¹(A + I) [pairs × nodes × nodes] with the magnitudes of weights as A. */
function tensorsOf(
  weights: Float32Array,
  genes: number,
  nodes: Int32Array,
  places: Int32Array,
): { readonly states: tf.Tensor3D; readonly graphs: tf.Tensor3D } {
  const states = new Float32Array(places.length * NODES * FEATURES);
  const graphs = new Float32Array(places.length * NODES * NODES);
  places.forEach((place, pair) => {
    const own = nodes.subarray(place * NODES, (place + 1) * NODES);
    const [regulator, target] = own as unknown as readonly [number, number];
    own.forEach((node, i) => {
      if (node < 0) return;
      states.set(
        [
          Number(i === 0),
          Number(i === 1),
          weightOf(weights, genes, node, regulator),
          weightOf(weights, genes, node, target),
        ],
        (pair * NODES + i) * FEATURES,
      );
      const row = graphs.subarray((pair * NODES + i) * NODES, (pair * NODES + i + 1) * NODES);
      own.forEach((other, j) => {
        row[j] = i === j ? 1 : other < 0 ? 0 : weightOf(weights, genes, node, other);
      });
      const degree = row.reduce((sum, weight) => sum + weight, 0);
      row.forEach((weight, j) => (row[j] = weight / degree));
    });
  });
  return {
    states: tf.tensor3d(states, [places.length, NODES, FEATURES]),
    graphs: tf.tensor3d(graphs, [places.length, NODES, NODES]),
  };
}

function weightOf(weights: Float32Array, genes: number, a: number, b: number): number {
  return Math.abs(weights[a * genes + b] as number);
}
