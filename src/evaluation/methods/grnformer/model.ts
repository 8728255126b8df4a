/**
 * The variables of GRNFormer, and its values of genes: a token per gene, the adapter in front, layers of a transformer over the tokens of a
 * cell. What differs from the paper is in docs/methods/grnformer.md.
 */
import type { Random } from '../../../numerics/random';
import { glorot, headProduct, linear, startLinear, type Linear } from '../links/attention';
import { normalTensor, product, tf, variableFrom, zeroVariable } from '../tensors';

type Matrix = tf.Tensor2D;
type Weights = tf.Variable<tf.Rank.R2>;

export const HEADS = 4;
/** Of each head. */
const HEAD_WIDTH = 8;
const WIDTH = HEADS * HEAD_WIDTH;
const INNER = 2 * WIDTH;

/** Multi-head attention: [width × width] each. */
interface Heads {
  readonly query: Weights;
  readonly key: Weights;
  readonly value: Weights;
  readonly output: Weights;
}

interface SelfAttention extends Heads {
  /** [width × heads] */
  readonly gate: Weights;
}

interface Layer {
  readonly attention: SelfAttention;
  readonly widen: Linear;
  readonly narrow: Linear;
}

/** What a token is of a gene, what its value adds to it, and how it is read. */
interface Tables<Table extends Matrix> {
  readonly identity: Table;
  readonly effect: Table;
  readonly readout: Table;
}

export interface Model extends Tables<Weights> {
  /** [n × width] what embeddings of the genes add to each table [G × width]; absent without embeddings. */
  readonly projections?: Tables<Weights>;
  /** [2 × width] added to the token of a gene that is hidden, and of one that was set. */
  readonly states: Weights;
  /** [1 × G] */
  readonly level: Weights;
  readonly adapter: Heads;
  readonly layers: readonly Layer[];
}

/** `columns`: of the embeddings of the genes; 0 without. */
export function startModel(random: Random, genes: number, layers: number, columns = 0): Model {
  const heads = (): Heads => ({
    query: glorot(random, WIDTH, WIDTH),
    key: glorot(random, WIDTH, WIDTH),
    value: glorot(random, WIDTH, WIDTH),
    output: glorot(random, WIDTH, WIDTH),
  });
  const table = (rows: number) =>
    variableFrom(normalTensor<tf.Rank.R2>(random, [rows, WIDTH], WIDTH ** -0.5));
  return {
    identity: table(genes),
    effect: table(genes),
    readout: zeroVariable(genes, WIDTH),
    states: table(2),
    level: zeroVariable(1, genes),
    adapter: heads(),
    layers: Array.from({ length: layers }, () => ({
      attention: { ...heads(), gate: glorot(random, WIDTH, HEADS) },
      widen: startLinear(random, WIDTH, INNER),
      narrow: startLinear(random, INNER, WIDTH),
    })),
    ...(columns > 0 && {
      projections: {
        identity: table(columns),
        effect: table(columns),
        readout: zeroVariable(columns, WIDTH),
      },
    }),
  };
}

/** Of cells in one group. */
export interface Seen {
  /** [cells × G × 1] z of the genes that are seen or set, 0 of hidden ones. */
  readonly values: tf.Tensor3D;
  /** [cells · G × 2] 1 where the gene is hidden, and where it was set. */
  readonly states: Matrix;
  /** [G × n] embeddings of the genes; absent without. */
  readonly embeddings?: Matrix;
}

function tablesOf({ identity, effect, readout, projections }: Model, embeddings?: Matrix): Tables<Matrix> {
  if (!projections || !embeddings) return { identity, effect, readout };
  return {
    identity: tf.add(identity, product(embeddings, projections.identity)),
    effect: tf.add(effect, product(embeddings, projections.effect)),
    readout: tf.add(readout, product(embeddings, projections.readout)),
  };
}

/** [cells × G] expected z. `mask` [heads × G × G] as neighbourMask, target in rows; null: without the adapter. */
export function expected(
  model: Model,
  { values, states, embeddings }: Seen,
  mask: tf.Tensor3D | null,
): Matrix {
  const { identity, effect, readout } = tablesOf(model, embeddings);
  const [cells, genes] = values.shape;
  const shape: [number, number, number] = [cells, genes, WIDTH];
  const plain = tf.add(
    tf.add(identity, tf.mul(values, effect)),
    tf.reshape(product(states, model.states), shape),
  );
  let tokens = tf.reshape<tf.Rank.R2>(plain, [cells * genes, WIDTH]);
  if (mask !== null) tokens = tf.add(tokens, regulated(model.adapter, identity, tokens, mask));
  for (const { attention, widen, narrow } of model.layers) {
    tokens = tf.add(tokens, attended(attention, identity, standardised(tokens)));
    tokens = tf.add(tokens, linear(tf.relu(linear(standardised(tokens), widen)), narrow));
  }
  const read = tf.sum<tf.Tensor2D>(tf.mul(tf.reshape(tokens, shape), readout), 2);
  return tf.add(read, model.level);
}

/**
 * [cells · G × width] the adapter: cross-attention of each gene to the tokens of its regulators, weighed by who the two genes are, so that all
 * cells share the weights and a head is one product.
 */
export function regulated(heads: Heads, identity: Matrix, tokens: Matrix, mask: tf.Tensor3D): Matrix {
  const genes = identity.shape[0];
  const cells = tokens.shape[0] / genes;
  const values = tf.reshape(product(tokens, heads.value), [cells, genes, HEADS, HEAD_WIDTH]);
  const mixed = byCells(relationsOf(heads, identity, mask), values);
  return product(tf.reshape<tf.Rank.R2>(mixed, [cells * genes, WIDTH]), heads.output);
}

/** [heads × G × G] weight of each regulator, in columns, for each gene: softmax(q·k/√width) along the edges. */
function relationsOf({ query, key }: Heads, identity: Matrix, mask: tf.Tensor3D | null): tf.Tensor3D {
  const genes = identity.shape[0];
  const byHead = (weights: Matrix, order: [number, number, number]) =>
    tf.transpose<tf.Tensor3D>(
      tf.reshape<tf.Rank.R3>(product(identity, weights), [genes, HEADS, HEAD_WIDTH]),
      order,
    );
  const likeness = headProduct(byHead(query, [1, 0, 2]), byHead(key, [1, 2, 0]));
  const logits = tf.div<tf.Tensor3D>(likeness, Math.sqrt(HEAD_WIDTH));
  return tf.softmax(mask === null ? logits : tf.add<tf.Tensor3D>(logits, mask));
}

/**
 * [cells · G × width] self-attention among the genes of a cell. The weight of gene j for gene i is a softmax over who they are, times a gate in
 * (0, 1) of j's token in the cell, divided by their sum: so that genes that are hidden need not count.
 */
function attended(heads: SelfAttention, identity: Matrix, tokens: Matrix): Matrix {
  const genes = identity.shape[0];
  const cells = tokens.shape[0] / genes;
  const gates = tf.reshape(tf.sigmoid(product(tokens, heads.gate)), [cells, genes, HEADS, 1]);
  const values = tf.reshape(product(tokens, heads.value), [cells, genes, HEADS, HEAD_WIDTH]);
  const both = tf.concat([tf.mul(values, gates), gates], 3);
  const mixed = byCells(relationsOf(heads, identity, null), both);
  const [sums, total] = tf.split(mixed, [HEAD_WIDTH, 1], 3) as [tf.Tensor4D, tf.Tensor4D];
  return product(
    tf.reshape<tf.Rank.R2>(tf.div(sums, tf.add(total, 1e-6)), [cells * genes, WIDTH]),
    heads.output,
  );
}

/** [cells × G × heads × n] of values of that shape: for each head the weights [heads × G × G] times the values of the genes. */
function byCells(weights: tf.Tensor3D, values: tf.Tensor): tf.Tensor4D {
  const [cells, genes, heads, n] = values.shape as [number, number, number, number];
  const byHead = tf.reshape<tf.Rank.R3>(tf.transpose(values, [2, 1, 0, 3]), [heads, genes, cells * n]);
  const mixed = tf.reshape(headProduct(weights, byHead), [heads, genes, cells, n]);
  return tf.transpose<tf.Tensor4D>(mixed as tf.Tensor4D, [2, 1, 0, 3]);
}

/** Mean 0 and variance 1 over the width of each token. */
function standardised(tokens: Matrix): Matrix {
  const centred = tf.sub(tokens, tf.mean(tokens, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.div(centred, tf.sqrt(tf.add(variance, 1e-5)));
}
