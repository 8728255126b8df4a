/**
 * DeepMCL (Lin et al. 2023) in small: each pair is two pictures of 8 × 8 bins, of which one network makes embeddings (3 × 3 convolution, means
 * of quarters, dense layer); attention weighs the two, and a linear layer gives the logit. Loss: cross-entropy plus half the contrastive loss
 * of Hadsell et al. (2006). What is ours is in docs/methods/deepmcl.md.
 */
import type { Random } from '../../../../numerics/random';
import { affine, product, tf, zeroVariable } from '../../tensors';
import { crossEntropy, glorot } from '../attention';
import type { LinkFeatures } from '../features';
import type { LinkMethod } from '../link';
import { trainedOnPairs, type PairNetwork } from '../pairNetwork';
import { about } from './about';
import { FILTER, patches, PATCHES, pictures, SOURCES } from './pictures';

const CHANNELS = 8;
const QUARTERS = 4;
const WIDTH = 16;
/** Distance beyond which pairs of different kinds are far enough apart; embeddings have length 1. */
const MARGIN = 1;
const CONTRAST = 0.5;

export const deepmcl: LinkMethod = {
  about,
  train: (input) => trainedOnPairs(input, (random) => startNetwork(random, input.features)),
};

function startNetwork(random: Random, features: LinkFeatures): PairNetwork {
  const seen = pictures(features);
  const layers = {
    filter: glorot(random, FILTER, CHANNELS),
    filterBias: zeroVariable(1, CHANNELS),
    dense: glorot(random, QUARTERS * CHANNELS, WIDTH),
    denseBias: zeroVariable(1, WIDTH),
    attention: glorot(random, WIDTH, 1),
    last: glorot(random, WIDTH, 1),
    lastBias: zeroVariable(1, 1),
  };
  const embeddings = (places: Int32Array): tf.Tensor2D => {
    const rows = places.length * SOURCES;
    const inputs = tf.tensor2d(patches(seen, places), [rows * PATCHES, FILTER]);
    const maps = tf.relu(affine(inputs, layers.filter, layers.filterBias));
    const quarters = tf.mean<tf.Tensor2D>(
      tf.reshape<tf.Rank.R3>(maps, [rows * QUARTERS, PATCHES / QUARTERS, CHANNELS]),
      1,
    );
    const flat = tf.reshape<tf.Rank.R2>(quarters, [rows, QUARTERS * CHANNELS]);
    const each = tf.tanh(affine(flat, layers.dense, layers.denseBias));
    const share = tf.softmax(
      tf.reshape<tf.Rank.R2>(product(each, layers.attention), [places.length, SOURCES]),
    );
    const weighted = tf.mul(
      tf.reshape<tf.Rank.R3>(each, [places.length, SOURCES, WIDTH]),
      tf.reshape<tf.Rank.R3>(share, [places.length, SOURCES, 1]),
    );
    return tf.sum(weighted, 1);
  };
  const logitsOf = (hidden: tf.Tensor2D) => affine(hidden, layers.last, layers.lastBias);
  return {
    layers,
    logits: (places) => logitsOf(embeddings(places)),
    loss(places, wanted) {
      const hidden = embeddings(places);
      const contrast = contrastive(hidden, tf.step(tf.sub(wanted.target, 0.5)));
      return tf.add(crossEntropy(logitsOf(hidden), wanted), tf.mul(CONTRAST, contrast));
    },
  };
}

/**
 * Mean over all pairs of rows of d² where both or neither are edges, else max(0, margin − d)², d their distance as unit vectors; `isEdge`
 * [rows × 1].
 */
export function contrastive(hidden: tf.Tensor2D, isEdge: tf.Tensor2D): tf.Scalar {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(hidden), 1, true), 1e-12));
  const unit = tf.div<tf.Tensor2D>(hidden, length);
  const cosine = product(unit, tf.transpose(unit));
  const square = tf.relu(tf.sub(2, tf.mul(2, cosine)));
  const apart = tf.relu(tf.sub(MARGIN, tf.sqrt(tf.add(square, 1e-6))));
  const same = tf.cast(tf.equal(isEdge, tf.transpose(isEdge)), 'float32');
  const each = tf.add(tf.mul(same, square), tf.mul(tf.sub(1, same), tf.square(apart)));
  return tf.mean(each);
}
