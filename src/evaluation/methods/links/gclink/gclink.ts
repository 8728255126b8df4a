/**
 * GCLink: the encoder of GENELink on two views, the training graph and the same with a fifth of its edges dropped. Loss: cross-entropy of both
 * views; in the second half of the steps + ½ InfoNCE. Scores are those of the full view. What differs from the authors' code is in
 * docs/methods/gclink.md.
 */
import { tf } from '../../tensors';
import { adjacency, neighbourMask } from '../attention';
import { trainedEncoder } from '../encoders';
import { graphEmbeddings, startGraphEncoder, WIDTH } from '../genelink/encoder';
import type { LinkMethod } from '../link';
import { stepsOf } from '../settings';
import { about } from './about';
import { contrast } from './contrast';

const DROPPED = 0.2;
const SHARE = 0.5;

export const gclink: LinkMethod = {
  about,
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
