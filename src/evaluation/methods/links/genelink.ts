/**
 * GENELink (Chen & Liu 2022): components of expression [G × 64] → graph attention over the training edges in both directions, 3 heads of 128,
 * side by side → 3 heads of 64, their mean → two towers; cross-entropy of all pairs of the training regulators. What differs from the
 * authors' code is in docs/methods/genelink.md.
 */
import type { Random } from '../../../numerics/random';
import { product, tf } from '../tensors';
import {
  type Attention,
  adjacency,
  attended,
  concatenated,
  dropoutFactors,
  neighbourMask,
  startAttention,
} from './attention';
import { trainedEncoder } from './encoders';
import type { LinkMethod } from './link';
import { stepsOf } from './about';

export const genelink: LinkMethod = {
  name: 'genelink',
  train(input) {
    const { features, training } = input;
    return trainedEncoder(input, (random, inputs) => {
      const encoder = startGraphEncoder(random, inputs.shape[1]);
      const mask = neighbourMask(adjacency(training, features.candidates), features.genes);
      return {
        layers: encoder,
        width: WIDTH,
        tensors: [mask],
        embed: (drawn) => ({ views: [graphEmbeddings(encoder, inputs, mask, drawn)], penalty: null }),
      };
    });
  },
};

interface GraphEncoder {
  readonly first: Attention;
  readonly second: Attention;
}

const HEADS = 3;
const WIDTHS = [128, 64] as const;
const DROPOUT = 0.5;
/** Of the embeddings. */
const WIDTH = WIDTHS[1];

function startGraphEncoder(random: Random, inputs: number): GraphEncoder {
  return {
    first: startAttention(random, inputs, HEADS, WIDTHS[0]),
    second: startAttention(random, HEADS * WIDTHS[0], HEADS, WIDTHS[1]),
  };
}

/** [G × 64]: heads of the first layer side by side after ELU, mean of the heads of the second. `random`: for dropout of attention; null without. */
function graphEmbeddings(
  { first, second }: GraphEncoder,
  inputs: tf.Tensor2D,
  mask: tf.Tensor2D,
  random: Random | null,
): tf.Tensor2D {
  const genes = inputs.shape[0];
  const keep = () =>
    random === null ? undefined : dropoutFactors<tf.Rank.R3>(random, [HEADS, genes, genes], DROPOUT);
  const hidden = tf.elu(concatenated(attended(first, inputs, mask, keep())));
  return tf.mean(attended(second, hidden, mask, keep()), 0);
}

const DROPPED = 0.2;
const SHARE = 0.5;
const TEMPERATURE = 0.2;

/**
 * GCLink: the encoder of GENELink on two views, the training graph and the same with a fifth of its edges dropped. Loss: cross-entropy of both
 * views; in the second half of the steps + ½ InfoNCE. Scores are those of the full view. What differs from the authors' code is in
 * docs/methods/gclink.md.
 */
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
