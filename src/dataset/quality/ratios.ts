/**
 * Log ratios to control (microarrays, pseudo-bulk) as logarithms of expression whose control level is 2^16 units: all
 * later steps then read them like other logarithms, and a fold change is the ratio (to .002 %). 0 is the control, so
 * values that a sparse matrix leaves out are controls too.
 */
import { CONTROL_OF_RATIOS } from '../dataset';
import { isRatio, type RatioScale, type ValueScale } from '../mapping';
import type { Block, ExpressionSource } from '../source';

const UNIT: Readonly<Record<RatioScale, number>> = { 'log-ratio': Math.LN2, 'ln-ratio': 1 };

/** The source with ratios as natural logarithms, and their scale; other scales unchanged. */
export function asExpression(
  source: ExpressionSource,
  values: ValueScale,
): { readonly source: ExpressionSource; readonly values: Exclude<ValueScale, RatioScale> } {
  if (!isRatio(values)) return { source, values };
  const level = (ratio: number): number => Math.max(0, CONTROL_OF_RATIOS + UNIT[values] * ratio);
  const { opened } = source;
  return {
    source: {
      opened,
      close: () => source.close(),
      async *blocks(path, onBytes, wanted) {
        const genes = opened.matrices.find((matrix) => matrix.path === path)?.genes ?? 0;
        for await (const block of source.blocks(path, onBytes, wanted))
          yield everyLevel(block, genes, opened.cells, level);
      },
    },
    values: 'log-normalised',
  };
}

/** The block with the level of every value, those left out included. */
function everyLevel(block: Block, genes: number, cells: number, level: (ratio: number) => number): Block {
  const { first, count } = block;
  if (block.layout === 'dense') return { layout: 'dense', first, count, values: block.values.map(level) };
  const width = block.layout === 'by-cell' ? genes : cells;
  const values = new Float32Array(count * width).fill(level(0));
  for (let line = 0; line < count; line++) {
    const end = block.pointers[line + 1] as number;
    for (let p = block.pointers[line] as number; p < end; p++)
      values[line * width + (block.indices[p] as number)] = level(block.values[p] as number);
  }
  if (block.layout === 'by-cell') return { layout: 'dense', first, count, values };
  return {
    layout: 'by-gene',
    first,
    count,
    pointers: Float64Array.from({ length: count + 1 }, (_, line) => line * width),
    indices: Int32Array.from(values.keys(), (p) => p % width),
    values,
  };
}
