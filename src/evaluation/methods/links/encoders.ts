/** Predictors that are networks, and those that embed genes and score pairs by towers: they differ in the encoder, and in what they add to the loss. */
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
  type Trainable,
} from './attention';
import { geneComponents, type LinkFeatures } from './features';
import type { LinkInput, LinkScores } from './link';
import { stepsOf } from './about';

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
type StartEncoder = (random: Random, inputs: tf.Tensor2D) => Encoder;

const RATE = 3e-3;

interface Model extends Omit<Trainable, 'variables' | 'onBest'> {
  /** Its layers; every variable in them is trained, and freed at the end. */
  readonly layers: object;
  /** Other tensors, freed at the end. */
  readonly tensors: readonly tf.Tensor[];
  /** [G × R] of a method that gives signs. */
  readonly signs?: () => tf.Tensor2D;
}

/** Scores, and signs, of the step at which `validation` is ranked best. */
export async function* trainedModel(
  { validation, settings, seed }: LinkInput,
  start: (random: Random) => Model,
): AsyncGenerator<number, LinkScores> {
  await openTensors();
  const { layers, tensors, loss, scores, signs } = start(Random.mixed(seed));
  const variables = variablesOf(layers);
  let best: Float32Array | null = null;
  const onBest = () => {
    if (signs) best = tf.tidy(() => Float32Array.from(signs().dataSync()));
  };
  try {
    const model = { variables, loss, scores, onBest };
    return { scores: yield* trained(model, validation, stepsOf(settings), RATE), signs: best };
  } finally {
    tf.dispose([...variables, ...tensors]);
  }
}

export function trainedEncoder(input: LinkInput, start: StartEncoder): AsyncGenerator<number, LinkScores> {
  const { features, training } = input;
  return trainedModel(input, (random) => {
    const inputs = componentsOf(features);
    const encoder = start(random, inputs);
    const towers = startTowers(random, encoder.width);
    const picked = selection(features.candidates, features.genes);
    const wanted = wantedOf(training);
    return {
      layers: [encoder.layers, towers],
      tensors: [inputs, picked, ...Object.values(wanted), ...encoder.tensors],
      loss(step) {
        const { views, penalty } = encoder.embed(random, step);
        const losses = views.map((view) => crossEntropy(pairLogits(towers, view, picked), wanted));
        return tf.addN(penalty === null ? losses : [...losses, penalty]);
      },
      scores: () => pairLogits(towers, encoder.embed(null, 0).views[0], picked),
    };
  });
}

/** [G × components] */
export function componentsOf(features: LinkFeatures): tf.Tensor2D {
  const { values, count } = geneComponents(features);
  return tf.tensor2d(values, [features.genes, count]);
}
