/** The non-zero values of a block one by one, whatever its layout: the only place that knows the three layouts. */
import type { Block } from '../source';

/**
 * Calls `visit` with the row among the used cells and the place of the gene for each value that is not zero; cells whose
 * `rowOfCell` is −1 are passed over. Every step that reads values goes through here.
 * @param placeOfGene [genes of the matrix]
 */
export function forEachEntry(
  block: Block,
  placeOfGene: Int32Array,
  rowOfCell: Int32Array,
  visit: (row: number, gene: number, value: number) => void,
): void {
  const { first, count, values } = block;
  const genes = placeOfGene.length;
  switch (block.layout) {
    case 'dense':
      for (let line = 0; line < count; line++) {
        const row = rowOfCell[first + line] ?? -1;
        if (row < 0) continue;
        for (let gene = 0; gene < genes; gene++) {
          const value = values[line * genes + gene] ?? 0;
          if (value !== 0) visit(row, placeOfGene[gene] ?? 0, value);
        }
      }
      return;
    case 'by-cell':
      for (let line = 0; line < count; line++) {
        const row = rowOfCell[first + line] ?? -1;
        if (row < 0) continue;
        const end = block.pointers[line + 1] ?? 0;
        for (let p = block.pointers[line] ?? 0; p < end; p++) {
          visit(row, placeOfGene[block.indices[p] ?? 0] ?? 0, values[p] ?? 0);
        }
      }
      return;
    case 'by-gene':
      for (let line = 0; line < count; line++) {
        const end = block.pointers[line + 1] ?? 0;
        const place = placeOfGene[first + line] ?? 0;
        for (let p = block.pointers[line] ?? 0; p < end; p++) {
          const row = rowOfCell[block.indices[p] ?? -1] ?? -1;
          if (row >= 0) visit(row, place, values[p] ?? 0);
        }
      }
      return;
    default:
      block satisfies never;
  }
}
