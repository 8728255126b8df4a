/** The names of the genes of the chosen matrix, from the chosen column of var; a missing name is left out. */
import type { OpenedFile } from '../annotation';
import type { Mapping } from '../mapping';

export function matrixGenes(
  opened: OpenedFile,
  mapping: Pick<Mapping, 'matrix' | 'geneColumn'>,
): readonly string[] {
  const axis = opened.genes[mapping.matrix];
  if (!axis) return [];
  const column = axis.columns.find((candidate) => candidate.name === mapping.geneColumn);
  if (column?.kind !== 'category') return axis.index;
  return Array.from(column.codes, (code) => column.categories[code]).filter((name) => name !== undefined);
}
