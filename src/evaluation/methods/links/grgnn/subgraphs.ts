/** The surroundings of pairs in a weighted graph of genes. Nodes: the regulator, the target, and the genes nearest to either. */
import { tf } from '../../tensors';
import type { LinkFeatures } from '../features';

export const NODES = 8;
/** Of a node: whether it is the regulator, whether it is the target, and its weights to both. */
export const FEATURES = 4;

/**
 * [G · R × nodes] genes of the subgraph of each pair: its own two, then others by the larger weight to either, and by index where equal; −1
 * where genes run out.
 */
export function surroundings(
  weights: Float32Array,
  { genes, candidates }: Pick<LinkFeatures, 'genes' | 'candidates'>,
): Int32Array {
  const R = candidates.length;
  const nodes = new Int32Array(genes * R * NODES).fill(-1);
  const nearness = new Float32Array(genes);
  for (let gene = 0; gene < genes; gene++)
    candidates.forEach((regulator, r) => {
      for (let g = 0; g < genes; g++)
        nearness[g] = Math.max(weightOf(weights, genes, g, regulator), weightOf(weights, genes, g, gene));
      const others: number[] = [];
      for (let g = 0; g < genes; g++) {
        if (g === regulator || g === gene) continue;
        let place = others.length;
        while (place > 0 && (nearness[others[place - 1] as number] as number) < (nearness[g] as number))
          place--;
        if (place >= NODES - 2) continue;
        others.splice(place, 0, g);
        others.length = Math.min(others.length, NODES - 2);
      }
      nodes.set([regulator, gene, ...others], (gene * R + r) * NODES);
    });
  return nodes;
}

/** States [pairs × nodes × features], and D⁻¹(A + I) [pairs × nodes × nodes] with the magnitudes of weights as A. */
export function tensorsOf(
  weights: Float32Array,
  genes: number,
  nodes: Int32Array,
  places: Int32Array,
): { readonly states: tf.Tensor3D; readonly graphs: tf.Tensor3D } {
  const states = new Float32Array(places.length * NODES * FEATURES);
  const graphs = new Float32Array(places.length * NODES * NODES);
  places.forEach((place, pair) => {
    const own = nodes.subarray(place * NODES, (place + 1) * NODES);
    const [regulator, target] = own as unknown as readonly [number, number];
    own.forEach((node, i) => {
      if (node < 0) return;
      states.set(
        [
          Number(i === 0),
          Number(i === 1),
          weightOf(weights, genes, node, regulator),
          weightOf(weights, genes, node, target),
        ],
        (pair * NODES + i) * FEATURES,
      );
      const row = graphs.subarray((pair * NODES + i) * NODES, (pair * NODES + i + 1) * NODES);
      own.forEach((other, j) => {
        row[j] = i === j ? 1 : other < 0 ? 0 : weightOf(weights, genes, node, other);
      });
      const degree = row.reduce((sum, weight) => sum + weight, 0);
      row.forEach((weight, j) => (row[j] = weight / degree));
    });
  });
  return {
    states: tf.tensor3d(states, [places.length, NODES, FEATURES]),
    graphs: tf.tensor3d(graphs, [places.length, NODES, NODES]),
  };
}

function weightOf(weights: Float32Array, genes: number, a: number, b: number): number {
  return Math.abs(weights[a * genes + b] as number);
}
