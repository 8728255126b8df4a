/**
 * SupGCL (Oshima et al. 2025), for links: components [G × 64] → two GraphSAGE layers over the training graph → linear, 32 → two towers. Views are
 * the graph without a perturbed regulator: what its removal changes in the mean embedding is to be as alike for two regulators as what their
 * perturbations changed in cells. Loss: cross-entropy + KL of the likenesses. What differs from the paper is in docs/methods/supgcl.md.
 */
import type { Random } from '../../../numerics/random';
import { product, tf } from '../tensors';
import { adjacency, linear, startLinear } from './attention';
import { trainedEncoder } from './encoders';
import type { LinkFeatures } from './features';
import type { LinkMethod } from './link';
import { neighboursOf, SAGE_WIDTH, sageEmbeddings, startSage, WHOLE } from './sage';

const WIDTH = 32;
/** Perturbations of a step. */
const VIEWS = 8;
/** Two alone are alike in the same way whatever they change. */
const LEAST_VIEWS = 3;
/** Of likenesses. */
const TEMPERATURE = 0.2;

export const supgcl: LinkMethod = {
  name: 'supgcl',
  train(input) {
    const { features, training } = input;
    const { genes, candidates } = features;
    const { removable, directions } = measuredChanges(features);
    return trainedEncoder(input, (random, inputs) => {
      const graph = neighboursOf(adjacency(training, candidates), genes);
      const layers = {
        sage: startSage(random, inputs.shape[1]),
        output: startLinear(random, SAGE_WIDTH, WIDTH),
      };
      const embedded = (removed: readonly number[]) =>
        linear(sageEmbeddings(layers.sage, inputs, graph, removed), layers.output);
      const contrasted = (drawn: Random) => {
        const rows = drawn.permutation(removable.length).subarray(0, VIEWS);
        const removed = [WHOLE, ...Array.from(rows, (row) => removable[row] as number)];
        const all = embedded(removed);
        const wide = tf.reshape<tf.Rank.R2>(all, [genes, removed.length * WIDTH]);
        const means = tf.reshape<tf.Rank.R2>(tf.mean(wide, 0), [removed.length, WIDTH]);
        const changes = tf.sub<tf.Tensor2D>(
          tf.slice2d(means, [1, 0], [rows.length, WIDTH]),
          tf.slice2d(means, [0, 0], [1, WIDTH]),
        );
        const measured = tf.stack(
          Array.from(rows, (row) => directions.subarray(row * genes, (row + 1) * genes)),
        ) as tf.Tensor2D;
        return {
          views: [tf.slice2d(wide, [0, 0], [genes, WIDTH])] as const,
          penalty: divergence(measured, changes),
        };
      };
      return {
        layers,
        width: WIDTH,
        tensors: [graph.tensor],
        embed: (drawn) =>
          drawn === null || removable.length < LEAST_VIEWS
            ? { views: [embedded([WHOLE])], penalty: null }
            : contrasted(drawn),
      };
    });
  },
};

/** Regulators that were perturbed, and the direction of what each changed in the genes: rows [perturbed × G] of length 1, 0 for its own gene. */
export function measuredChanges({ genes, candidates, effects, perturbed }: LinkFeatures): {
  /** Genes of the perturbed regulators. */
  readonly removable: Int32Array;
  readonly directions: Float32Array;
} {
  const R = candidates.length;
  const chosen = [...candidates.keys()].filter((r) => perturbed[r] === 1);
  const directions = new Float32Array(chosen.length * genes);
  chosen.forEach((r, row) => {
    const own = directions.subarray(row * genes, (row + 1) * genes);
    for (let g = 0; g < genes; g++) own[g] = g === candidates[r] ? 0 : (effects[g * R + r] as number);
    const length = Math.hypot(...own) || 1;
    own.forEach((value, g) => (own[g] = value / length));
  });
  return { removable: Int32Array.from(chosen, (r) => candidates[r] as number), directions };
}

/**
 * Mean over rows k of KL(p_k ‖ q_k): p and q are softmax over the other rows of cosine/τ, of `measured` and of `predicted`, whose rows belong
 * together.
 */
export function divergence(measured: tf.Tensor2D, predicted: tf.Tensor2D): tf.Scalar {
  const [p, q] = [measured, predicted].map(logShares) as [tf.Tensor2D, tf.Tensor2D];
  return tf.div(tf.sum(tf.mul(tf.exp(p), tf.sub(p, q))), measured.shape[0]);
}

/** [rows × rows] log of the softmax; e⁻³⁰ and so no share for a row with itself. */
function logShares(rows: tf.Tensor2D): tf.Tensor2D {
  const count = rows.shape[0];
  const unit = tf.div<tf.Tensor2D>(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), 1e-12)));
  const likeness = tf.div<tf.Tensor2D>(product(unit, tf.transpose(unit)), TEMPERATURE);
  return tf.logSoftmax(tf.sub<tf.Tensor2D>(likeness, tf.mul(1e9, tf.eye(count))));
}
