/** The non-zero values of a block one by one, whatever its layout: the only place that knows the three layouts. */
import type { Block } from '../source';

/** Calls `visit` with cell and gene as indices of the whole matrix. Every step that reads values goes through here. */
export function forEachEntry(
  block: Block,
  genes: number,
  visit: (cell: number, gene: number, value: number) => void,
): void {
  const { first, count, values } = block;
  switch (block.layout) {
    case 'dense':
      for (let row = 0; row < count; row++) {
        for (let gene = 0; gene < genes; gene++) {
          const value = values[row * genes + gene] ?? 0;
          if (value !== 0) visit(first + row, gene, value);
        }
      }
      return;
    case 'by-cell':
      for (let row = 0; row < count; row++) {
        const end = block.pointers[row + 1] ?? 0;
        for (let p = block.pointers[row] ?? 0; p < end; p++) {
          visit(first + row, block.indices[p] ?? 0, values[p] ?? 0);
        }
      }
      return;
    case 'by-gene':
      for (let column = 0; column < count; column++) {
        const end = block.pointers[column + 1] ?? 0;
        for (let p = block.pointers[column] ?? 0; p < end; p++) {
          visit(block.indices[p] ?? 0, first + column, values[p] ?? 0);
        }
      }
      return;
    default:
      block satisfies never;
  }
}
