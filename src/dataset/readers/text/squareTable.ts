/**
 * Tables of as many rows as genes that say nothing of what was done, as the DREAM challenges hand out knockouts: row n is the
 * one sample with gene n perturbed. Taken for that only where the values say so: nearly every gene is lowest in its own row.
 */
import type { AnnotationColumn, DatasetNote } from '../../annotation';
import { categoryColumn } from '../columns';
import type { ValueRows } from './valueRows';

const ROWS_AT_LEAST = 5;
const SHARE_LOWEST = 0.9;

interface OwnGenes {
  readonly column: AnnotationColumn;
  readonly note: DatasetNote;
}

/** @param genes names of the columns; null where the table is no such */
export function ownGenes(values: ValueRows, genes: readonly string[]): OwnGenes | null {
  const { length } = genes;
  if (values.rows !== length || length < ROWS_AT_LEAST) return null;
  const own = genes.map((_, gene) => values.row(gene)[gene] as number);
  const isLowest = own.map(() => true);
  for (let row = 0; row < length; row++) {
    values.row(row).forEach((value, gene) => {
      if (row !== gene && value <= (own[gene] as number)) isLowest[gene] = false;
    });
  }
  const lowest = isLowest.filter(Boolean).length;
  if (lowest < SHARE_LOWEST * length) return null;
  return {
    column: categoryColumn('gene of the row', genes),
    note: { tag: 'row-is-its-gene', lowest, rows: length },
  };
}
