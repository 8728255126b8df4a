/**
 * GENELink (Chen & Liu 2022): components of expression [G × 64] → graph attention over the training edges in both directions, 3 heads of 128,
 * side by side → 3 heads of 64, their mean → two towers; cross-entropy of all pairs of the training regulators. What differs from the
 * authors' code is in docs/methods/genelink.md.
 */
import { adjacency, neighbourMask } from '../attention';
import { trainedEncoder } from '../encoders';
import type { LinkMethod } from '../link';
import { about } from './about';
import { graphEmbeddings, startGraphEncoder, WIDTH } from './encoder';

export const genelink: LinkMethod = {
  about,
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
