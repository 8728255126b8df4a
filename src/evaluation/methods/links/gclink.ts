/**
 * GCLink: the encoder of GENELink on two views, the training graph and the same with a fifth of its edges dropped. Loss: cross-entropy of both
 * views; in the second half of the steps + ½ InfoNCE. Scores are those of the full view. What differs from the authors' code is in
 * docs/methods/gclink.md.
 */
import { product, tf } from '../tensors';
import { adjacency, neighbourMask } from './attention';
import { trainedEncoder } from './encoders';
import { graphEmbeddings, startGraphEncoder, WIDTH } from './genelink';
import type { LinkMethod } from './link';
import { stepsOf } from './about';

const DROPPED = 0.2;
const SHARE = 0.5;
const TEMPERATURE = 0.2;

export const gclink: LinkMethod = {
  name: 'gclink',
  train(input) {
    const { features, training, settings } = input;
    const contrastFrom = stepsOf(settings) / 2;
    return trainedEncoder(input, (random, inputs) => {
      const encoder = startGraphEncoder(random, inputs.shape[1]);
      const edges = adjacency(training, features.candidates);
      const fewer = edges.map((edge) => (edge === 1 && random.uniform() >= DROPPED ? 1 : 0));
      const masks = [neighbourMask(edges, features.genes), neighbourMask(fewer, features.genes)] as const;
      return {
        layers: encoder,
        width: WIDTH,
        tensors: masks,
        embed(drawn, step) {
          const full = graphEmbeddings(encoder, inputs, masks[0], drawn);
          if (drawn === null) return { views: [full], penalty: null };
          const sparse = graphEmbeddings(encoder, inputs, masks[1], drawn);
          const penalty = step < contrastFrom ? null : tf.mul<tf.Scalar>(SHARE, contrast(full, sparse));
          return { views: [full, sparse], penalty };
        },
      };
    });
  },
};

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
