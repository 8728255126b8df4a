/** The way back: scores of pairs in canonical order, as the dataset they were asked for has its genes. */
import type { CanonicalOrder } from '../../dataset/canonicalOrder';
import type { Dataset } from '../../dataset/dataset';

/** [R × G] of the ordered dataset in the order of the original one. */
export function inOriginalOrder(
  scores: Float32Array,
  original: Dataset,
  order: CanonicalOrder,
): Float32Array {
  const genes = original.genes.length;
  const rowOf = new Map(Array.from(order.dataset.candidates, (gene, row) => [gene, row]));
  const weights = new Float32Array(scores.length);
  original.candidates.forEach((candidate, r) => {
    const row = (rowOf.get(order.placeOfGene[candidate] as number) ?? 0) * genes;
    for (let g = 0; g < genes; g++)
      weights[r * genes + g] = scores[row + (order.placeOfGene[g] as number)] as number;
  });
  return weights;
}
