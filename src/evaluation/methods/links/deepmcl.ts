/**
 * DeepMCL (Lin et al. 2023) in small: each pair is two pictures of 8 × 8 bins, of which one network makes embeddings (3 × 3 convolution, means
 * of quarters, dense layer); attention weighs the two, and a linear layer gives the logit. Loss: cross-entropy plus half the contrastive loss
 * of Hadsell et al. (2006). What is ours is in docs/methods/deepmcl.md.
 */
import type { Random } from '../../../numerics/random';
import { affine, product, tf, zeroVariable } from '../tensors';
import { crossEntropy, glorot, type Wanted } from './attention';
import { withoutMeans, type LinkFeatures } from './features';
import type { LinkMethod } from './link';
import { trainedOnPairs, type PairNetwork } from './pairNetwork';

/** Bins of a gene in a picture. */
const BINS = 8;
const SIZE = BINS * BINS;
/** All cells, and cells without the means of their conditions. */
const SOURCES = 2;
/** Places of a 3 × 3 filter, and its size. */
const SIDE = 6;
const PATCHES = SIDE * SIDE;
const FILTER = 9;
const CHANNELS = 8;
const QUARTERS = 4;
const WIDTH = 16;
/** Distance beyond which pairs of different kinds are far enough apart; embeddings have length 1. */
const MARGIN = 1;
const CONTRAST = 0.5;

export const deepmcl: LinkMethod = {
  name: 'deepmcl',
  train: (input) => trainedOnPairs(input, (random) => startNetwork(random, input.features)),
};

export function startNetwork(random: Random, features: LinkFeatures) {
  const seen = pictures(features);
  const layers = {
    filter: glorot(random, FILTER, CHANNELS),
    filterBias: zeroVariable(1, CHANNELS),
    dense: glorot(random, QUARTERS * CHANNELS, WIDTH),
    denseBias: zeroVariable(1, WIDTH),
    attention: glorot(random, WIDTH, 1),
    last: glorot(random, WIDTH, 1),
    lastBias: zeroVariable(1, 1),
  };
  const embeddings = (places: Int32Array): tf.Tensor2D => {
    const rows = places.length * SOURCES;
    const inputs = tf.tensor2d(patches(seen, places), [rows * PATCHES, FILTER]);
    const maps = tf.relu(affine(inputs, layers.filter, layers.filterBias));
    const quarters = tf.mean<tf.Tensor2D>(
      tf.reshape<tf.Rank.R3>(maps, [rows * QUARTERS, PATCHES / QUARTERS, CHANNELS]),
      1,
    );
    const flat = tf.reshape<tf.Rank.R2>(quarters, [rows, QUARTERS * CHANNELS]);
    const each = tf.tanh(affine(flat, layers.dense, layers.denseBias));
    const share = tf.softmax(
      tf.reshape<tf.Rank.R2>(product(each, layers.attention), [places.length, SOURCES]),
    );
    const weighted = tf.mul(
      tf.reshape<tf.Rank.R3>(each, [places.length, SOURCES, WIDTH]),
      tf.reshape<tf.Rank.R3>(share, [places.length, SOURCES, 1]),
    );
    return tf.sum(weighted, 1);
  };
  const logitsOf = (hidden: tf.Tensor2D) => affine(hidden, layers.last, layers.lastBias);
  return {
    layers,
    logits: (places: Int32Array) => logitsOf(embeddings(places)),
    loss: (places: Int32Array, wanted: Wanted) => {
      const hidden = embeddings(places);
      const contrast = contrastive(hidden, tf.step(tf.sub(wanted.target, 0.5)));
      return tf.add<tf.Scalar>(crossEntropy(logitsOf(hidden), wanted), tf.mul(CONTRAST, contrast));
    },
  } satisfies PairNetwork;
}

/**
 * Mean over all pairs of rows of d² where both or neither are edges, else max(0, margin − d)², d their distance as unit vectors; `isEdge`
 * [rows × 1].
 */
export function contrastive(hidden: tf.Tensor2D, isEdge: tf.Tensor2D): tf.Scalar {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(hidden), 1, true), 1e-12));
  const unit = tf.div<tf.Tensor2D>(hidden, length);
  const cosine = product(unit, tf.transpose(unit));
  const square = tf.relu(tf.sub(2, tf.mul(2, cosine)));
  const apart = tf.relu(tf.sub(MARGIN, tf.sqrt(tf.add(square, 1e-6))));
  const same = tf.cast(tf.equal(isEdge, tf.transpose(isEdge)), 'float32');
  const each = tf.add(tf.mul(same, square), tf.mul(tf.sub(1, same), tf.square(apart)));
  return tf.mean(each);
}

/**
 * [G · R × sources × 8 × 8] for the pair g · R + r, bins of the regulator in rows: log of cells in both bins over what independent genes would
 * have, each plus one. Bins are octiles of a gene, so that its scale does not matter; cells in which the target was set do not count.
 */
export function pictures({ genes, candidates, cells, targets }: LinkFeatures): Float32Array {
  const R = candidates.length;
  const sources = [cells.values, withoutMeans(cells, genes)].map((values) =>
    binned(values, genes, cells.count),
  );
  const found = new Float32Array(genes * R * SOURCES * SIZE);
  const counts = new Float64Array(SIZE);
  for (let gene = 0; gene < genes; gene++) {
    const free = Int32Array.from({ length: cells.count }, (_, cell) => cell).filter(
      (cell) => targets[cells.conditionOf[cell] as number]?.includes(gene) !== true,
    );
    candidates.forEach((regulator, r) =>
      sources.forEach((bins, source) => {
        counts.fill(0);
        const [from, to] = [regulator * cells.count, gene * cells.count];
        for (const cell of free) {
          const bin = BINS * (bins[from + cell] as number) + (bins[to + cell] as number);
          counts[bin] = (counts[bin] as number) + 1;
        }
        found.set(beyondMargins(counts, free.length), ((gene * R + r) * SOURCES + source) * SIZE);
      }),
    );
  }
  return found;
}

/** [G × cells] octile of each value among those of its gene; equal values have the lowest octile of theirs. */
function binned(values: Float32Array, genes: number, count: number): Uint8Array {
  const bins = new Uint8Array(genes * count);
  const own = new Float32Array(count);
  for (let gene = 0; gene < genes; gene++) {
    for (let cell = 0; cell < count; cell++) own[cell] = values[cell * genes + gene] as number;
    const sorted = own.toSorted();
    const limits = Array.from(
      { length: BINS - 1 },
      (_, bin) => sorted[Math.floor(((bin + 1) * count) / BINS)],
    );
    for (let cell = 0; cell < count; cell++)
      bins[gene * count + cell] = limits.filter(
        (limit) => (own[cell] as number) > (limit ?? Infinity),
      ).length;
  }
  return bins;
}

function beyondMargins(counts: Float64Array, cells: number): Float32Array {
  const [rows, columns] = [new Float64Array(BINS), new Float64Array(BINS)];
  for (const [at, count] of counts.entries()) {
    rows[Math.floor(at / BINS)] = (rows[Math.floor(at / BINS)] as number) + count;
    columns[at % BINS] = (columns[at % BINS] as number) + count;
  }
  return Float32Array.from(counts, (count, at) => {
    const expected =
      ((rows[Math.floor(at / BINS)] as number) * (columns[at % BINS] as number)) / Math.max(1, cells);
    return Math.log((count + 1) / (expected + 1));
  });
}

/** [pairs × sources × 36 × 9] the parts of pictures that a filter sees, by quarters of the picture. */
export function patches(all: Float32Array, places: Int32Array): Float32Array {
  const parts = new Float32Array(places.length * SOURCES * PATCHES * FILTER);
  let end = 0;
  for (const place of places)
    for (let source = 0; source < SOURCES; source++) {
      const start = (place * SOURCES + source) * SIZE;
      for (const corner of corners)
        for (let p = 0; p < FILTER; p++)
          parts[end++] = all[start + corner + BINS * Math.floor(p / 3) + (p % 3)] as number;
    }
  return parts;
}

/** Upper left bins of all patches, quarter by quarter. */
const corners = [0, 1, 2, 3].flatMap((quarter) =>
  Array.from({ length: PATCHES / 4 }, (_, at) => {
    const row = (SIDE / 2) * Math.floor(quarter / 2) + Math.floor(at / 3);
    return BINS * row + (SIDE / 2) * (quarter % 2) + (at % 3);
  }),
);
