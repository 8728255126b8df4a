/** A matrix without some of its rows of var: features that are not genes. */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { relocateBlock, selectEntries } from './combine/relocate';
import { linesOf, type MatrixReader } from './matrixReader';

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
