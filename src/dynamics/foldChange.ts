/** A change of mean log1p expression as a log2 fold change of expression, the same for predicted and measured changes. */
import type { FittedModel } from './fitted';

/** Expression below this is not told apart from none in a fold change. */
const pseudocount = 0.05;

/** `delta`: [G] added to the model's control mean; a gene that was off stays finite. */
export function foldChange(model: Pick<FittedModel, 'mean'>, delta: Float32Array): Float32Array {
  return delta.map((change, gene) => {
    const before = model.mean[gene] ?? 0;
    const after = Math.max(0, Math.expm1(before + change));
    return Math.log2((after + pseudocount) / (Math.max(0, Math.expm1(before)) + pseudocount));
  });
}
