/**
 * GENELink (Chen & Liu 2022): components of expression [G × 64] → graph attention over the training edges in both directions, 3 heads of 128,
 * side by side → 3 heads of 64, their mean → two towers; cross-entropy of all pairs of the training regulators. What differs from the
 * authors' code is in docs/methods/genelink.md.
 */
import type { Random } from '../../../numerics/random';
import { tf } from '../tensors';
import {
  adjacency,
  attended,
  concatenated,
  dropoutFactors,
  neighbourMask,
  startAttention,
  type Attention,
} from './attention';
import { trainedEncoder } from './encoders';
import type { LinkMethod } from './link';

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
export const WIDTH = WIDTHS[1];

export function startGraphEncoder(random: Random, inputs: number): GraphEncoder {
  return {
    first: startAttention(random, inputs, HEADS, WIDTHS[0]),
    second: startAttention(random, HEADS * WIDTHS[0], HEADS, WIDTHS[1]),
  };
}

/** [G × 64]: heads of the first layer side by side after ELU, mean of the heads of the second. `random`: for dropout of attention; null without. */
export function graphEmbeddings(
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
