/**
 * Random access to whole lines of a matrix (cells; genes where the file stores by gene), and streaming in blocks of about four million
 * entries with a pause for the event loop after each. A stream with values that are not finite is refused. Refuses values that no
 * measurement of expression reaches, such as a 1e30 that stands for a missing value.
 */
import { DatasetFailure } from '../errors';
import type { Block, ExpressionSource } from '../source';
import type { OnBytes } from './bytes';
import type { Plain } from './hierarchy';

export interface MatrixReader {
  readonly encoding: 'dense' | 'csr' | 'csc';
  readonly cells: number;
  readonly genes: number;
  /** Stored entries in lines [0, line), to size blocks before reading them. */
  entriesBefore(line: number): number;
  /** Bytes in the file per stored entry. */
  readonly bytesPerEntry: number;
  /** Lines per chunk of the file; 1 where blocks may be cut anywhere. */
  readonly band: number;
  read(first: number, count: number): Block | Promise<Block>;
}

/** Of a block that is read at once, unless a chunk has more. */
export const ENTRIES_PER_BLOCK = 4_000_000;
const MAX_ENTRIES_PER_BAND = 32_000_000;

export function linesOf(reader: MatrixReader): number {
  return reader.encoding === 'csc' ? reader.genes : reader.cells;
}

/** All blocks, unchecked; where genes are lines, only those of `wanted` [genes]. */
export async function* rawBlocks(
  reader: MatrixReader,
  onBytes: OnBytes,
  wanted?: Uint8Array,
): AsyncGenerator<Block> {
  const lines = linesOf(reader);
  const chosen = reader.encoding === 'csc' ? wanted : undefined;
  const total = reader.entriesBefore(lines) * reader.bytesPerEntry;
  for (let first = 0; first < lines;) {
    if (chosen?.[first] === 0) {
      first += 1;
      continue;
    }
    const end = blockEnd(reader, first, endOfRun(chosen, first, lines));
    yield await reader.read(first, end - first);
    onBytes(reader.entriesBefore(end) * reader.bytesPerEntry, total);
    await new Promise((resolve) => setTimeout(resolve, 0));
    first = end;
  }
}

/**
 * All blocks. Throws `not-finite` with the first place and the number of such values in the whole matrix; `where` names a place.
 */
export async function* finiteBlocks(
  reader: MatrixReader,
  file: string,
  where: (cell: number, gene: number) => string,
  onBytes: OnBytes,
  wanted?: Uint8Array,
): AsyncGenerator<Block> {
  let count = 0;
  let firstPlace = '';
  for await (const block of rawBlocks(reader, onBytes, wanted)) {
    const bad = nonFinitePositions(block.values);
    const position = bad[0];
    if (position !== undefined && count === 0) firstPlace = where(...placeOf(block, position, reader.genes));
    count += bad.length;
    if (count === 0) yield block;
  }
  if (count > 0) throw new DatasetFailure({ tag: 'not-finite', file, where: firstPlace, count });
}

/** The first unwanted line from `first` on; `lines` where there is none. */
function endOfRun(wanted: Uint8Array | undefined, first: number, lines: number): number {
  const end = wanted?.indexOf(0, first) ?? -1;
  return end < 0 ? lines : end;
}

function blockEnd(reader: MatrixReader, first: number, lines: number): number {
  const start = reader.entriesBefore(first);
  let low = first + 1;
  let high = lines;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (reader.entriesBefore(middle) - start <= ENTRIES_PER_BLOCK) low = middle;
    else high = middle - 1;
  }
  const whole = Math.floor((low - first) / reader.band) * reader.band;
  if (low === lines || reader.band === 1) return low;
  if (whole > 0) return first + whole;
  const oneBand = Math.min(first + reader.band, lines);
  return reader.entriesBefore(oneBand) - start <= MAX_ENTRIES_PER_BAND ? oneBand : low;
}

function nonFinitePositions(values: Float32Array): readonly number[] {
  const positions: number[] = [];
  for (let p = 0; p < values.length; p++) {
    const value = values[p] ?? 0;
    if (!Number.isFinite(value)) positions.push(p);
  }
  return positions;
}

/** Cell and gene of the entry at `position` of a block. */
function placeOf(block: Block, position: number, genes: number): [cell: number, gene: number] {
  if (block.layout === 'dense') return [block.first + Math.floor(position / genes), position % genes];
  let line = 0;
  while ((block.pointers[line + 1] ?? Infinity) <= position) line += 1;
  const other = block.indices[position] ?? 0;
  return block.layout === 'by-cell' ? [block.first + line, other] : [other, block.first + line];
}

/**
 * A reader of compressed lines; duplicate entries of a line are summed, as in scipy. @param pointers [lines + 1] @param entriesAt positions
 * and values of entries [start, end) @param outside called with an entry whose position lies outside the other axis
 */
export function compressedReader(
  head: Pick<MatrixReader, 'encoding' | 'cells' | 'genes' | 'bytesPerEntry'>,
  pointers: Float64Array,
  entriesAt: (start: number, end: number) => Promise<readonly [positions: Plain, values: Float32Array]>,
  outside?: (entry: number, position: number | undefined) => never,
): MatrixReader {
  const byGene = head.encoding === 'csc';
  const others = byGene ? head.cells : head.genes;
  const entriesBefore = (line: number) => pointers[line] ?? pointers.at(-1) ?? 0;
  const read = async (first: number, count: number): Promise<Block> => {
    const start = entriesBefore(first);
    const [positions, values] = await entriesAt(start, entriesBefore(first + count));
    const block: Lines = {
      pointers: pointers.slice(first, first + count + 1).map((pointer) => pointer - start),
      indices: positions instanceof Int32Array ? positions : new Int32Array(positions),
      values,
    };
    const found = checkLines(positions, block.pointers, others);
    if (found === 'outside') {
      const wrong = positions.findIndex((position) => !(position >= 0 && position < others));
      outside?.(start + wrong, positions[wrong]);
    }
    const merged = found === 'distinct' ? block : sumDuplicates(block);
    return { layout: byGene ? 'by-gene' : 'by-cell', first, count, ...merged };
  };
  return { ...head, entriesBefore, band: 1, read };
}

/** Tells whether a position lies outside [0, others), or occurs twice in one line. */
function checkLines(
  positions: Plain,
  pointers: Float64Array,
  others: number,
): 'distinct' | 'repeated' | 'outside' {
  let repeated = false;
  /** [others] the last line with an entry at the position, counted from 1. */
  const seenIn = new Int32Array(others);
  for (let line = 1; line < pointers.length; line++) {
    const [start, end] = [pointers[line - 1] as number, pointers[line] as number];
    if (isAscending(positions, start, end, others)) continue;
    for (let p = start; p < end; p++) {
      const position = positions[p] as number;
      if (!(position >= 0 && position < others)) return 'outside';
      if (seenIn[position] === line) repeated = true;
      seenIn[position] = line;
    }
  }
  return repeated ? 'repeated' : 'distinct';
}

/** Whether positions [start, end) ascend within [0, others), as most files have them: none lies outside or occurs twice. */
function isAscending(positions: Plain, start: number, end: number, others: number): boolean {
  let last = -1;
  for (let p = start; p < end; p++) {
    const position = positions[p] as number;
    if (!(position > last)) return false;
    last = position;
  }
  return last < others;
}

type Lines = Pick<Exclude<Block, { readonly layout: 'dense' }>, 'pointers' | 'indices' | 'values'>;

/** Sorts entries by position and sums duplicates, as scipy does. */
function sumDuplicates(block: Lines): Lines {
  const indices: number[] = [];
  const values: number[] = [];
  const pointers = block.pointers.map((_, line) => {
    if (line === 0) return 0;
    const sums = new Map<number, number>();
    const end = block.pointers[line] ?? 0;
    for (let p = block.pointers[line - 1] ?? 0; p < end; p++) {
      const index = block.indices[p] ?? 0;
      sums.set(index, (sums.get(index) ?? 0) + (block.values[p] ?? 0));
    }
    for (const [index, sum] of [...sums].toSorted(([a], [b]) => a - b)) {
      indices.push(index);
      values.push(sum);
    }
    return indices.length;
  });
  return { pointers, indices: Int32Array.from(indices), values: Float32Array.from(values) };
}

/** Counts and intensities stay far below. */
const LARGEST = 1e12;

/** The source, whose blocks throw `value-too-large`. */
export function withPossibleValues(source: ExpressionSource): ExpressionSource {
  const { opened } = source;
  return {
    ...source,
    async *blocks(path, onBytes, wanted) {
      const index = opened.genes[path]?.index ?? [];
      for await (const block of source.blocks(path, onBytes, wanted)) {
        const at = firstTooLarge(block.values);
        if (at >= 0) {
          const [cell, gene] = placeOf(block, at, index.length);
          const where = `${path}, cell ${opened.cellNames[cell] ?? cell}, gene ${index[gene] ?? gene}`;
          throw new DatasetFailure({
            tag: 'value-too-large',
            file: opened.name,
            where,
            value: block.values[at] ?? 0,
          });
        }
        yield block;
      }
    },
  };
}

/** −1 where there is none; a loop, because blocks have millions of values. */
function firstTooLarge(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) if (Math.abs(values[at] as number) > LARGEST) return at;
  return -1;
}
