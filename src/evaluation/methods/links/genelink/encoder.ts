/** The encoder of GENELink: two layers of graph attention. */
import type { Random } from '../../../../numerics/random';
import { tf } from '../../tensors';
import { attended, concatenated, dropoutFactors, startAttention, type Attention } from '../attention';

export interface GraphEncoder {
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
