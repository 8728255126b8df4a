/**
 * DeepSEM (Shu et al. 2021). With L = I − E, E [G × G] the edges, regulator in rows, and one network each for all genes, f: value → (m,
 * v) and h: value → value: z = (m L) + exp(v L / 2) ε, x̂ = h(z L⁻¹), prior z ~ N(p L, exp(q L)). One step
 * trains the networks, the next two the edges, by RMSprop. The score is E, averaged over models from different start values. What differs
 * from the authors' code is in docs/methods/deepsem.md. The variables of DeepSEM, and its loss on a batch of cells.
 */
import { Random } from '../../../numerics/random';
import { type Algorithm, type MethodSetting, type SettingValues, settingValue } from '../method';
import type { Screen } from '../screen';
import { affine, descend, normalTensor, openTensors, tf, variableFrom, zeroVariable } from '../tensors';
import { BATCH, divergence, members, sparsity, steps, width } from './about';
import { inverseOf } from '../../../numerics/lyapunov';

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

interface Model {
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
interface Batch {
  /** [cells × G] standardised. */
  readonly values: Matrix;
  /** [cells × G] 0 where the experimenter set the gene, 1 elsewhere. */
  readonly free: Matrix;
  /** [cells × G] standard normal. */
  readonly noise: Matrix;
}

interface Penalties {
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
  weights: Penalties,
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
    tf.mul(meanDivergence, weights.divergence),
    tf.mul(tf.mean(tf.abs(edges)), weights.sparsity),
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

/** Learning rates: few cells allow few steps, and the published 1e-4 and 2e-5 would hardly leave the start. */
const NETWORK_RATE = 2e-3;
const EDGE_RATE = 5e-3;
/** Standardised values beyond are set to it. */
const LARGEST = 10;

export const deepsem: Algorithm = async function* deepsem({ screen, settings, seed }) {
  await openTensors();
  const { genes, candidates } = screen.dataset;
  const scores = new Float32Array(candidates.length * genes.length);
  const count = settings[members.name] ?? members.value;
  for (let member = 0; member < count; member++) {
    const training = trained(standardised(screen), settings, Random.mixed(seed + member));
    let step = training.next();
    for (; step.done !== true; step = training.next()) yield (member + step.value) / count;
    const edges = step.value;
    candidates.forEach((source, r) => {
      for (let g = 0; g < genes.length; g++)
        if (g !== source) {
          const place = r * genes.length + g;
          scores[place] = (scores[place] as number) + (edges[source * genes.length + g] as number) / count;
        }
    });
  }
  return { scores, predict: null };
};

interface Cells {
  readonly genes: number;
  readonly candidates: Int32Array;
  /** [cells × G] mean 0 and variance 1 over the cells in which the gene was not set. */
  readonly values: Float32Array;
  /** [cells × G] */
  readonly free: Float32Array;
}

function standardised({ dataset, cells, targets }: Screen): Cells {
  const genes = dataset.genes.length;
  const free = new Float32Array(cells.values.length).fill(1);
  cells.conditionOf.forEach((condition, row) => {
    for (const gene of targets[condition] ?? []) free[row * genes + gene] = 0;
  });
  const values = cells.values.slice();
  for (let g = 0; g < genes; g++) {
    let [count, sum, squares] = [0, 0, 0];
    for (let p = g; p < values.length; p += genes)
      if (free[p] === 1) {
        const value = values[p] as number;
        count++;
        sum += value;
        squares += value * value;
      }
    const mean = count === 0 ? 0 : sum / count;
    const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) || 1;
    for (let p = g; p < values.length; p += genes)
      values[p] = Math.max(-LARGEST, Math.min(LARGEST, ((values[p] as number) - mean) / deviation));
  }
  return { genes, candidates: dataset.candidates, values, free };
}

/** Yields the share done; returns [G × G] edges. */
function* trained(cells: Cells, settings: SettingValues, random: Random): Generator<number, Float32Array> {
  const { genes, candidates } = cells;
  const valueOf = (setting: MethodSetting) => settingValue(settings, setting);
  const model = startModel(genes, valueOf(width), random);
  const networks = networkVariables(model);
  const allowed = allowedEdges(genes, candidates);
  const optimisers = [tf.train.rmsprop(NETWORK_RATE, 0.99), tf.train.rmsprop(EDGE_RATE, 0.99)] as const;
  const penalties = { divergence: valueOf(divergence), sparsity: valueOf(sparsity) };
  try {
    const batches = batchesOf(cells, random);
    const count = valueOf(steps);
    for (let step = 0; step < count; step++) {
      const batch = batches.next().value;
      const ofNetworks = step % 3 === 0;
      const loss = () => lossOf(model, batch, allowed, penalties);
      descend(optimisers[ofNetworks ? 0 : 1], ofNetworks ? networks : [model.edges], loss).dispose();
      tf.dispose({ ...batch });
      yield (step + 1) / count;
    }
    return Float32Array.from(model.edges.dataSync());
  } finally {
    tf.dispose([...networks, model.edges, allowed]);
    for (const optimiser of optimisers) optimiser.dispose();
  }
}

/** [G × G] 1 from candidates to other genes. */
function allowedEdges(genes: number, candidates: Int32Array): tf.Tensor2D {
  const allowed = new Float32Array(genes * genes);
  for (const source of candidates)
    for (let g = 0; g < genes; g++) allowed[source * genes + g] = g === source ? 0 : 1;
  return tf.tensor2d(allowed, [genes, genes]);
}

/** All cells in a random order, again and again; the caller disposes each batch. */
function* batchesOf({ genes, values, free }: Cells, random: Random): Generator<Batch, never> {
  for (;;) {
    const order = random.permutation(values.length / genes);
    for (let from = 0; from < order.length; from += BATCH) {
      const rows = order.subarray(from, from + BATCH);
      const size: [number, number] = [rows.length, genes];
      const taken = (all: Float32Array): tf.Tensor2D => {
        const own = new Float32Array(rows.length * genes);
        rows.forEach((row, at) => own.set(all.subarray(row * genes, (row + 1) * genes), at * genes));
        return tf.tensor2d(own, size);
      };
      yield { values: taken(values), free: taken(free), noise: normalTensor<tf.Rank.R2>(random, size) };
    }
  }
}
