/**
 * Where labels of cells can come from: the columns of obs, and, for tables of one sample per row without any, the names
 * of the rows themselves ('WT', 'GATA1_KO_1'), offered as a column of their own.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';

const ROW_NAMES = 'row names';

export function rowNames(opened: OpenedFile): AnnotationColumn {
  const { cellNames } = opened;
  return {
    kind: 'category',
    name: ROW_NAMES,
    categories: cellNames,
    codes: Int32Array.from(cellNames.keys()),
  };
}

/** The column of obs with this name, else the row names where they are meant, else null. */
export function labelColumn(opened: OpenedFile, name: string | null): AnnotationColumn | null {
  const column = opened.obs.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  return name === ROW_NAMES ? rowNames(opened) : null;
}
