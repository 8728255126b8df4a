/**
 * What recognition needs to know about a matrix without reading all of it: some values and the sums of some whole cells.
 * Stored by cell: up to 200 cells are read. Stored by gene: whole cells only come out of one full pass.
 */
import type { MatrixInfo } from '../annotation';
import type { Block } from '../source';
import { linesOf, type MatrixReader, rawBlocks } from './matrixReader';

const CELLS = 200;
const VALUES = 4_000;
/** Above this many entries, cells of a chunked dense matrix are sampled in a few neighbourhoods: each costs its chunks. */
const MANY_ENTRIES = 16_000_000;
const NEIGHBOURHOODS = 8;

type Progress = (done: number, total: number) => void;

interface CellSums {
  readonly sums: Float64Array;
  readonly sumsExpm1: Float64Array;
  /** Non-zero entries seen per sampled cell. */
  readonly entries: Float64Array;
  minimum: number;
  maximum: number;
  readonly nonZero: number[];
}

export async function describeMatrix(
  path: string,
  reader: MatrixReader,
  onBytes: Progress,
): Promise<MatrixInfo> {
  const sampled = sampledCells(reader);
  const found: CellSums = {
    sums: new Float64Array(sampled.length),
    sumsExpm1: new Float64Array(sampled.length),
    entries: new Float64Array(sampled.length),
    minimum: Infinity,
    maximum: -Infinity,
    nonZero: [],
  };
  const slotOfCell = new Int32Array(reader.cells).fill(-1);
  sampled.forEach((cell, slot) => (slotOfCell[cell] = slot));
  for await (const block of sampledBlocks(reader, sampled, onBytes))
    addBlock(found, block, slotOfCell, reader.genes);
  // What is not stored is zero.
  if (found.entries.some((entries) => entries < reader.genes)) {
    found.minimum = Math.min(found.minimum, 0);
    found.maximum = Math.max(found.maximum, 0);
  }
  return {
    path,
    encoding: reader.encoding,
    genes: reader.genes,
    sample: evenly(found.nonZero, VALUES),
    rowSums: found.sums,
    rowSumsExpm1: found.sumsExpm1,
    minimum: Number.isFinite(found.minimum) ? found.minimum : 0,
    maximum: Number.isFinite(found.maximum) ? found.maximum : 0,
  };
}

function sampledCells(reader: MatrixReader): readonly number[] {
  const count = Math.min(CELLS, reader.cells);
  const local = reader.band > 1 && reader.entriesBefore(linesOf(reader)) > MANY_ENTRIES;
  const groups = local ? NEIGHBOURHOODS : count;
  const perGroup = count / groups;
  return Array.from({ length: count }, (_, i) => {
    const group = Math.floor(i / perGroup);
    return Math.floor((group * reader.cells) / groups) + (i - group * perGroup);
  });
}

async function* sampledBlocks(
  reader: MatrixReader,
  cells: readonly number[],
  onBytes: Progress,
): AsyncGenerator<Block> {
  if (reader.encoding === 'csc') {
    yield* rawBlocks(reader, onBytes);
    return;
  }
  for (let i = 0; i < cells.length;) {
    const first = cells[i] ?? 0;
    let count = 1;
    while (cells[i + count] === first + count && reader.band > 1) count += 1;
    yield await reader.read(first, count);
    i += count;
    onBytes(i, cells.length);
  }
}

function addBlock(found: CellSums, block: Block, slotOfCell: Int32Array, genes: number): void {
  if (block.layout === 'dense') {
    for (let p = 0; p < block.values.length; p++) {
      addValue(found, slotOfCell[block.first + Math.floor(p / genes)] ?? -1, block.values[p] ?? 0);
    }
    return;
  }
  for (let line = 0; line < block.count; line++) {
    const end = block.pointers[line + 1] ?? 0;
    for (let p = block.pointers[line] ?? 0; p < end; p++) {
      const cell = block.layout === 'by-cell' ? block.first + line : (block.indices[p] ?? 0);
      addValue(found, slotOfCell[cell] ?? -1, block.values[p] ?? 0);
    }
  }
}

/** Values that are not finite are left to the pass that reads everything and names their place. */
function addValue(found: CellSums, slot: number, value: number): void {
  if (slot < 0 || !Number.isFinite(value)) return;
  found.sums[slot] = (found.sums[slot] ?? 0) + value;
  found.sumsExpm1[slot] = (found.sumsExpm1[slot] ?? 0) + Math.expm1(value);
  found.entries[slot] = (found.entries[slot] ?? 0) + 1;
  found.minimum = Math.min(found.minimum, value);
  found.maximum = Math.max(found.maximum, value);
  if (value !== 0) found.nonZero.push(value);
}

function evenly(values: readonly number[], limit: number): Float32Array {
  if (values.length <= limit) return Float32Array.from(values);
  return Float32Array.from({ length: limit }, (_, i) => values[Math.floor((i * values.length) / limit)] ?? 0);
}
