/**
 * XATGRN, small: of each gene, two attention layers over its known targets and over its known regulators, and two linear maps of its
 * components; a pair of regulator and target → ReLU layer of 32 → none, activation, repression. Loss: cross-entropy of the classes; an edge of
 * unknown sign counts as either. The score is the log odds of an edge, the sign P(activation) − P(repression). What differs from the
 * authors' code is in docs/methods/xatgrn.md.
 */
import type { Prior } from '../../../network/prior';
import type { Random } from '../../../numerics/random';
import { affine, product, tf, zeroVariable } from '../tensors';
import {
  adjacency,
  attended,
  concatenated,
  glorot,
  neighbourMask,
  selection,
  startAttention,
  wantedOf,
} from './attention';
import { componentsOf, trainedModel } from './encoders';
import type { LinkMethod } from './link';

const HEADS = 2;
const ATTENTION = 16;
const LINEAR = 32;
const HIDDEN = 32;

export const xatgrn: LinkMethod = {
  name: 'xatgrn',
  train(input) {
    const { features, training } = input;
    const { genes, candidates } = features;
    return trainedModel(input, (random) => {
      const inputs = componentsOf(features);
      const edges = adjacency(training, candidates);
      const reversed = edges.map((_, at) => edges[(at % genes) * genes + Math.floor(at / genes)] as number);
      const masks = [
        neighbourMask(edges, genes, 'outgoing'),
        neighbourMask(reversed, genes, 'outgoing'),
      ] as const;
      const picked = selection(candidates, genes);
      const wanted = classesOf(training);
      const layers = startLayers(random, inputs.shape[1]);
      const logits = () => classLogits(layers, inputs, masks, picked);
      return {
        layers,
        tensors: [inputs, ...masks, picked, ...Object.values(wanted)],
        loss: () => classLoss(logits(), wanted),
        scores: () => edgeOdds(logits()),
        signs: () => signsOf(logits()),
      };
    });
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

/** [none, activation, repression], each [G × R]. */
export type ClassLogits = readonly [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** Weights [G × R] of the classes; `either`: edges of unknown sign. */
interface WantedClasses {
  readonly none: tf.Tensor2D;
  readonly activation: tf.Tensor2D;
  readonly repression: tf.Tensor2D;
  readonly either: tf.Tensor2D;
}

/** Edges and others of unlisted pairs as smooth as in `wantedOf`; an edge of known sign counts for its class. */
export function classesOf(training: Prior): WantedClasses {
  return tf.tidy(() => {
    const { target, weight } = wantedOf(training);
    const ofEdges = tf.mul(target, weight);
    const signs = tf.tensor2d(Float32Array.from(training.signs), target.shape);
    const [up, down] = [tf.relu(signs), tf.relu(tf.neg(signs))];
    return {
      none: tf.sub<tf.Tensor2D>(weight, ofEdges),
      activation: tf.mul<tf.Tensor2D>(ofEdges, up),
      repression: tf.mul<tf.Tensor2D>(ofEdges, down),
      either: tf.mul<tf.Tensor2D>(ofEdges, tf.sub(1, tf.add(up, down))),
    };
  });
}

/** Mean of −log P(class) over the labelled pairs; of an edge of unknown sign −log (1 − P(none)). */
export function classLoss([none, up, down]: ClassLogits, wanted: WantedClasses): tf.Scalar {
  const edge = logSum(up, down);
  const all = logSum(none, edge);
  const part = (weight: tf.Tensor2D, logit: tf.Tensor2D) => tf.sum(tf.mul(weight, tf.sub(all, logit)));
  return tf.addN<tf.Scalar>([
    part(wanted.none, none) as tf.Scalar,
    part(wanted.activation, up) as tf.Scalar,
    part(wanted.repression, down) as tf.Scalar,
    part(wanted.either, edge) as tf.Scalar,
  ]);
}

/** log (eᵃ + eᵇ) */
function logSum(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.add(b, tf.softplus(tf.sub(a, b)));
}

function edgeOdds([none, up, down]: ClassLogits): tf.Tensor2D {
  return tf.sub(logSum(up, down), none);
}

function signsOf([, up, down]: ClassLogits): tf.Tensor2D {
  return tf.sub(tf.mul(2, tf.sigmoid<tf.Tensor2D>(tf.sub(up, down))), 1);
}
