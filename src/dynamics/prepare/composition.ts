/** Takes the compositional shift c_k out of the cells (docs/method.md, "Composition"). */
import type { Dataset } from '../../dataset/dataset';

/**
 * [cells × G] x ← log1p(expm1(x) · e^(−c_k)) with the dataset's c_k of each cell's condition. The dataset's own array
 * where it has none.
 */
export function correctComposition(dataset: Dataset, composition: Float64Array | null): Float32Array {
  if (composition === null) return dataset.values;
  const genes = dataset.genes.length;
  const corrected = dataset.values.slice();
  const factors = composition.map((shift) => Math.exp(-shift));
  for (let cell = 0; cell < dataset.cells; cell++) {
    const factor = factors[dataset.conditionOfCell[cell] as number] as number;
    if (factor === 1) continue;
    const end = (cell + 1) * genes;
    for (let p = cell * genes; p < end; p++)
      corrected[p] = Math.log1p(Math.expm1(corrected[p] as number) * factor);
  }
  return corrected;
}
