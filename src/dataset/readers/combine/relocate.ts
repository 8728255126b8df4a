/**
 * Blocks of one file as blocks of a matrix made of two: cells counted on from the first file, genes renumbered, genes
 * that are not shared left out. The layout stays as it is and nothing is densified.
 */
import type { Block } from '../../source';

export interface Relocation {
  /** [genes of the block's file] row among the shared genes, −1 where it is left out. */
  readonly rowOfGene: Int32Array;
  /** Number of shared genes. */
  readonly genes: number;
  /** Cells before the first one of the block's file. */
  readonly cellsBefore: number;
}

/** One block, or several where genes that lay together in a file by genes do not any more. */
export function* relocated(block: Block, to: Relocation): Generator<Block> {
  switch (block.layout) {
    case 'dense':
      yield {
        ...block,
        first: block.first + to.cellsBefore,
        values: denseRows(block.values, block.count, to),
      };
      return;
    case 'by-cell':
      yield { ...block, first: block.first + to.cellsBefore, ...someEntries(block, to.rowOfGene) };
      return;
    case 'by-gene':
      yield* runsOfGenes(block, to);
      return;
    default:
      block satisfies never;
  }
}

function denseRows(values: Float32Array, count: number, { rowOfGene, genes }: Relocation): Float32Array {
  const before = rowOfGene.length;
  const out = new Float32Array(count * genes);
  for (let gene = 0; gene < before; gene++) {
    const row = rowOfGene[gene] as number;
    if (row < 0) continue;
    for (let cell = 0; cell < count; cell++) out[cell * genes + row] = values[cell * before + gene] as number;
  }
  return out;
}

type Compressed = Exclude<Block, { readonly layout: 'dense' }>;

/** The entries of shared genes, renumbered; within a cell they keep the file's order. */
export function someEntries(
  block: Compressed,
  rowOfGene: Int32Array,
): Pick<Compressed, 'pointers' | 'indices' | 'values'> {
  const pointers = new Float64Array(block.count + 1);
  const indices = new Int32Array(block.indices.length);
  const values = new Float32Array(block.values.length);
  let kept = 0;
  for (let line = 0; line < block.count; line++) {
    const end = block.pointers[line + 1] as number;
    for (let p = block.pointers[line] as number; p < end; p++) {
      const row = rowOfGene[block.indices[p] as number] as number;
      if (row < 0) continue;
      indices[kept] = row;
      values[kept] = block.values[p] as number;
      kept += 1;
    }
    pointers[line + 1] = kept;
  }
  return { pointers, indices: indices.subarray(0, kept), values: values.subarray(0, kept) };
}

/** Lines that still lie together stay together. */
function* runsOfGenes(block: Compressed, { rowOfGene, cellsBefore }: Relocation): Generator<Block> {
  const rows = rowOfGene.subarray(block.first, block.first + block.count);
  const indices = block.indices.map((cell) => cell + cellsBefore);
  let line = 0;
  while (line < block.count) {
    const end = endOfRun(rows, line);
    const first = rows[line] as number;
    if (first >= 0) {
      const [from, to] = [block.pointers[line] as number, block.pointers[end] as number];
      yield {
        layout: 'by-gene',
        first,
        count: end - line,
        pointers: block.pointers.slice(line, end + 1).map((pointer) => pointer - from),
        indices: indices.subarray(from, to),
        values: block.values.subarray(from, to),
      };
    }
    line = end;
  }
}

/** The line after those that follow `line` in the new order as well, or that are left out as it is. */
function endOfRun(rows: Int32Array, line: number): number {
  const step = (rows[line] as number) < 0 ? 0 : 1;
  let end = line + 1;
  while (end < rows.length && rows[end] === (rows[line] as number) + step * (end - line)) end += 1;
  return end;
}
