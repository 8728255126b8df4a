/**
 * Correlation of a candidate with every gene over all training cells: what can be had without knowing who was perturbed. It has
 * a sign but no direction.
 */
import { crossProducts } from '../../numerics/linearAlgebra';
import type { Screen } from './screen';

/** [R × G] Pearson's r; 0 where a gene does not vary, and of a gene with itself. */
export function pearsonScores({ dataset, cells }: Screen): Float32Array {
  const genes = dataset.genes.length;
  const centred = Float64Array.from(cells.values);
  const norm = new Float64Array(genes);
  for (let g = 0; g < genes; g++) {
    let sum = 0;
    for (let p = g; p < centred.length; p += genes) sum += centred[p] as number;
    let squares = 0;
    for (let p = g; p < centred.length; p += genes) {
      const difference = (centred[p] as number) - sum / cells.count;
      centred[p] = difference;
      squares += difference ** 2;
    }
    norm[g] = Math.sqrt(squares);
  }
  const products = crossProducts(
    { values: centred, columns: genes, weights: null },
    Int32Array.from(cells.conditionOf.keys()),
    dataset.candidates,
    Int32Array.from(norm.keys()),
  );
  return Float32Array.from(products, (product, p) => {
    const source = dataset.candidates[Math.floor(p / genes)] as number;
    const scale = (norm[source] as number) * (norm[p % genes] as number);
    return scale > 0 && source !== p % genes ? product / scale : 0;
  });
}
