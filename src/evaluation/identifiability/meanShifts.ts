/** The mean change of every perturbed condition, as plainly as possible: a description of the screen, not what a model is fitted to. */
import { isControl, type Dataset } from '../../dataset/dataset';
import { comparedWith, rowsByCondition } from '../referenceFree/conditionEffects';

/** [perturbed conditions with cells] each [G] mean log1p minus that of the cells it is compared with (conditionEffects.ts). */
export function meanShifts(dataset: Dataset): readonly Float64Array[] {
  const rows = rowsByCondition(dataset);
  return dataset.conditions.flatMap((condition, index) => {
    const reference = comparedWith(dataset, index).flatMap((other) => rows[other] ?? []);
    const own = rows[index] ?? [];
    if (isControl(condition) || own.length === 0 || reference.length === 0) return [];
    const [with_, without] = [meanOf(dataset, own), meanOf(dataset, reference)];
    return [with_.map((value, gene) => value - (without[gene] as number))];
  });
}

function meanOf({ genes, values }: Dataset, cells: readonly number[]): Float64Array {
  const mean = new Float64Array(genes.length);
  for (const cell of cells)
    for (let gene = 0; gene < mean.length; gene++)
      mean[gene] = (mean[gene] as number) + (values[cell * mean.length + gene] as number) / cells.length;
  return mean;
}
