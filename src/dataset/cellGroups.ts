/** Groups of cells that a person can pick, and where their mean lies: each perturbation at each time point, and each batch. */
import { type Dataset, isControl, nameOfCondition } from './dataset';

export interface CellGroup {
  /** As shown: 'GATA1 (2 days)'; of a batch with its kind, 'batch b2'. */
  readonly name: string;
  readonly cells: number;
  readonly of: { readonly condition: number } | { readonly batch: number };
}

/** Empty where the data set has no cells; without the controls where there is one group of them, since nothing leads there. */
export function cellGroups(dataset: Dataset): readonly CellGroup[] {
  if (dataset.values.length === 0) return [];
  const controls = dataset.conditions.filter(isControl).length;
  const conditions = dataset.conditions.flatMap((one, condition): CellGroup[] =>
    one.cells === 0 || (isControl(one) && controls === 1)
      ? []
      : [
          {
            name: nameOfCondition(one.label, one.time, dataset.timeUnit),
            cells: one.cells,
            of: { condition },
          },
        ],
  );
  if (dataset.batches.length < 2) return conditions;
  const sizes = dataset.batches.map(() => 0);
  for (const batch of dataset.batchOfCell ?? []) sizes[batch] = (sizes[batch] ?? 0) + 1;
  const batches = dataset.batches.map((label, batch) => ({
    name: `batch ${label}`,
    cells: sizes[batch] ?? 0,
    of: { batch },
  }));
  return [...conditions, ...batches.filter(({ cells }) => cells > 0)];
}

/** [G] mean of the group less `mean` (of the controls), in log1p expression; 0 at genes that were not measured. */
export function shiftOfGroup(
  { genes, values, conditionOfCell, batchOfCell, latent }: Dataset,
  { of }: CellGroup,
  mean: ArrayLike<number>,
): Float64Array {
  const [groups, own] =
    'batch' in of ? [batchOfCell ?? new Int32Array(), of.batch] : [conditionOfCell, of.condition];
  const sums = new Float64Array(genes.length);
  let cells = 0;
  for (const [cell, group] of groups.entries()) {
    if (group !== own) continue;
    cells++;
    const row = cell * genes.length;
    for (let gene = 0; gene < sums.length; gene++)
      sums[gene] = (sums[gene] as number) + (values[row + gene] as number);
  }
  return sums.map((sum, gene) =>
    cells === 0 || latent?.includes(gene) ? 0 : sum / cells - (mean[gene] ?? 0),
  );
}
