/** What a graph method is without its graph: two towers on the genes' components, trained like all others. */
import type { AboutMethod } from '../method';
import { trainedEncoder } from './encoders';
import type { LinkMethod } from './link';

export const towersAlone: LinkMethod = {
  about: { name: 'towers' } as AboutMethod,
  train: (input) =>
    trainedEncoder(input, (_, inputs) => ({
      layers: {},
      width: inputs.shape[1],
      tensors: [],
      embed: () => ({ views: [inputs], penalty: null }),
    })),
};
