/**
 * GRNFormer (Hegde & Cheng 2026), small: components and a flag of regulators [G × 65] → two layers of transformer attention over genes with
 * |r| > .1, 4 heads of 12 and of 8 → mean and log variance of 16 → two towers. Attention of a head: softmax(q·k/√d + w r). Loss: cross-entropy +
 * KL per gene. What differs from the authors' code is in docs/methods/grnformer.md.
 */
import { tf } from '../../tensors';
import { neighbourMask } from '../attention';
import { trainedEncoder } from '../encoders';
import type { LinkFeatures } from '../features';
import type { LinkMethod } from '../link';
import { distributionOf, divergenceOf, drawnFrom, startDistribution } from '../variational';
import { about } from './about';
import { HEADS, startLayer, transformed } from './layer';

const WIDTHS = [12, 8] as const;
const EMBEDDING = 16;
/** Genes that correlate less do not see each other. */
const LEAST_CORRELATION = 0.1;

export const grnformer: LinkMethod = {
  about,
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

function graphOf({ genes, correlation, candidates }: LinkFeatures) {
  const neighbours = Uint8Array.from(correlation, (r) => Number(Math.abs(r) > LEAST_CORRELATION));
  const flags = new Float32Array(genes);
  for (const gene of candidates) flags[gene] = 1;
  return {
    mask: neighbourMask(neighbours, genes),
    edges: tf.tensor3d(correlation, [1, genes, genes]),
    flags: tf.tensor2d(flags, [genes, 1]),
  };
}
