/**
 * XATGRN, small: of each gene, two attention layers over its known targets and over its known regulators, and two linear maps of its
 * components; a pair of regulator and target → ReLU layer of 32 → none, activation, repression. Loss: cross-entropy of the classes; an edge of
 * unknown sign counts as either. The score is the log odds of an edge, the sign P(activation) − P(repression). What differs from the
 * authors' code is in docs/methods/xatgrn.md.
 */
import { Random } from '../../../../numerics/random';
import { affine, openTensors, product, tf, zeroVariable } from '../../tensors';
import {
  adjacency,
  attended,
  concatenated,
  glorot,
  neighbourMask,
  selection,
  startAttention,
  trained,
  variablesOf,
} from '../attention';
import { RATE } from '../encoders';
import { geneComponents } from '../features';
import type { LinkMethod } from '../link';
import { stepsOf } from '../settings';
import { about } from './about';
import { classesOf, classLoss, edgeOdds, signsOf, type ClassLogits } from './classes';

const HEADS = 2;
const ATTENTION = 16;
const LINEAR = 32;
const HIDDEN = 32;

export const xatgrn: LinkMethod = {
  about,
  async *train({ features, training, validation, settings, seed }) {
    await openTensors();
    const { genes, candidates } = features;
    const { values, count } = geneComponents(features);
    const random = Random.mixed(seed);
    const inputs = tf.tensor2d(values, [genes, count]);
    const edges = adjacency(training, candidates);
    const reversed = edges.map((_, at) => edges[(at % genes) * genes + Math.floor(at / genes)] as number);
    const masks = [
      neighbourMask(edges, genes, 'outgoing'),
      neighbourMask(reversed, genes, 'outgoing'),
    ] as const;
    const picked = selection(candidates, genes);
    const wanted = classesOf(training);
    const layers = startLayers(random, count);
    const variables = variablesOf(layers);
    const logits = () => classLogits(layers, inputs, masks, picked);
    let signs = new Float32Array(genes * candidates.length);
    try {
      const scores = yield* trained(
        {
          variables,
          loss: () => classLoss(logits(), wanted),
          scores: () => edgeOdds(logits()),
          onBest: () => {
            signs = tf.tidy(() => Float32Array.from(signsOf(logits()).dataSync()));
          },
        },
        validation,
        stepsOf(settings),
        RATE,
      );
      return { scores, signs };
    } finally {
      tf.dispose([...variables, inputs, ...masks, picked, ...Object.values(wanted)]);
    }
  },
};

type Layers = ReturnType<typeof startLayers>;

function startLayers(random: Random, inputs: number) {
  const graph = 2 * HEADS * ATTENTION;
  const pair = () => glorot(random, graph + LINEAR, HIDDEN);
  return {
    outgoing: startAttention(random, inputs, HEADS, ATTENTION),
    incoming: startAttention(random, inputs, HEADS, ATTENTION),
    asRegulator: glorot(random, inputs, LINEAR),
    asTarget: glorot(random, inputs, LINEAR),
    ofRegulator: pair(),
    ofTarget: pair(),
    hiddenBias: zeroVariable(1, HIDDEN),
    classes: glorot(random, HIDDEN, 3),
    classBias: zeroVariable(1, 3),
  };
}

function classLogits(
  layers: Layers,
  inputs: tf.Tensor2D,
  [targets, regulators]: readonly [tf.Tensor2D, tf.Tensor2D],
  picked: tf.Tensor2D,
): ClassLogits {
  const graph = tf.concat2d(
    [
      concatenated(attended(layers.outgoing, inputs, targets)),
      concatenated(attended(layers.incoming, inputs, regulators)),
    ],
    1,
  );
  const side = (linear: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D =>
    product(tf.concat2d([graph, product(inputs, linear)], 1), weights);
  const [genes, count] = [inputs.shape[0], picked.shape[0]];
  const ofTarget = tf.expandDims<tf.Tensor3D>(side(layers.asTarget, layers.ofTarget), 1);
  const ofRegulator = tf.expandDims<tf.Tensor3D>(
    product(picked, side(layers.asRegulator, layers.ofRegulator)),
    0,
  );
  const hidden = tf.relu(tf.add(tf.add(ofTarget, ofRegulator), layers.hiddenBias));
  const flat = tf.reshape<tf.Rank.R2>(hidden, [genes * count, HIDDEN]);
  const columns = tf.split<tf.Tensor2D>(affine(flat, layers.classes, layers.classBias), 3, 1);
  return columns.map((one) => tf.reshape<tf.Rank.R2>(one, [genes, count])) as unknown as ClassLogits;
}
