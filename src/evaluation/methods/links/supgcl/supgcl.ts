/**
 * SupGCL (Oshima et al. 2025), for links: components [G × 64] → two GraphSAGE layers over the training graph → linear, 32 → two towers. Views are
 * the graph without a perturbed regulator: what its removal changes in the mean embedding is to be as alike for two regulators as what their
 * perturbations changed in cells. Loss: cross-entropy + KL of the likenesses. What differs from the paper is in docs/methods/supgcl.md.
 */
import type { Random } from '../../../../numerics/random';
import { tf } from '../../tensors';
import { adjacency, linear, startLinear } from '../attention';
import { trainedEncoder } from '../encoders';
import type { LinkMethod } from '../link';
import { neighboursOf, SAGE_WIDTH, sageEmbeddings, startSage, WHOLE } from '../sage';
import { about } from './about';
import { divergence, measuredChanges } from './likeness';

const WIDTH = 32;
/** Perturbations of a step. */
const VIEWS = 8;
/** Two alone are alike in the same way whatever they change. */
const LEAST_VIEWS = 3;

export const supgcl: LinkMethod = {
  about,
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
