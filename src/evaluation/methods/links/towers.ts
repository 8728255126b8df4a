/** What a graph method is without its graph: two towers on the genes' components, trained like all others. */
import { Random } from '../../../numerics/random';
import type { AboutMethod } from '../method';
import { openTensors, tf } from '../tensors';
import {
  crossEntropy,
  pairLogits,
  selection,
  startTowers,
  trained,
  variablesOf,
  wantedOf,
} from './attention';
import { geneComponents } from './features';
import type { LinkMethod } from './link';

export const STEPS = 200;
export const RATE = 3e-3;

export const towersAlone: LinkMethod = {
  about: { name: 'towers' } as AboutMethod,
  async *train({ features, training, validation, seed }) {
    await openTensors();
    const { values, count } = geneComponents(features);
    const towers = startTowers(new Random(seed), count);
    const inputs = tf.tensor2d(values, [features.genes, count]);
    const picked = selection(features.candidates, features.genes);
    const wanted = wantedOf(training);
    const variables = variablesOf(towers);
    const scores = () => pairLogits(towers, inputs, picked);
    try {
      const model = { variables, scores, loss: () => crossEntropy(scores(), wanted) };
      return { scores: yield* trained(model, validation, STEPS, RATE), signs: null };
    } finally {
      tf.dispose([variables, inputs, picked, Object.values(wanted)]);
    }
  },
};
