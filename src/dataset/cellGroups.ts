/** Groups of cells that a person can name, and where their mean lies: each perturbation at each time point, each batch, each category of a column. */
import { type Dataset, isControl, nameOfCondition } from './dataset';
import { columnsBeside } from './pickedCells';

export interface CellGroup {
  /** As shown: 'GATA1 (2 days)', 'batch b2', 'cluster: erythroid'. */
  readonly name: string;
  readonly cells: number;
  /** The cells whose code, of all cells' `codes` [cells], is this. */
  readonly code: number;
  readonly codes: Int32Array;
}

/** Columns with more categories group single cells. */
const MAX_CATEGORIES = 60;

/** Empty where the data set has no cells; without the controls where there is one group of them, since nothing leads there. */
export function cellGroups(dataset: Dataset): readonly CellGroup[] {
  const { values, conditions, conditionOfCell, batches, batchOfCell, timeUnit } = dataset;
  if (values.length === 0) return [];
  const isOnlyControl = conditions.filter(isControl).length === 1;
  const named = conditions.map((one) =>
    isOnlyControl && isControl(one) ? '' : nameOfCondition(one.label, one.time, timeUnit),
  );
  const columns = columnsBeside(dataset).flatMap((column) =>
    column.kind === 'category' &&
    column.categories.length <= MAX_CATEGORIES &&
    column.categories.toSorted().join('\t') !== batches.toSorted().join('\t')
      ? groupsOf(
          column.categories.map((category) => `${column.name}: ${category}`),
          column.codes,
        )
      : [],
  );
  const ofBatches =
    batchOfCell && batches.length > 1
      ? groupsOf(
          batches.map((label) => `batch ${label}`),
          batchOfCell,
        )
      : [];
  return [...groupsOf(named, conditionOfCell), ...ofBatches, ...columns];
}

/** Those with a name and cells. */
function groupsOf(names: readonly string[], codes: Int32Array): readonly CellGroup[] {
  const sizes = names.map(() => 0);
  for (const code of codes) if (code >= 0) sizes[code] = (sizes[code] ?? 0) + 1;
  return names
    .map((name, code) => ({ name, cells: sizes[code] ?? 0, code, codes }))
    .filter(({ name, cells }) => name !== '' && cells > 0);
}

/** [cells] 1 in the group. */
export function cellsOfGroup({ code, codes }: CellGroup): Uint8Array {
  return Uint8Array.from(codes, (own) => Number(own === code));
}

/** [G] mean of the group less `mean` (of the controls), in log1p expression; 0 at genes that were not measured. */
export function shiftOfGroup(
  { genes, values, latent }: Pick<Dataset, 'genes' | 'values' | 'latent'>,
  { cells, code, codes }: CellGroup,
  mean: ArrayLike<number>,
): Float64Array {
  const sums = new Float64Array(genes.length);
  for (const [cell, own] of codes.entries()) {
    if (own !== code) continue;
    const row = cell * genes.length;
    for (let gene = 0; gene < sums.length; gene++)
      sums[gene] = (sums[gene] as number) + (values[row + gene] as number);
  }
  return sums.map((sum, gene) =>
    cells === 0 || latent?.includes(gene) ? 0 : sum / cells - (mean[gene] ?? 0),
  );
}
