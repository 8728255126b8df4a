/**
 * GRNFormer (Hegde & Cheng 2026), small: components and a flag of regulators [G × 65] → two layers of transformer attention over genes with
 * |r| > .1, 4 heads of 12 and of 8 → mean and log variance of 16 → two towers. Attention of a head: softmax(q·k/√d + w r). Loss: cross-entropy +
 * KL per gene. What differs from the authors' code is in docs/methods/grnformer.md.
 */
import type { Random } from '../../../numerics/random';
import { affine, product, tf, variableFrom, zeroVariable } from '../tensors';
import { concatenated, dropoutFactors, glorot, headProduct, neighbourMask } from './attention';
import { trainedEncoder } from './encoders';
import type { LinkFeatures } from './features';
import type { LinkMethod } from './link';
import { distributionOf, divergenceOf, drawnFrom, startDistribution } from './variational';

const HEADS = 4;
const WIDTHS = [12, 8] as const;
const DROPOUT = 0.5;
const EMBEDDING = 16;
/** Genes that correlate less do not see each other. */
const LEAST_CORRELATION = 0.1;

export const grnformer: LinkMethod = {
  name: 'grnformer',
  train(input) {
    const { features } = input;
    return trainedEncoder(input, (random, inputs) => {
      const { mask, edges, flags } = graphOf(features);
      const flagged = tf.concat2d([inputs, flags], 1);
      flags.dispose();
      const first = startLayer(random, flagged.shape[1], WIDTHS[0]);
      const second = startLayer(random, HEADS * WIDTHS[0], WIDTHS[1]);
      const output = startDistribution(random, HEADS * WIDTHS[1], EMBEDDING);
      return {
        layers: { first, second, output },
        width: EMBEDDING,
        tensors: [mask, edges, flagged],
        embed(drawn) {
          const hidden = transformed(
            second,
            transformed(first, flagged, mask, edges, drawn),
            mask,
            edges,
            drawn,
          );
          const found = distributionOf(output, hidden);
          return { views: [drawnFrom(found, drawn)], penalty: drawn && divergenceOf(found) };
        },
      };
    });
  },
};

/** Who sees whom, the correlations that bias attention [1 × G × G], and flags of regulators [G × 1]. */
export function graphOf({ genes, correlation, candidates }: LinkFeatures) {
  const neighbours = Uint8Array.from(correlation, (r) => Number(Math.abs(r) > LEAST_CORRELATION));
  const flags = new Float32Array(genes);
  for (const gene of candidates) flags[gene] = 1;
  return {
    mask: neighbourMask(neighbours, genes),
    edges: tf.tensor3d(correlation, [1, genes, genes]),
    flags: tf.tensor2d(flags, [genes, 1]),
  };
}

/** Of the transformer: attention by likeness of queries and keys, and by correlation. */
interface Layer {
  /** [inputs × heads · width] each; `skip` is the gene's own. */
  readonly query: tf.Variable<tf.Rank.R2>;
  readonly key: tf.Variable<tf.Rank.R2>;
  readonly value: tf.Variable<tf.Rank.R2>;
  readonly skip: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R2>;
  /** [heads × 1 × 1] of r in the attention. */
  readonly ofCorrelation: tf.Variable<tf.Rank.R3>;
}

export function startLayer(random: Random, inputs: number, width: number): Layer {
  const weights = () => glorot(random, inputs, HEADS * width);
  return {
    query: weights(),
    key: weights(),
    value: weights(),
    skip: weights(),
    bias: zeroVariable(1, HEADS * width),
    ofCorrelation: variableFrom(tf.zeros<tf.Rank.R3>([HEADS, 1, 1])),
  };
}

/** [G × heads · width] relu(x S + b + Σ_j attention · x_j V), heads side by side. */
export function transformed(
  { query, key, value, skip, bias, ofCorrelation }: Layer,
  inputs: tf.Tensor2D,
  mask: tf.Tensor2D,
  edges: tf.Tensor3D,
  random: Random | null,
): tf.Tensor2D {
  const genes = inputs.shape[0];
  const width = query.shape[1] / HEADS;
  const byHead = (weights: tf.Tensor2D, order: [number, number, number]): tf.Tensor3D =>
    tf.transpose(tf.reshape<tf.Rank.R3>(product(inputs, weights), [genes, HEADS, width]), order);
  const likeness = headProduct(byHead(query, [1, 0, 2]), byHead(key, [1, 2, 0]));
  const logits = tf.add(tf.div(likeness, Math.sqrt(width)), tf.mul(ofCorrelation, edges));
  const attention = tf.softmax(tf.add<tf.Tensor3D>(logits, mask));
  const kept =
    random === null
      ? attention
      : tf.mul<tf.Tensor3D>(attention, dropoutFactors<tf.Rank.R3>(random, [HEADS, genes, genes], DROPOUT));
  const mean = concatenated(headProduct(kept, byHead(value, [1, 0, 2])));
  return tf.relu(tf.add(affine(inputs, skip, bias), mean));
}
