/**
 * Samples a matrix for recognition: some values and the sums of up to 200 whole cells. Matrices stored by cell are read in part; for
 * whole cells of matrices stored by gene, one full pass is needed. Collects how the values of some cells are distributed over and within
 * genes (`ValueShape`), one value that is not 0 at a time.
 */
import {
  type MatrixInfo,
  type NegativeValues,
  type SampledRows,
  type Undoing,
  type ValueShape,
  perUndoing,
  undoingNames,
  undoings,
} from '../annotation';
import type { Block } from '../source';
import type { OnBytes } from './bytes';
import { ENTRIES_PER_BLOCK, type MatrixReader, linesOf, rawBlocks } from './matrixReader';
import { median, quantileOfSorted } from '../../numerics/statistics';

const CELLS = 200;
const VALUES = 4_000;
/** Sample for recognition: cells, and values per cell. */
const CELLS_KEPT = 20;
/** Of whole rows: 8 MB. */
const ENTRIES_KEPT = 1_000_000;
const VALUES_PER_CELL = 100;
/** Above this size, cells of a chunked dense matrix are sampled in a few neighbourhoods, because each costs whole chunks. */
const MAX_ENTRIES_SCATTERED = 16_000_000;
const NEIGHBOURHOODS = 8;

interface CellSums {
  readonly sums: Float64Array;
  readonly sumsUndone: Readonly<Record<Undoing, Float64Array>>;
  /** Stored finite entries per sampled cell. */
  readonly entries: Float64Array;
  minimum: number;
  maximum: number;
  readonly nonZero: number[];
  /** [sampled cells] the first non-zero values of each, none of most cells. */
  readonly valuesOfCells: readonly (number[] | null)[];
  /** [sampled cells] all that is not 0 of each, null for cells of which that is not kept. */
  readonly rows: readonly ({ readonly genes: number[]; readonly values: number[] } | null)[];
  negatives: number;
  readonly shape: ShapeCollector;
  firstNegative: { readonly cell: number; readonly gene: number; readonly value: number } | null;
}

/** Evenly among the sampled ones, as many as memory allows. */
function rowsToKeep(reader: MatrixReader, sampled: number): CellSums['rows'] {
  const entriesOfRow = reader.entriesBefore(linesOf(reader)) / Math.max(1, reader.cells);
  const kept = Math.max(1, Math.min(sampled, Math.floor(ENTRIES_KEPT / Math.max(1, entriesOfRow))));
  const step = Math.ceil(sampled / kept);
  return Array.from({ length: sampled }, (_, slot) => (slot % step === 0 ? { genes: [], values: [] } : null));
}

function rowsOf({ rows }: CellSums, sampled: readonly number[]): SampledRows {
  const kept = rows.flatMap((row, slot) => (row === null ? [] : [{ ...row, cell: sampled[slot] ?? 0 }]));
  const pointers = new Int32Array(kept.length + 1);
  kept.forEach(({ genes }, row) => (pointers[row + 1] = (pointers[row] ?? 0) + genes.length));
  return {
    cells: Int32Array.from(kept, ({ cell }) => cell),
    pointers,
    genes: Int32Array.from(kept.flatMap(({ genes }) => genes)),
    values: Float32Array.from(kept.flatMap(({ values }) => values)),
  };
}

/** @param nameOf a cell and a gene in words */
export async function describeMatrix(
  path: string,
  reader: MatrixReader,
  nameOf: (cell: number, gene: number) => string,
  onBytes: OnBytes,
): Promise<MatrixInfo> {
  const sampled = sampledCells(reader);
  const found: CellSums = {
    sums: new Float64Array(sampled.length),
    sumsUndone: perUndoing(() => new Float64Array(sampled.length)),
    entries: new Float64Array(sampled.length),
    minimum: Infinity,
    maximum: -Infinity,
    nonZero: [],
    valuesOfCells: sampled.map((_, slot) =>
      slot % Math.ceil(sampled.length / CELLS_KEPT) === 0 ? [] : null,
    ),
    rows: rowsToKeep(reader, sampled.length),
    negatives: 0,
    shape: shapeCollector(reader.genes),
    firstNegative: null,
  };
  const slotOfCell = new Int32Array(reader.cells).fill(-1);
  sampled.forEach((cell, slot) => (slotOfCell[cell] = slot));
  for await (const block of sampledBlocks(reader, sampled, onBytes))
    addBlock(found, block, slotOfCell, reader.genes);
  // Entries that are not stored are zero.
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
    rowSumsUndone: found.sumsUndone,
    minimum: Number.isFinite(found.minimum) ? found.minimum : 0,
    maximum: Number.isFinite(found.maximum) ? found.maximum : 0,
    valuesOfCells: found.valuesOfCells.flatMap((values) => (values ? [Float32Array.from(values)] : [])),
    negative: negativesOf(found, nameOf),
    shape: found.shape.of(sampled.length),
    rows: rowsOf(found, sampled),
  };
}

function negativesOf(
  { firstNegative, negatives: count, nonZero }: CellSums,
  nameOf: (cell: number, gene: number) => string,
): NegativeValues | null {
  if (firstNegative === null) return null;
  const { cell, gene, value } = firstNegative;
  return { count, share: count / nonZero.length, value, where: nameOf(cell, gene) };
}

function sampledCells(reader: MatrixReader): readonly number[] {
  const count = Math.min(CELLS, reader.cells);
  const local = reader.band > 1 && reader.entriesBefore(linesOf(reader)) > MAX_ENTRIES_SCATTERED;
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
  onBytes: OnBytes,
): AsyncGenerator<Block> {
  if (reader.encoding === 'csc') {
    yield* rawBlocks(reader, onBytes);
    return;
  }
  for (let i = 0; i < cells.length;) {
    const first = cells[i] ?? 0;
    const end = cells.findIndex((cell, at) => at > i && !isReadWith(reader, first, cell));
    const next = end < 0 ? cells.length : end;
    yield await reader.read(first, (cells[next - 1] ?? first) - first + 1);
    i = next;
    onBytes(i, cells.length);
  }
}

/** Cells of one chunk are read together: every read unpacks all of it. */
function isReadWith(reader: MatrixReader, first: number, cell: number): boolean {
  const { band } = reader;
  if (band === 1 || Math.floor(first / band) !== Math.floor(cell / band)) return false;
  return reader.entriesBefore(cell + 1) - reader.entriesBefore(first) <= ENTRIES_PER_BLOCK;
}

function addBlock(found: CellSums, block: Block, slotOfCell: Int32Array, genes: number): void {
  if (block.layout === 'dense') {
    for (let p = 0; p < block.values.length; p++) {
      const cell = block.first + Math.floor(p / genes);
      addValue(found, slotOfCell[cell] ?? -1, cell, p % genes, block.values[p] ?? 0);
    }
    return;
  }
  for (let line = 0; line < block.count; line++) {
    const end = block.pointers[line + 1] ?? 0;
    for (let p = block.pointers[line] ?? 0; p < end; p++) {
      const other = block.indices[p] ?? 0;
      const own = block.first + line;
      const isByCell = block.layout === 'by-cell';
      const cell = isByCell ? own : other;
      addValue(found, slotOfCell[cell] ?? -1, cell, isByCell ? other : own, block.values[p] ?? 0);
    }
  }
}

/** Skips values that are not finite: the pass over the whole matrix reports them. */
function addValue(found: CellSums, slot: number, cell: number, gene: number, value: number): void {
  if (slot < 0 || !Number.isFinite(value)) return;
  found.sums[slot] = (found.sums[slot] ?? 0) + value;
  if (value !== 0)
    for (const name of undoingNames) {
      const sums = found.sumsUndone[name];
      sums[slot] = (sums[slot] as number) + undoings[name](value);
    }
  found.entries[slot] = (found.entries[slot] ?? 0) + 1;
  found.minimum = Math.min(found.minimum, value);
  found.maximum = Math.max(found.maximum, value);
  if (value === 0) return;
  found.nonZero.push(value);
  found.shape.add(gene, value);
  const own = found.valuesOfCells[slot];
  if (own && own.length < VALUES_PER_CELL) own.push(value);
  const row = found.rows[slot];
  row?.genes.push(gene);
  row?.values.push(value);
  if (value > 0) return;
  found.negatives += 1;
  found.firstNegative ??= { cell, gene, value };
}

/** At most `limit` values at even distances. */
export function evenly(values: ArrayLike<number>, limit: number): Float32Array {
  const length = Math.min(limit, values.length);
  return Float32Array.from({ length }, (_, i) => values[Math.floor((i * values.length) / length)] ?? 0);
}

interface ShapeCollector {
  /** @param value not 0 */
  add(gene: number, value: number): void;
  /** Of all values added, and zeros for the others of that many cells. */
  of(cells: number): ValueShape;
}

/** Variances are uncertain below, and those of fewer genes may be alike by chance. */
const MIN_CELLS = 6;
const FEWEST_CELLS = 3;
const MIN_SHARE_DETECTED = 0.1;
const MIN_DETECTED = 5;
const MIN_GENES = 20;

export function shapeCollector(genes: number): ShapeCollector {
  const [detected, ones, twos] = [new Int32Array(genes), new Int32Array(genes), new Int32Array(genes)];
  const [sums, squares] = [new Float64Array(genes), new Float64Array(genes)];
  let [minimum, maximum, atMinimum, atMaximum] = [Infinity, -Infinity, 0, 0];
  return {
    add(gene, value) {
      detected[gene] = (detected[gene] as number) + 1;
      sums[gene] = (sums[gene] as number) + value;
      squares[gene] = (squares[gene] as number) + value ** 2;
      if (value === 1) ones[gene] = (ones[gene] as number) + 1;
      if (value === 2) twos[gene] = (twos[gene] as number) + 1;
      if (value < minimum) [minimum, atMinimum] = [value, 0];
      if (value === minimum) atMinimum += 1;
      if (value > maximum) [maximum, atMaximum] = [value, 0];
      if (value === maximum) atMaximum += 1;
    },
    of(cells) {
      const values = cells * genes;
      const added = detected.reduce((sum, count) => sum + count, 0);
      const zeros = values - added;
      const varianceOf = (gene: number) =>
        ((squares[gene] as number) - (sums[gene] as number) ** 2 / cells) / (cells - 1);
      const every = [...detected.keys()];
      const least = Math.min(cells, Math.max(MIN_DETECTED, MIN_SHARE_DETECTED * cells));
      const often = every.filter((gene) => (detected[gene] as number) >= least);
      const high = every.filter((gene) => (sums[gene] as number) > cells);
      const rare = every.filter((gene) => 2 * (detected[gene] as number) < cells);
      const isEnough = cells >= MIN_CELLS && often.length >= MIN_GENES;
      const total = (counts: Int32Array) => rare.reduce((sum, gene) => sum + (counts[gene] as number), 0);
      return {
        values,
        zeros: values === 0 ? 0 : zeros / values,
        atMinimum: values === 0 ? 0 : (minimum < 0 || zeros === 0 ? atMinimum : zeros) / values,
        atMaximum,
        variances: isEnough ? quartiles(often.map(varianceOf)) : null,
        offCentre:
          cells >= FEWEST_CELLS && often.length >= MIN_GENES
            ? median(often.map((gene) => (sums[gene] as number) ** 2 / cells / varianceOf(gene)))
            : null,
        dispersion:
          cells >= MIN_CELLS && high.length >= MIN_GENES
            ? median(high.map((gene) => (varianceOf(gene) * cells) / (sums[gene] as number)))
            : null,
        rare: total(detected),
        ones: total(ones),
        twos: total(twos),
      };
    },
  };
}

function quartiles(values: readonly number[]): readonly [number, number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.5), quantileOfSorted(sorted, 0.75)];
}
