/**
 * A matrix without some of its rows of var: features that are not genes. Turns blocks of one file into blocks of a matrix joined from
 * several: cells are offset, genes renumbered, genes that are not shared dropped. The layout stays the same; sparse blocks stay sparse.
 */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { type MatrixReader, linesOf } from './matrixReader';
import type { Block } from '../source';

/** [features] row among the kept ones, −1 for the others. @param kept ascending */
export function rowsAmong(kept: readonly number[], features: number): Int32Array {
  const rowOfFeature = new Int32Array(features).fill(-1);
  kept.forEach((row, at) => (rowOfFeature[row] = at));
  return rowOfFeature;
}

/** The axis of the kept rows. */
export function axisOf(axis: GeneAxis, kept: readonly number[]): GeneAxis {
  return { ...axis, index: kept.map((row) => axis.index[row] ?? ''), columns: axis.columns.map(rowsOf) };

  function rowsOf(column: AnnotationColumn): AnnotationColumn {
    return column.kind === 'number'
      ? { ...column, values: Float64Array.from(kept, (row) => column.values[row] ?? NaN) }
      : { ...column, codes: Int32Array.from(kept, (row) => column.codes[row] ?? -1) };
  }
}

/** The reader of the kept genes, from one of all features. @param kept ascending */
export function onlyGenes(reader: MatrixReader, kept: readonly number[]): MatrixReader {
  const genes = kept.length;
  if (genes === reader.genes) return reader;
  const rowOfFeature = rowsAmong(kept, reader.genes);
  if (reader.encoding === 'csc') return onlyLines(reader, kept, rowOfFeature);
  return {
    ...reader,
    genes,
    read: async (first, count) => {
      const block = await reader.read(first, count);
      if (block.layout !== 'dense') return { ...block, ...selectEntries(block, rowOfFeature) };
      const [own = block] = relocateBlock(block, { rowOfGene: rowOfFeature, genes, cellsBefore: 0 });
      return own;
    },
  };
}

/** Where genes are lines, those between kept ones are read and dropped. */
function onlyLines(reader: MatrixReader, kept: readonly number[], rowOfFeature: Int32Array): MatrixReader {
  const lines = linesOf(reader);
  return {
    ...reader,
    genes: kept.length,
    entriesBefore: (line) => reader.entriesBefore(kept[line] ?? lines),
    read: async (first, count) => {
      const from = kept[first] ?? lines;
      const to = (kept[first + count - 1] ?? lines - 1) + 1;
      const block = await reader.read(from, to - from);
      if (block.layout === 'dense') return block;
      const pointers = new Float64Array(count + 1);
      const indices = new Int32Array(block.indices.length);
      const values = new Float32Array(block.values.length);
      let stored = 0;
      for (let line = 0; line < block.count; line++) {
        const row = rowOfFeature[from + line] as number;
        if (row < 0) continue;
        const [start, end] = [block.pointers[line] as number, block.pointers[line + 1] as number];
        indices.set(block.indices.subarray(start, end), stored);
        values.set(block.values.subarray(start, end), stored);
        stored += end - start;
        pointers[row - first + 1] = stored;
      }
      return {
        layout: 'by-gene',
        first,
        count,
        pointers,
        indices: indices.subarray(0, stored),
        values: values.subarray(0, stored),
      };
    },
  };
}

interface Relocation {
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
