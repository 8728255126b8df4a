/** The non-zero values of a block one by one, whatever its layout: the only place that knows the three layouts. */
import type { Block } from '../source';

/**
 * Calls `visit` with the row among the used cells and the gene for each value that is not zero; cells whose
 * `rowOfCell` is −1 are passed over. Every step that reads values goes through here.
 */
export function forEachEntry(
  block: Block,
  genes: number,
  rowOfCell: Int32Array,
  visit: (row: number, gene: number, value: number) => void,
): void {
  const { first, count, values } = block;
  switch (block.layout) {
    case 'dense':
      for (let line = 0; line < count; line++) {
        const row = rowOfCell[first + line] ?? -1;
        if (row < 0) continue;
        for (let gene = 0; gene < genes; gene++) {
          const value = values[line * genes + gene] ?? 0;
          if (value !== 0) visit(row, gene, value);
        }
      }
      return;
    case 'by-cell':
      for (let line = 0; line < count; line++) {
        const row = rowOfCell[first + line] ?? -1;
        if (row < 0) continue;
        const end = block.pointers[line + 1] ?? 0;
        for (let p = block.pointers[line] ?? 0; p < end; p++) {
          visit(row, block.indices[p] ?? 0, values[p] ?? 0);
        }
      }
      return;
    case 'by-gene':
      for (let line = 0; line < count; line++) {
        const end = block.pointers[line + 1] ?? 0;
        for (let p = block.pointers[line] ?? 0; p < end; p++) {
          const row = rowOfCell[block.indices[p] ?? -1] ?? -1;
          if (row >= 0) visit(row, first + line, values[p] ?? 0);
        }
      }
      return;
    default:
      block satisfies never;
  }
}
