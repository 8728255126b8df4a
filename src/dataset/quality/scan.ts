/**
 * Passes over the values of a matrix. Each reads every block once in constant memory: totals (counts only), moments
 * over all measured genes (for counts together with the totals where possible), and the values of the modelled genes.
 * Normalised expression is y, the modelled value x = log1p(y), natural logarithm (docs/method.md, "Scaling"); zero
 * stays zero under every scale, so sparse values stay sparse.
 */
import { CompensatedSums, median } from '../../numerics/statistics';
import { type CellGroupIndex, CellMomentSums, type CellMoments, roomForMoments } from '../cellMoments';
import { axisOf } from '../annotation';
import { DatasetFailure } from '../errors';
import type { OutsideSums } from '../outsideGenes';
import type { RatioScale, ValueScale } from '../mapping';
import { type Entries, EntryReader, type ReadSource } from '../entryReader';
import type { Block } from '../source';
import { FEW_NEGATIVE } from '../recognise/processing';
import { type MomentSums, type Moments, momentSums } from './moments';

/** Conversion of the values of a portion, in place. */
type Conversion = (entries: Entries) => void;

/** y from values other than counts, which need the totals of their cells. */
export function linearScale(scale: LinearScale): Conversion {
  return scale === 'normalised' ? unchanged : fromLogarithms(LOG_UNITS[scale]);
}

export type LinearScale = Exclude<ValueScale, 'counts' | RatioScale>;

/** Natural logarithms of one unit of each scale. */
export const LOG_UNITS: Readonly<Record<Exclude<LinearScale, 'normalised'>, number>> = {
  'log-normalised': 1,
  'log2-normalised': Math.LN2,
  'log10-normalised': Math.LN10,
};

export function isLogarithm(scale: ValueScale): scale is keyof typeof LOG_UNITS {
  return Object.hasOwn(LOG_UNITS, scale);
}

export const unchanged: Conversion = () => {};

/** Slots for results known already: cells of counts have few distinct values. */
const KNOWN = 2 ** 12;

/** expm1(unit · value) */
function fromLogarithms(unit: number): Conversion {
  const before = new Float64Array(KNOWN);
  const after = new Float64Array(KNOWN);
  const single = new Float32Array(1);
  const bits = new Int32Array(single.buffer);
  return ({ count, values }) => {
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      single[0] = value;
      const slot = Math.imul(bits[0] as number, 0x9e3779b1) >>> 20;
      if (before[slot] !== value) {
        before[slot] = value;
        after[slot] = Math.expm1(value * unit);
      }
      values[i] = after[slot] as number;
    }
  };
}

/** Counts up to this one have their logarithm computed once per cell. */
const SMALL_COUNT = 255;

/**
 * x = log1p(y), directly from stored logarithms.
 * @param sizeFactors [rows] for counts: the cell's total over the median total; cells without counts stay zero
 */
function logarithmicScale(
  scale: Exclude<ValueScale, RatioScale>,
  sizeFactors: Float64Array | null,
): Conversion {
  switch (scale) {
    case 'counts':
      return logarithmsOfCounts(sizeFactors ?? new Float64Array(0));
    case 'normalised':
      return ({ count, values }) => {
        for (let i = 0; i < count; i++) values[i] = Math.log1p(values[i] as number);
      };
    case 'log-normalised':
      return unchanged;
    case 'log2-normalised':
    case 'log10-normalised':
      return toNaturalLogarithms(LOG_UNITS[scale]);
    default:
      return scale satisfies never;
  }
}

function toNaturalLogarithms(unit: number): Conversion {
  return ({ count, values }) => {
    for (let i = 0; i < count; i++) values[i] = (values[i] as number) * unit;
  };
}

function logarithmsOfCounts(sizeFactors: Float64Array): Conversion {
  const known = new Float64Array(SMALL_COUNT + 1);
  const knownFor = new Int32Array(SMALL_COUNT + 1).fill(-1);
  return ({ count, rows, values }) => {
    for (let i = 0; i < count; i++) {
      const [row, value] = [rows[i] as number, values[i] as number];
      const small = value & SMALL_COUNT;
      if (small === value && knownFor[small] === row) {
        values[i] = known[small] as number;
        continue;
      }
      const x = Math.log1p(value / (sizeFactors[row] ?? 1));
      if (small === value) {
        known[small] = x;
        knownFor[small] = row;
      }
      values[i] = x;
    }
  };
}

/** [rows] total of each cell over the `typical` one; 1 if either is 0. */
function sizeFactorsOf(totals: Float64Array, typical: number): Float64Array {
  return totals.map((total) => (typical > 0 && total > 0 ? total / typical : 1));
}

/** Per condition and gene during the pass, where sums are plain. */
const BYTES_PER_MOMENT = 16;

export interface Scan {
  readonly source: ReadSource;
  readonly path: string;
  /** [genes of the matrix] position among the measured genes. */
  readonly placeOfGene: Int32Array;
  /** [cells of the file] row among the used cells, −1 if unused. */
  readonly rowOfCell: Int32Array;
  readonly rows: number;
  /** [rows] index of each cell's condition, or group of conditions. */
  readonly groupOfRow: Int32Array;
  readonly onBytes: (done: number, total: number) => void;
}

/**
 * One pass: [rows] Σ of the used cells' values after `convert`. Throws `negative-values` and `not-finite` for values of these cells.
 * `use` gets the portions with the sums so far: those of cells of this portion are complete where the matrix is stored by cell.
 */
export async function sumRows(
  scan: Scan,
  convert: Conversion,
  use: (entries: Entries, sums: CompensatedSums, layout: Block['layout']) => void,
): Promise<Float64Array> {
  const sums = new CompensatedSums(scan.rows);
  const reader = new EntryReader(scan.placeOfGene, scan.rowOfCell, scan.groupOfRow);
  const negative = noNegatives();
  for await (const block of scan.source.blocks(scan.path, scan.onBytes))
    reader.portionsOf(block, (entries) => {
      addNegatives(negative, entries);
      convert(entries);
      addToRows(sums, entries);
      use(entries, sums, block.layout);
    });
  const totals = sums.totals();
  const [file, where] = [scan.source.opened.name, scan.path];
  const count = totals.filter((total) => !Number.isFinite(total)).length;
  if (count > 0) throw new DatasetFailure({ tag: 'not-finite', file, where, count });
  refuseNegatives(scan, negative);
  return totals;
}

interface Negatives {
  count: number;
  minimum: number;
  /** Row among the used cells and position among the measured genes. */
  first: { readonly row: number; readonly place: number } | null;
  /** Of all values. */
  entries: number;
}

export const noNegatives = (): Negatives => ({ count: 0, minimum: 0, first: null, entries: 0 });

type Placed = Pick<Scan, 'source' | 'path' | 'rowOfCell' | 'placeOfGene'>;

/** Throws `negative-values` where any were found. */
export function refuseNegatives(scan: Placed, { count, minimum, first, entries }: Negatives): void {
  if (first === null) return;
  const few = count < FEW_NEGATIVE * entries ? { values: count, first: placeOf(scan, first) } : null;
  const [file, where] = [scan.source.opened.name, scan.path];
  throw new DatasetFailure({ tag: 'negative-values', file, where, minimum, ...(few && { few }) });
}

export function addNegatives(found: Negatives, { count, rows, genes, values }: Entries): void {
  found.entries += count;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (!(value < 0)) continue;
    found.count += 1;
    found.minimum = Math.min(found.minimum, value);
    found.first ??= { row: rows[i] as number, place: genes[i] as number };
  }
}

/** 'cell AAAC-1, gene KLF1'. */
function placeOf(
  { source: { opened }, path, rowOfCell, placeOfGene }: Placed,
  { row, place }: { readonly row: number; readonly place: number },
): string {
  const gene = axisOf(opened, path).index[placeOfGene.indexOf(place)] ?? '';
  return `cell ${opened.cellNames[rowOfCell.indexOf(row)] ?? ''}, gene ${gene}`;
}

function addToRows(sums: CompensatedSums, { count, rows, values }: Entries): void {
  for (let i = 0; i < count; i++) sums.add(rows[i] as number, values[i] as number);
}

/**
 * Sums and squares of y · unit per condition over all measured genes. Throws like sumRows, and `out-of-memory`.
 * @param linear y
 */
async function scanMoments(scan: Scan, conditions: number, linear: Conversion, unit = 1): Promise<Moments> {
  const sums = momentSumsFor(scan, conditions);
  const totals = await sumRows(scan, linear, (entries) => {
    sums.add(scan.groupOfRow, entries);
  });
  return sums.moments(totals, unit);
}

/**
 * [rows] Σ of the stored values, and sums of each value's share of its cell's total; null for values stored by gene,
 * whose totals are known only at the end. Throws like scanMoments.
 */
async function scanShares(
  scan: Scan,
  conditions: number,
): Promise<{ readonly totals: Float64Array; readonly shares: MomentSums | null }> {
  let shares: MomentSums | null = momentSumsFor(scan, conditions);
  const totals = await sumRows(scan, unchanged, (entries, sums, layout) => {
    if (layout === 'by-gene') shares = null;
    if (shares === null) return;
    divideByTotals(entries, sums);
    shares.add(scan.groupOfRow, entries);
  });
  return { totals, shares };
}

/** `entries`: cell after cell. */
function divideByTotals({ count, rows, values }: Entries, totals: CompensatedSums): void {
  let last = -1;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    if (row !== last) total = totals.at(row);
    last = row;
    values[i] = (values[i] as number) / total;
  }
}

/** Throws `out-of-memory`. */
function momentSumsFor(scan: Scan, conditions: number): MomentSums {
  const genes = scan.placeOfGene.length;
  const sums = momentSums(genes, conditions);
  if (sums !== null) return sums;
  const megabytes = Math.ceil((BYTES_PER_MOMENT * conditions * genes) / 2 ** 20);
  throw new DatasetFailure({ tag: 'out-of-memory', file: scan.source.opened.name, megabytes });
}

/** Cells of which values are kept, and sums over all cells where those are a sample. */
interface GatheredRows {
  /** [rows] place among the kept cells, −1 for others. */
  readonly placeOfRow: Int32Array;
  readonly kept: number;
  readonly sums: CellMomentSums | null;
  /** Genes of which no cell is kept (positions, ascending), and their sums over all cells; null: none. */
  readonly outside: { readonly genes: Int32Array; readonly sums: OutsideSums } | null;
}

/** One in so many genes must be selected for cells to be read condition by condition. */
const GROUPED_SHARE = 4;

/** [kept × selected] x of the selected genes (positions). */
export async function gatherValues(
  scan: Scan,
  selected: Int32Array,
  logarithmic: Conversion,
  { placeOfRow, kept, sums, outside }: GatheredRows,
): Promise<Float32Array> {
  const width = selected.length;
  const values = new Float32Array(kept * width);
  const columnOfPlace = columnsOf(scan, selected);
  const outsideColumn = columnsOf(scan, outside?.genes ?? new Int32Array(0));
  const wanted = Uint8Array.from(columnOfPlace, (column, gene) =>
    Number(column >= 0 || (outsideColumn[gene] as number) >= 0),
  );
  // Reading cells out of order pays where many of their values are summed.
  const isGrouped = sums !== null && GROUPED_SHARE * width > scan.placeOfGene.length;
  const groupOfRow = isGrouped ? scan.groupOfRow : new Int32Array(scan.rows);
  const reader = new EntryReader(columnOfPlace, scan.rowOfCell, groupOfRow);
  const outsideReader = new EntryReader(outsideColumn, scan.rowOfCell, scan.groupOfRow);
  for await (const block of scan.source.blocks(scan.path, scan.onBytes, wanted)) {
    reader.portionsOf(block, (entries) => {
      logarithmic(entries);
      const { count, rows, genes: columns, values: x } = entries;
      for (let i = 0; i < count; i++) {
        const place = placeOfRow[rows[i] as number] as number;
        if (place >= 0) values[place * width + (columns[i] as number)] = x[i] as number;
      }
      sums?.add(entries);
    });
    if (outside)
      outsideReader.portionsOf(block, (entries) => {
        logarithmic(entries);
        outside.sums.add(entries);
      });
  }
  return values;
}

/** What the sums over all cells need; `squares` [selected] as `largestSquares` of CellMomentSums. */
interface SummedGroups {
  readonly groups: CellGroupIndex;
  readonly squares: Float64Array;
  readonly composition: Float64Array | null;
}

/** Moments of the selected genes (positions) over all cells, of as many genes in each pass as `atOnce`. */
export async function momentsInPasses(
  nextScan: () => Scan,
  selected: Int32Array,
  logarithmic: Conversion,
  { groups, squares, composition }: SummedGroups,
  atOnce: number,
): Promise<CellMoments> {
  const moments = roomForMoments(groups, selected.length, composition !== null);
  for (let from = 0; from < selected.length; from += atOnce) {
    const to = from + atOnce;
    const scan = nextScan();
    const sums = new CellMomentSums(groups, squares.subarray(from, to), composition);
    const placeOfRow = new Int32Array(scan.rows).fill(-1);
    await gatherValues(scan, selected.subarray(from, to), logarithmic, {
      placeOfRow,
      kept: 0,
      sums,
      outside: null,
    });
    sums.endInto(moments, from);
  }
  return moments;
}

/** [genes of the matrix] place among `genes` (positions), −1 for others. */
function columnsOf({ placeOfGene }: Scan, genes: Int32Array): Int32Array {
  const columnOfPlace = new Int32Array(placeOfGene.length).fill(-1);
  genes.forEach((gene, column) => {
    columnOfPlace[gene] = column;
  });
  return placeOfGene.map((place) => columnOfPlace[place] as number);
}

/** The passes of one selection: each call starts the next one. `onBytes` gets the bytes of all passes together. */
export function passesOver(
  scan: Omit<Scan, 'onBytes'>,
  passes: number,
  onBytes: Scan['onBytes'],
): () => Scan {
  let begun = 0;
  return () => {
    const pass = Math.min(begun, passes - 1);
    begun += 1;
    return { ...scan, onBytes: (done, total) => onBytes(pass * total + done, passes * total) };
  };
}

/**
 * Moments of normalised expression, the conversion of stored values to x = log1p(y), and the counts of each cell [rows]. Counts take one pass if whole
 * cells come together, else two; both sum shares of a cell's total and apply the unit at the end. Throws like the
 * passes.
 */
export async function measureMoments(
  nextScan: () => Scan,
  scale: Exclude<ValueScale, RatioScale>,
  conditionOfRow: Int32Array,
  isTraining: readonly boolean[],
): Promise<{
  readonly moments: Moments;
  readonly logarithmic: Conversion;
  readonly depths: Float64Array | null;
}> {
  const conditions = isTraining.length;
  if (scale !== 'counts') {
    const moments = await scanMoments(nextScan(), conditions, linearScale(scale));
    return { moments, logarithmic: logarithmicScale(scale, null), depths: null };
  }
  const { totals, shares } = await scanShares(nextScan(), conditions);
  const typical = median(totals.filter((_, row) => isTraining[conditionOfRow[row] ?? -1] === true));
  const logarithmic = logarithmicScale(scale, sizeFactorsOf(totals, typical));
  // If most cells are empty there is no unit, and the counts stay as they are.
  const [unit, share]: [number, Conversion] = typical > 0 ? [typical, sharesOf(totals)] : [1, unchanged];
  const moments =
    typical > 0 && shares !== null
      ? shares.moments(
          totals.map((total) => (total > 0 ? 1 : 0)),
          unit,
        )
      : await scanMoments(nextScan(), conditions, share, unit);
  return { moments, logarithmic, depths: totals };
}

function sharesOf(totals: Float64Array): Conversion {
  return ({ count, rows, values }) => {
    for (let i = 0; i < count; i++) values[i] = (values[i] as number) / (totals[rows[i] as number] as number);
  };
}
