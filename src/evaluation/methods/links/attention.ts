/**
 * Networks on graphs, dense: attention over the neighbours of a gene, towers that score pairs, their loss, and their training. No sparse
 * operations: at 1,000 genes one head's attention is 4 MB, and the WebAssembly backend has products only for dense matrices.
 */
import { adamStep } from '../../../dynamics/optimise';
import type { Prior } from '../../../network/prior';
import type { Random } from '../../../numerics/random';
import { auroc } from '../../networks/metrics';
import { affine, normalTensor, product, tf, variableFrom, zeroVariable } from '../tensors';
import { labelled } from './link';

type Matrix = tf.Tensor2D;
type Weights = tf.Variable<tf.Rank.R2>;
/** [heads × rows × columns] */
type Heads = tf.Tensor3D;

/** Start values after Glorot & Bengio (2010). */
export function glorot(random: Random, rows: number, columns: number): Weights {
  return variableFrom(normalTensor<tf.Rank.R2>(random, [rows, columns], Math.sqrt(2 / (rows + columns))));
}

export interface Linear {
  /** [inputs × outputs] */
  readonly weights: Weights;
  /** [1 × outputs] */
  readonly bias: Weights;
}

export function startLinear(random: Random, inputs: number, outputs: number): Linear {
  return { weights: glorot(random, inputs, outputs), bias: zeroVariable(1, outputs) };
}

export function linear(rows: Matrix, { weights, bias }: Linear): Matrix {
  return affine(rows, weights, bias);
}

/**
 * [G × G] 0 where gene i attends to gene j: itself, and along `edges` [G × G] (`outgoing`: from i to j; `both`: in either direction);
 * elsewhere so low that softmax gives 0.
 */
export function neighbourMask(
  edges: Uint8Array,
  genes: number,
  direction: 'outgoing' | 'both' = 'both',
): Matrix {
  const mask = new Float32Array(genes * genes).fill(-1e9);
  for (let i = 0; i < genes; i++)
    for (let j = 0; j < genes; j++)
      if (i === j || edges[i * genes + j] === 1 || (direction === 'both' && edges[j * genes + i] === 1))
        mask[i * genes + j] = 0;
  return tf.tensor2d(mask, [genes, genes]);
}

/** [G × G] 1 from a regulator, in rows, to a gene that is known to be its target. */
export function adjacency({ known, regulators }: Prior, candidates: Int32Array): Uint8Array {
  const R = regulators.length;
  const G = known.length / R;
  const edges = new Uint8Array(G * G);
  for (const [at, label] of known.entries())
    if (label === 1) edges[(candidates[at % R] as number) * G + Math.floor(at / R)] = 1;
  return edges;
}

/** One layer of graph attention (Veličković et al. 2018), all heads at once. */
export interface Attention {
  /** [inputs × heads · width] */
  readonly weights: Weights;
  /** [heads × width × 1] of the gene that attends, and of the one attended to. */
  readonly own: tf.Variable<tf.Rank.R3>;
  readonly other: tf.Variable<tf.Rank.R3>;
  /** [heads × 1 × width] */
  readonly bias: tf.Variable<tf.Rank.R3>;
}

export function startAttention(random: Random, inputs: number, heads: number, width: number): Attention {
  const vector = (): tf.Variable<tf.Rank.R3> =>
    variableFrom(normalTensor<tf.Rank.R3>(random, [heads, width, 1], Math.sqrt(2 / (width + 1))));
  return {
    weights: glorot(random, inputs, heads * width),
    own: vector(),
    other: vector(),
    bias: variableFrom(tf.zeros<tf.Rank.R3>([heads, 1, width])),
  };
}

const SLOPE = 0.2;

/**
 * [heads × G × width]: h = x W; attention of gene i to gene j is the softmax over its neighbours of LeakyReLU(own · h_i + other · h_j); the
 * output is LeakyReLU of the mean of h under it, of length 1, plus the bias. `keep` [heads × G × G]: factors of dropout.
 */
export function attended(
  { weights, own, other, bias }: Attention,
  inputs: Matrix,
  mask: Matrix,
  keep?: Heads,
): Heads {
  const [heads, width] = own.shape;
  const rows = inputs.shape[0];
  const flat = tf.reshape<tf.Rank.R3>(product(inputs, weights), [rows, heads, width]);
  const hidden = tf.transpose<Heads>(flat, [1, 0, 2]);
  const from = headProduct(hidden, own);
  const to = tf.transpose<Heads>(headProduct(hidden, other), [0, 2, 1]);
  const logits = leaky(tf.add<Heads>(from, to));
  const attention = tf.softmax(tf.add<Heads>(logits, mask));
  const mean = headProduct(keep === undefined ? attention : tf.mul<Heads>(attention, keep), hidden);
  const active = leaky(mean);
  const length = tf.sqrt(tf.add(tf.sum(tf.square(active), 2, true), 1e-12));
  return tf.add<Heads>(tf.div(active, length), bias);
}

/** [G × heads · width] */
export function concatenated(heads: Heads): Matrix {
  const [count, rows, width] = heads.shape;
  return tf.reshape<tf.Rank.R2>(tf.transpose(heads, [1, 0, 2]), [rows, count * width]);
}

/** [heads × G × G] 0 with that probability, else 1 over the rest. */
export function dropoutFactors<R extends tf.Rank>(
  random: Random,
  shape: tf.ShapeMap[R],
  probability: number,
): tf.Tensor<R> {
  const factor = 1 / (1 - probability);
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
    random.uniform() < probability ? 0 : factor,
  );
  return tf.tensor<R>(values, shape);
}

/** Products of matrices head by head, with a gradient whose transposes are explicit (see `product`). */
export const headProduct = tf.customGrad((left, right, save) => {
  const [a, b] = [left as Heads, right as Heads];
  (save as tf.GradSaveFunc)([a, b]);
  return {
    value: byHead(a, b),
    gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) => {
      const [ofA, ofB] = saved as [Heads, Heads];
      return [
        byHead(upstream as Heads, tf.transpose(ofB, [0, 2, 1])),
        byHead(tf.transpose(ofA, [0, 2, 1]), upstream as Heads),
      ];
    },
  };
}) as (left: Heads, right: Heads) => Heads;

/** Multiplications of a product from which on single heads pay. */
const MANY = 5e4;

/** The backend multiplies single matrices some ten times as fast as stacks of them. */
function byHead(left: Heads, right: Heads): Heads {
  const [, rows, inner] = left.shape;
  if (rows * inner * right.shape[2] < MANY) return tf.matMul(left, right);
  const [of, with_] = [tf.unstack(left) as Matrix[], tf.unstack(right) as Matrix[]];
  return tf.stack(of.map((one, head) => tf.matMul(one, with_[head] as Matrix))) as Heads;
}

/** LeakyReLU with a gradient of two operations; that of the library selects, which is slow in WebAssembly. */
const leaky = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: tf.leakyRelu(x as tf.Tensor, SLOPE),
    gradFunc: (upstream: tf.Tensor, [saved]: tf.Tensor[]) =>
      tf.mul(upstream, tf.step(saved as tf.Tensor, SLOPE)),
  };
}) as <T extends tf.Tensor>(x: T) => T;

/** Two networks that map a gene as regulator and as target; a pair scores by their inner product, plus a bias. */
interface Towers {
  readonly regulator: Tower;
  readonly target: Tower;
  /** [1 × 1] */
  readonly bias: Weights;
}

/** Linear – LeakyReLU – linear: 32 and 16 wide. */
interface Tower {
  readonly first: Linear;
  readonly second: Linear;
}

const TOWER = [32, 16] as const;

export function startTowers(random: Random, inputs: number): Towers {
  const tower = (): Tower => ({
    first: startLinear(random, inputs, TOWER[0]),
    second: startLinear(random, TOWER[0], TOWER[1]),
  });
  return { regulator: tower(), target: tower(), bias: zeroVariable(1, 1) };
}

/** [G × R] logits of all pairs; `genes` [G × inputs], `ofRegulators` [R × G] from `selection`. */
export function pairLogits({ regulator, target, bias }: Towers, genes: Matrix, ofRegulators: Matrix): Matrix {
  const output = (tower: Tower, rows: Matrix) => linear(leaky(linear(rows, tower.first)), tower.second);
  const regulators = output(regulator, product(ofRegulators, genes));
  return tf.add(product(output(target, genes), tf.transpose(regulators)), bias);
}

/** [R × G] that picks the rows of the regulators: as a product, because the backend lacks the gradient of a gather. */
export function selection(candidates: Int32Array, genes: number): Matrix {
  const picked = new Float32Array(candidates.length * genes);
  candidates.forEach((gene, r) => (picked[r * genes + gene] = 1));
  return tf.tensor2d(picked, [candidates.length, genes]);
}

/** Labels of a prior as tensors [G × R]: wanted probability, and weight, which is 0 without a label and sums to 1. */
export interface Wanted {
  readonly target: Matrix;
  readonly weight: Matrix;
}

/** Unlisted is not absent: labels are .975 and .025. */
const SMOOTHING = 0.05;

export function wantedOf({ known, regulators }: Pick<Prior, 'known' | 'regulators'>): Wanted {
  const shape: [number, number] = [known.length / regulators.length, regulators.length];
  const count = Math.max(1, labelled({ known }).length);
  return {
    target: tf.tensor2d(
      Float32Array.from(known, (label) => (label === 1 ? 1 - SMOOTHING / 2 : SMOOTHING / 2)),
      shape,
    ),
    weight: tf.tensor2d(
      Float32Array.from(known, (label) => Math.abs(label) / count),
      shape,
    ),
  };
}

/** Mean cross-entropy over the labelled pairs. */
export function crossEntropy(logits: Matrix, { target, weight }: Wanted): tf.Scalar {
  const each = tf.sub(tf.softplus(logits), tf.mul(target, logits));
  return tf.sum(tf.mul(each, weight));
}

/** Every variable of models and layers, however nested. */
export function variablesOf(...parts: readonly object[]): tf.Variable[] {
  return parts.flatMap((part) =>
    part instanceof tf.Variable ? [part] : variablesOf(...(Object.values(part) as object[])),
  );
}

export interface Trainable {
  readonly variables: readonly tf.Variable[];
  /** At a step, in training. */
  readonly loss: (step: number) => tf.Scalar;
  /** [G × R] logits without dropout. */
  readonly scores: () => Matrix;
  /** Called when the scores are the best so far. */
  readonly onBest?: () => void;
}

/** Steps between looks at the validation. */
const LOOK = 10;

/**
 * Adam, its rate falling to 0 along a cosine. Yields the share done; returns the [G × R] scores of the step at which the regulators of
 * `validation` were ranked best (AUROC), the last of equals, or of the last step without such.
 */
export function* trained(
  { variables, loss, scores, onBest }: Trainable,
  validation: Prior,
  steps: number,
  rate: number,
): Generator<number, Float32Array> {
  const optimise = adam(variables);
  const places = labelled(validation);
  const positive = Uint8Array.from(places, (at) => Number(validation.known[at] === 1));
  let best: Float32Array = new Float32Array();
  let most = -Infinity;
  for (let step = 0; step < steps; step++) {
    optimise(() => loss(step), (rate / 2) * (1 + Math.cos((Math.PI * step) / steps)));
    if ((step + 1) % LOOK === 0 || step + 1 === steps) {
      const found = tf.tidy(() => Float32Array.from(scores().dataSync()));
      const area = auroc(
        positive,
        Float64Array.from(places, (at) => found[at] as number),
      );
      if (area === null || area >= most) {
        [best, most] = [found, area ?? -Infinity];
        onBest?.();
      }
    }
    yield (step + 1) / steps;
  }
  return best;
}

const BETAS = [0.9, 0.999] as const;

/**
 * Adam outside the library, which takes a dozen operations a variable: as many as the loss. Returns a step down the gradient of a loss at a
 * rate.
 */
export function adam(variables: readonly tf.Variable[]): (loss: () => tf.Scalar, rate: number) => void {
  const states = variables.map((variable) => ({
    parameters: Float32Array.from(variable.dataSync()),
    firstMoment: new Float64Array(variable.size),
    secondMoment: new Float64Array(variable.size),
    step: 0,
  }));
  return (loss, rate) => {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(loss, [...variables]);
      for (const [index, variable] of variables.entries()) {
        const gradient = grads[variable.name]?.dataSync();
        const state = states[index];
        if (gradient === undefined || state === undefined) continue;
        adamStep(state, Float32Array.from(gradient), rate, BETAS);
        // A copy: the backend keeps the array that it is given.
        variable.assign(tf.tensor(state.parameters.slice(), variable.shape));
      }
    });
  };
}
