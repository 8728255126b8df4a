/**
 * Two layers of GraphSAGE (Hamilton et al. 2017): relu([x, M x] W + b), 64 and 32 wide, with M the mean over neighbours in a graph; in several
 * views of the graph at once, each without one gene. Rows of views are (gene, view), so that all products are of two matrices.
 */
import type { Random } from '../../../numerics/random';
import { product, tf } from '../tensors';
import { linear, startLinear, type Linear } from './attention';

const WIDTHS = [64, 32] as const;
/** Of the result. */
export const SAGE_WIDTH = WIDTHS[1];

interface Sage {
  readonly first: Linear;
  readonly second: Linear;
}

export function startSage(random: Random, inputs: number): Sage {
  return {
    first: startLinear(random, 2 * inputs, WIDTHS[0]),
    second: startLinear(random, 2 * WIDTHS[0], WIDTHS[1]),
  };
}

/** Edges in both directions, without those of genes to themselves. */
export interface Neighbours {
  readonly genes: number;
  /** [G × G] 1 for neighbours. */
  readonly linked: Uint8Array;
  readonly tensor: tf.Tensor2D;
}

/** `edges` [G × G] */
export function neighboursOf(edges: Uint8Array, genes: number): Neighbours {
  const linked = edges.map((edge, at) => {
    const [i, j] = [Math.floor(at / genes), at % genes];
    return Number(i !== j && (edge === 1 || edges[j * genes + i] === 1));
  });
  return { genes, linked, tensor: tf.tensor2d(linked, [genes, genes], 'float32') };
}

/** A view of the whole graph. */
export const WHOLE = -1;

/**
 * [G · views × 32] embeddings of `inputs` [G × components], of gene g in view v in row g · views + v. In view v the gene `removed[v]` has no
 * neighbours and inputs 0.
 */
export function sageEmbeddings(
  { first, second }: Sage,
  inputs: tf.Tensor2D,
  { genes, linked, tensor }: Neighbours,
  removed: readonly number[],
): tf.Tensor2D {
  const views = removed.length;
  const [present, shares] = [new Float32Array(genes * views), new Float32Array(genes * views)];
  for (let g = 0; g < genes; g++) {
    const own = linked.subarray(g * genes, (g + 1) * genes);
    const degree = own.reduce((sum, one) => sum + one, 0);
    removed.forEach((gene, v) => {
      const left = degree - (own[gene] ?? 0);
      present[g * views + v] = Number(g !== gene);
      shares[g * views + v] = g === gene || left === 0 ? 0 : 1 / left;
    });
  }
  const [keep, share] = [present, shares].map((values) => tf.tensor2d(values, [genes * views, 1])) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const layer = (rows: tf.Tensor2D, weights: Linear) => {
    const width = rows.shape[1];
    const kept = tf.reshape<tf.Rank.R2>(tf.mul(rows, keep), [genes, views * width]);
    const sums = tf.reshape<tf.Rank.R2>(product(tensor, kept), [genes * views, width]);
    return tf.relu(linear(tf.concat2d([rows, tf.mul(sums, share)], 1), weights));
  };
  const all = tf.reshape<tf.Rank.R2>(tf.tile(inputs, [1, views]), [genes * views, inputs.shape[1]]);
  return layer(layer(tf.mul(all, keep), first), second);
}
