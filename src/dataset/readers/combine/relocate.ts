/**
 * Turns blocks of one file into blocks of a matrix joined from several: cells are offset, genes renumbered, genes that are not shared
 * dropped. The layout stays the same; sparse blocks stay sparse.
 */
import type { Block } from '../../source';

export interface Relocation {
  /** [genes of the block's file] row among the shared genes, −1 for dropped genes. */
  readonly rowOfGene: Int32Array;
  /** Number of shared genes. */
  readonly genes: number;
  /** Number of cells of preceding files. */
  readonly cellsBefore: number;
}

/** One block, or several where genes that were consecutive in a file by genes no longer are. */
export function* relocateBlock(block: Block, to: Relocation): Generator<Block> {
  switch (block.layout) {
    case 'dense':
      yield {
        ...block,
        first: block.first + to.cellsBefore,
        values: denseRows(block.values, block.count, to),
      };
      return;
    case 'by-cell':
      yield { ...block, first: block.first + to.cellsBefore, ...selectEntries(block, to.rowOfGene) };
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

/** Entries of shared genes, renumbered, in the order of the file within each cell. */
export function selectEntries(
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

/** Runs of lines that stay consecutive. */
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

/** The end of the run of `line`: lines that follow it in the new order too, or are dropped as it is. */
function endOfRun(rows: Int32Array, line: number): number {
  const step = (rows[line] as number) < 0 ? 0 : 1;
  let end = line + 1;
  while (end < rows.length && rows[end] === (rows[line] as number) + step * (end - line)) end += 1;
  return end;
}
