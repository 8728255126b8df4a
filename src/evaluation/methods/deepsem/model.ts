/** The variables of DeepSEM, and its loss on a batch of cells. */
import { inverseOf } from '../../../numerics/lyapunov';
import type { Random } from '../../../numerics/random';
import { affine, normalTensor, tf, variableFrom, zeroVariable } from '../tensors';

type Matrix = tf.Tensor2D;
type Weights = tf.Variable<tf.Rank.R2>;

/** A network that maps every scalar alike: 1 → H → H → outputs, tanh. */
interface Perceptron {
  /** [1 × H] each. */
  readonly first: Weights;
  readonly firstBias: Weights;
  /** [H × H] and [1 × H] */
  readonly second: Weights;
  readonly secondBias: Weights;
  /** [H × outputs] and [1 × outputs] */
  readonly last: Weights;
  readonly lastBias: Weights;
}

/** Standard deviation: the published start, 1/(G − 1) everywhere, makes the equations all but singular. */
const EDGE_START = 0.01;

export interface Model {
  /** [G × G] coefficients, regulator in rows. */
  readonly edges: Weights;
  /** Value → mean and log variance before the structural equations. */
  readonly encoder: Perceptron;
  readonly decoder: Perceptron;
  /** [1 × G] mean and log variance of the prior before the structural equations. */
  readonly priorMean: Weights;
  readonly priorLogVariance: Weights;
}

/** Of one batch. */
export interface Batch {
  /** [cells × G] standardised. */
  readonly values: Matrix;
  /** [cells × G] 0 where the experimenter set the gene, 1 elsewhere. */
  readonly free: Matrix;
  /** [cells × G] standard normal. */
  readonly noise: Matrix;
}

export interface Penalties {
  readonly divergence: number;
  readonly sparsity: number;
}

/** Edges start near 0, weights after Glorot & Bengio, biases at 0. */
export function startModel(genes: number, hidden: number, random: Random): Model {
  const glorot = (rows: number, columns: number): Weights =>
    variableFrom(normalTensor<tf.Rank.R2>(random, [rows, columns], Math.sqrt(2 / (rows + columns))));
  const perceptron = (outputs: number): Perceptron => ({
    first: glorot(1, hidden),
    firstBias: zeroVariable(1, hidden),
    second: glorot(hidden, hidden),
    secondBias: zeroVariable(1, hidden),
    last: glorot(hidden, outputs),
    lastBias: zeroVariable(1, outputs),
  });
  return {
    edges: variableFrom(normalTensor<tf.Rank.R2>(random, [genes, genes], EDGE_START)),
    encoder: perceptron(2),
    decoder: perceptron(1),
    priorMean: zeroVariable(1, genes),
    priorLogVariance: zeroVariable(1, genes),
  };
}

/** All variables but the edges. */
export function networkVariables({ encoder, decoder, priorMean, priorLogVariance }: Model): Weights[] {
  return [encoder, decoder].flatMap<Weights>((one) => Object.values(one)).concat(priorMean, priorLogVariance);
}

/**
 * Mean squared error of the reconstruction + divergence · mean Kullback–Leibler divergence of the hidden variables from their prior +
 * sparsity · mean |edge|. `allowed` [G × G]: 1 where an edge may be. The divergence of a gene does not count in cells in which it was set:
 * there its structural equation does not hold.
 */
export function lossOf(
  model: Model,
  { values, free, noise }: Batch,
  allowed: Matrix,
  { divergence, sparsity }: Penalties,
): tf.Scalar {
  const size = values.shape;
  const edges = tf.mul(model.edges, allowed);
  const structure = tf.sub<Matrix>(tf.eye(size[1]), edges);
  const encoded = outputsOf(model.encoder, values);
  const [mean, logVariance] = tf
    .split(encoded, 2, 1)
    .map((part) => tf.matMul(tf.reshape<tf.Rank.R2>(part, size), structure)) as [Matrix, Matrix];
  const hidden = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
  const decoded = outputsOf(model.decoder, tf.matMul<Matrix>(hidden, inverseTensor(structure)));
  const error = tf.mean(tf.square(tf.sub(values, tf.reshape(decoded, size))));

  const priorMean = tf.matMul(model.priorMean, structure);
  const priorLogVariance = tf.matMul(model.priorLogVariance, structure);
  const spread = tf.mul(
    tf.add(tf.exp(logVariance), tf.square(tf.sub(mean, priorMean))),
    tf.exp(tf.neg(priorLogVariance)),
  );
  const divergences = tf.sub(tf.add(tf.sub(priorLogVariance, logVariance), spread), 1);
  const meanDivergence = tf.div(tf.sum(tf.mul(divergences, free)), tf.mul(2, tf.sum(free)));
  return tf.addN<tf.Scalar>([
    error as tf.Scalar,
    tf.mul(meanDivergence, divergence),
    tf.mul(tf.mean(tf.abs(edges)), sparsity),
  ]);
}

/** [entries × outputs] of every entry of a matrix. */
function outputsOf(network: Perceptron, inputs: Matrix): Matrix {
  const column = tf.reshape<tf.Rank.R2>(inputs, [inputs.size, 1]);
  const first = fastTanh(affine(column, network.first, network.firstBias));
  const second = fastTanh(affine(first, network.second, network.secondBias));
  return affine(second, network.last, network.lastBias);
}

/** tanh x = 2 σ(2x) − 1: σ is a vector kernel of the WebAssembly backend, tanh is not. */
function fastTanh(x: Matrix): Matrix {
  return tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1);
}

/** In double precision, with its gradient −M⁻ᵀ Ȳ M⁻ᵀ. Throws RangeError for a singular matrix. */
const inverseTensor = tf.customGrad((matrix, save) => {
  const [n] = (matrix as Matrix).shape;
  const found = inverseOf(Float64Array.from((matrix as Matrix).dataSync()), n);
  if (found === null) throw new RangeError('the structural equations have no solution');
  const inverse = tf.tensor2d(Float32Array.from(found.inverse), [n, n]);
  (save as tf.GradSaveFunc)([inverse]);
  return {
    value: inverse,
    gradFunc: (upstream: tf.Tensor, [saved]: tf.Tensor[]) =>
      tf.neg(
        tf.matMul(tf.matMul<Matrix>(saved as Matrix, upstream as Matrix, true), saved as Matrix, false, true),
      ),
  };
}) as (matrix: Matrix) => Matrix;
