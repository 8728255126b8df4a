/** The variables of GPO-VAE, its loss on a batch of cells, and what it predicts. */
import type { Random } from '../../../numerics/random';
import { affine, normalTensor, product, tf, variableFrom, zeroVariable } from '../tensors';

type Matrix = tf.Tensor2D;
type Weights = tf.Variable<tf.Rank.R2>;

/** One hidden layer of leaky rectifiers. */
interface Layers {
  /** [inputs × H] and [1 × H] */
  readonly first: Weights;
  readonly firstBias: Weights;
  /** [H × outputs] and [1 × outputs] */
  readonly last: Weights;
  readonly lastBias: Weights;
}

export interface Model {
  /** [G × G] log-odds of an effect over LOGIT_UNIT, perturbed gene in rows. */
  readonly scaledLogits: Weights;
  /** Drawn edges of a gene and the gene itself [G × 2 G] → mean and log variance of its embedding [G × 2 G]. */
  readonly embedding: Layers;
  /** Values of a cell and the offset of its perturbation [cells × 2 G] → mean and log variance of its state [cells × 2 L]. */
  readonly encoder: Layers;
  /** State and offset [cells × (L + G)] → values [cells × G]. */
  readonly decoder: Layers;
  /** [1 × G] log variance of the values around the decoder's. */
  readonly logVariance: Weights;
}

/** Of one batch; draws are of the step. */
export interface Batch {
  /** [cells × G] z */
  readonly values: Matrix;
  /** [cells × G] 0 where the experimenter set the gene, 1 elsewhere. */
  readonly free: Matrix;
  /** [cells × G] 1 where the gene was perturbed. */
  readonly dose: Matrix;
  /** [cells × L], [G × G] standard normal; [G × G] logistic. */
  readonly ofState: Matrix;
  readonly ofEmbedding: Matrix;
  readonly ofEdges: Matrix;
}

/** The same in every step. */
export interface Fixed {
  /** Training cells. */
  readonly cells: number;
  /** [perturbations × G] perturbed genes, changes beyond the threshold, and 1 where the gene was not set. */
  readonly dose: Matrix;
  readonly changes: Matrix;
  readonly free: Matrix;
  /** [G × 1] 1 where the gene was perturbed. */
  readonly perturbed: Matrix;
}

export interface Penalties {
  readonly alignment: number;
  readonly sparsity: number;
  readonly hops: number;
}

/** Log-odds move that much faster than the weights of the networks, which are far smaller. */
const LOGIT_UNIT = 16;
/** Slope of the rectifiers below 0. */
const LEAK = 0.01;
/** Share of edges that the prior expects. */
const PRIOR = 0.3;

export function startModel(genes: number, latent: number, hidden: number, random: Random): Model {
  const he = (rows: number, columns: number): Weights =>
    variableFrom(normalTensor<tf.Rank.R2>(random, [rows, columns], Math.sqrt(2 / rows)));
  const layers = (inputs: number, outputs: number): Layers => ({
    first: he(inputs, hidden),
    firstBias: zeroVariable(1, hidden),
    last: variableFrom(normalTensor<tf.Rank.R2>(random, [hidden, outputs], 0.5 / Math.sqrt(hidden))),
    lastBias: zeroVariable(1, outputs),
  });
  return {
    scaledLogits: zeroVariable(genes, genes),
    embedding: layers(2 * genes, 2 * genes),
    encoder: layers(2 * genes, 2 * latent),
    decoder: layers(latent + genes, genes),
    logVariance: zeroVariable(1, genes),
  };
}

export function variablesOf({ embedding, encoder, decoder, logVariance, scaledLogits }: Model): Weights[] {
  return [embedding, encoder, decoder]
    .flatMap<Weights>((one) => Object.values(one))
    .concat(logVariance, scaledLogits);
}

interface Normal {
  readonly mean: Matrix;
  readonly logVariance: Matrix;
}

/** [G × G] */
export function logitsOf({ scaledLogits }: Model): Matrix {
  return tf.mul(scaledLogits, LOGIT_UNIT);
}

/**
 * Negative evidence bound per cell (reconstruction of genes that were not set; divergences of states, of embeddings and of edges, these two
 * counted once for all cells) + alignment · mean |D S − (|change| − threshold)| + sparsity · mean edge probability.
 */
export function lossOf(model: Model, batch: Batch, screen: Fixed, penalties: Penalties): tf.Scalar {
  const { values, free, dose, ofState } = batch;
  const logits = logitsOf(model);
  const mask = straightThrough(tf.sigmoid(tf.add(logits, batch.ofEdges)));
  const embedded = embeddingOf(model, mask);
  const embeddings = tf.add(
    embedded.mean,
    tf.mul(tf.exp(tf.mul(embedded.logVariance, 0.5)), batch.ofEmbedding),
  );
  const offset = product(dose, tf.mul(embeddings, mask));
  const state = halves(outputsOf(model.encoder, tf.concat<Matrix>([values, offset], 1)));
  const drawn = tf.add<Matrix>(state.mean, tf.mul(tf.exp(tf.mul(state.logVariance, 0.5)), ofState));
  const decoded = outputsOf(model.decoder, tf.concat<Matrix>([drawn, offset], 1));
  const misfit = tf.add(
    tf.mul(tf.square(tf.sub(values, decoded)), tf.exp(tf.neg(model.logVariance))),
    model.logVariance,
  );
  const perBatch = tf.div(
    tf.add(tf.sum(tf.mul(misfit, free)), tf.sum(twiceDivergence(state))),
    2 * values.shape[0],
  );
  const ofEmbeddings = tf.mul(twiceDivergence(embedded), 0.5);
  const perScreen = tf.div(
    tf.sum(tf.mul(tf.add(ofEmbeddings, divergenceOfEdges(logits)), screen.perturbed)),
    screen.cells,
  );
  return tf.addN<tf.Scalar>([
    perBatch as tf.Scalar,
    perScreen as tf.Scalar,
    tf.mul(misalignment(logits, screen, penalties.hops), penalties.alignment),
    tf.mul(tf.mean(tf.sigmoid(logits)), penalties.sparsity),
  ]);
}

/** Mean over perturbations and the genes that they did not set of |D S − (|change| − threshold)|, S = Σ_k A^(k+1)/Gᵏ over k ≤ hops. */
export function misalignment(logits: Matrix, { dose, changes, free }: Fixed, hops: number): tf.Scalar {
  const genes = logits.shape[0];
  const terms = [logits];
  for (let hop = 0, term = logits; hop < hops; hop++) {
    term = tf.div(product(term, logits), genes);
    terms.push(term);
  }
  const difference = tf.abs(tf.sub(tf.matMul(dose, tf.addN(terms)), changes));
  return tf.div(tf.sum(tf.mul(difference, free)), tf.maximum(1, tf.sum(free)));
}

/** [G × G] offset of a perturbed gene: its mean embedding at the edges whose probability exceeds ½. */
export function offsetsOf(model: Model): Matrix {
  return tf.tidy(() => {
    const mask = tf.step<Matrix>(model.scaledLogits);
    return tf.mul(embeddingOf(model, mask).mean, mask);
  });
}

/** Plain arrays of the decoder, whose results outlive its variables: [inputs] → [G]. */
export function decoderOf({ decoder }: Model): (inputs: Float64Array) => Float64Array {
  const [first, firstBias, last, lastBias] = [
    decoder.first,
    decoder.firstBias,
    decoder.last,
    decoder.lastBias,
  ].map((one) => Float64Array.from(one.dataSync())) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return (inputs) => {
    const hidden = plainAffine(inputs, first, firstBias).map((value) => (value > 0 ? value : LEAK * value));
    return plainAffine(hidden, last, lastBias);
  };
}

/** x W + b, W [inputs × outputs]. */
function plainAffine(inputs: Float64Array, weights: Float64Array, bias: Float64Array): Float64Array {
  const sums = bias.slice();
  inputs.forEach((value, i) => {
    if (value === 0) return;
    for (let j = 0; j < sums.length; j++)
      sums[j] = (sums[j] as number) + value * (weights[i * sums.length + j] as number);
  });
  return sums;
}

function embeddingOf({ embedding }: Model, mask: Matrix) {
  return halves(outputsOf(embedding, tf.concat<Matrix>([mask, tf.eye(mask.shape[0])], 1)));
}

/** Kullback–Leibler divergence of each edge from the prior. */
function divergenceOfEdges(logits: Matrix): Matrix {
  const probability = tf.sigmoid(logits);
  // p log p + (1 − p) log(1 − p) = −p softplus(−a) − (1 − p) softplus(a).
  const present = tf.add(tf.softplus(tf.neg(logits)), Math.log(PRIOR));
  const absent = tf.add(tf.softplus(logits), Math.log(1 - PRIOR));
  return tf.neg(tf.add(tf.mul(probability, present), tf.mul(tf.sub(1, probability), absent)));
}

/** Twice the Kullback–Leibler divergence of normal variables from the standard normal. */
function twiceDivergence({ mean, logVariance }: Normal): Matrix {
  return tf.sub(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), logVariance), 1);
}

function halves(both: Matrix): Normal {
  const [mean, logVariance] = tf.split(both, 2, 1) as [Matrix, Matrix];
  return { mean, logVariance };
}

function outputsOf({ first, firstBias, last, lastBias }: Layers, inputs: Matrix): Matrix {
  return affine(tf.leakyRelu(affine(inputs, first, firstBias), LEAK), last, lastBias);
}

/** 1 above ½, else 0; the gradient passes as if the value had not been rounded. */
const straightThrough = tf.customGrad((soft) => ({
  value: tf.step(tf.sub(soft as tf.Tensor, 0.5)),
  gradFunc: (upstream: tf.Tensor) => upstream,
})) as (soft: tf.Tensor) => Matrix;
