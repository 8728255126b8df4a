/** Methods that embed genes and score pairs by towers: they differ in the encoder, and in what they add to the loss. */
import { Random } from '../../../numerics/random';
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
import type { LinkInput, LinkScores } from './link';
import { stepsOf } from './settings';

interface Encoder {
  /** Its layers; every variable in them is trained. */
  readonly layers: object;
  /** Width of the embeddings. */
  readonly width: number;
  /** Other tensors, freed at the end. */
  readonly tensors: readonly tf.Tensor[];
  /**
   * Embeddings [G × width]: as many views as the loss sums over, the first for the scores; `penalty` is added. `random`: for dropout and
   * noise; null for scores, without them.
   */
  readonly embed: (
    random: Random | null,
    step: number,
  ) => { readonly views: readonly [tf.Tensor2D, ...tf.Tensor2D[]]; readonly penalty: tf.Scalar | null };
}

/** `inputs` [G × components] of the genes. */
export type StartEncoder = (random: Random, inputs: tf.Tensor2D) => Encoder;

export const RATE = 3e-3;

export async function* trainedEncoder(
  { features, training, validation, settings, seed }: LinkInput,
  start: StartEncoder,
): AsyncGenerator<number, LinkScores> {
  await openTensors();
  const random = Random.mixed(seed);
  const { values, count } = geneComponents(features);
  const inputs = tf.tensor2d(values, [features.genes, count]);
  const encoder = start(random, inputs);
  const towers = startTowers(random, encoder.width);
  const picked = selection(features.candidates, features.genes);
  const wanted = wantedOf(training);
  const variables = variablesOf(encoder.layers, towers);
  const loss = (step: number): tf.Scalar => {
    const { views, penalty } = encoder.embed(random, step);
    const losses = views.map((view) => crossEntropy(pairLogits(towers, view, picked), wanted));
    return tf.addN(penalty === null ? losses : [...losses, penalty]);
  };
  const scores = () => pairLogits(towers, encoder.embed(null, 0).views[0], picked);
  try {
    const model = { variables, loss, scores };
    return { scores: yield* trained(model, validation, stepsOf(settings), RATE), signs: null };
  } finally {
    tf.dispose([...variables, inputs, picked, ...Object.values(wanted), ...encoder.tensors]);
  }
}
