/**
 * Passes over the values of a matrix. Each reads every block once in constant memory: totals (counts only), moments
 * over all measured genes (for counts together with the totals where possible), and the values of the modelled genes.
 * Normalised expression is y, the modelled value x = log1p(y), natural logarithm (docs/method.md, "Scaling"); zero
 * stays zero under every scale, so sparse values stay sparse.
 */
import { CompensatedSums, median } from '../../numerics/statistics';
import type { CellMomentSums } from '../cellMoments';
import { DatasetFailure } from '../errors';
import type { RatioScale, ValueScale } from '../mapping';
import type { Block, ExpressionSource } from '../source';
import { MomentSums, type Moments } from './moments';

/** Conversion of a stored value in a row, to y or to x. */
export type Linear = (value: number, row: number) => number;

/** y from values other than counts, which need the totals of their cells. */
export function linearScale(scale: Exclude<ValueScale, 'counts' | RatioScale>): Linear {
  switch (scale) {
    case 'normalised':
      return (value) => value;
    case 'log-normalised':
      return Math.expm1;
    case 'log2-normalised':
      return (value) => Math.expm1(value * Math.LN2);
    default:
      return scale satisfies never;
  }
}

/**
 * x = log1p(y), directly from stored logarithms.
 * @param sizeFactors [rows] for counts: the cell's total over the median total; cells without counts stay zero
 */
function logarithmicScale(scale: Exclude<ValueScale, RatioScale>, sizeFactors: Float64Array | null): Linear {
  switch (scale) {
    case 'counts':
      return (value, row) => Math.log1p(value / (sizeFactors?.[row] ?? 1));
    case 'normalised':
      return Math.log1p;
    case 'log-normalised':
      return (value) => value;
    case 'log2-normalised':
      return (value) => value * Math.LN2;
    default:
      return scale satisfies never;
  }
}

/** [rows] total of each cell over the `typical` one; 1 if either is 0. */
function sizeFactorsOf(totals: Float64Array, typical: number): Float64Array {
  return totals.map((total) => (typical > 0 && total > 0 ? total / typical : 1));
}

/**
 * Calls `visit` with the row among the used cells and the position of the gene for each non-zero value; cells with a
 * `rowOfCell` and genes with a `placeOfGene` of −1 are skipped. The only function that knows the three block layouts.
 * @param placeOfGene [genes of the matrix]
 */
function forEachEntry(
  block: Block,
  placeOfGene: Int32Array,
  rowOfCell: Int32Array,
  visit: (row: number, gene: number, value: number) => void,
): void {
  const { first, count, values } = block;
  const genes = placeOfGene.length;
  switch (block.layout) {
    case 'dense':
      for (let line = 0; line < count; line++) {
        const row = rowOfCell[first + line] ?? -1;
        if (row < 0) continue;
        for (let gene = 0; gene < genes; gene++) {
          const value = values[line * genes + gene] as number;
          const place = placeOfGene[gene] as number;
          if (value !== 0 && place >= 0) visit(row, place, value);
        }
      }
      return;
    case 'by-cell':
      for (let line = 0; line < count; line++) {
        const row = rowOfCell[first + line] ?? -1;
        if (row < 0) continue;
        const end = block.pointers[line + 1] ?? 0;
        for (let p = block.pointers[line] ?? 0; p < end; p++) {
          const place = placeOfGene[block.indices[p] as number] as number;
          if (place >= 0) visit(row, place, values[p] as number);
        }
      }
      return;
    case 'by-gene':
      for (let line = 0; line < count; line++) {
        const end = block.pointers[line + 1] ?? 0;
        const place = placeOfGene[first + line] ?? -1;
        if (place < 0) continue;
        for (let p = block.pointers[line] ?? 0; p < end; p++) {
          const row = rowOfCell[block.indices[p] ?? -1] ?? -1;
          if (row >= 0) visit(row, place, values[p] ?? 0);
        }
      }
      return;
    default:
      block satisfies never;
  }
}

/** Per condition and gene during the pass. */
const BYTES_PER_MOMENT = 32;
/** Larger tables of conditions × genes do not fit into a page's memory. */
const MAX_MOMENTS = 2 ** 25;

export interface Scan {
  readonly source: ExpressionSource;
  readonly path: string;
  /** [genes of the matrix] position among the measured genes. */
  readonly placeOfGene: Int32Array;
  /** [cells of the file] row among the used cells, −1 if unused. */
  readonly rowOfCell: Int32Array;
  readonly rows: number;
  readonly onBytes: (done: number, total: number) => void;
}

/**
 * One pass: [rows] Σ of the terms of the used cells' values. Throws `negative-values` and `not-finite` for values of
 * these cells.
 * @param onBlock called after each block, with the sums so far
 */
export async function sumRows(
  scan: Scan,
  term: (row: number, gene: number, value: number) => number,
  onBlock: (block: Block, sums: CompensatedSums) => void = () => {},
): Promise<Float64Array> {
  const sums = new CompensatedSums(scan.rows);
  let minimum = 0;
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, gene, value) => {
      if (value < minimum) minimum = value;
      sums.add(row, term(row, gene, value));
    });
    onBlock(block, sums);
  }
  const totals = sums.totals();
  const [file, where] = [scan.source.opened.name, scan.path];
  const count = totals.filter((total) => !Number.isFinite(total)).length;
  if (count > 0) throw new DatasetFailure({ tag: 'not-finite', file, where, count });
  if (minimum < 0) throw new DatasetFailure({ tag: 'negative-values', file, where, minimum });
  return totals;
}

/**
 * Sums and squares of y · unit per condition over all measured genes. Throws like sumRows, and `out-of-memory`.
 * @param linear y
 */
async function scanMoments(
  scan: Scan,
  conditionOfRow: Int32Array,
  conditions: number,
  linear: Linear,
  unit = 1,
): Promise<Moments> {
  const sums = momentSumsFor(scan, conditions);
  const totals = await sumRows(scan, (row, gene, value) => {
    const y = linear(value, row);
    sums.add(conditionOfRow[row] as number, gene, y);
    return y;
  });
  return sums.moments(totals, unit);
}

/**
 * [rows] Σ of the stored values, and sums of each value's share of its cell's total; null for values stored by gene,
 * whose totals are known only at the end. Throws like scanMoments.
 */
async function scanShares(
  scan: Scan,
  conditionOfRow: Int32Array,
  conditions: number,
): Promise<{ readonly totals: Float64Array; readonly shares: MomentSums | null }> {
  let shares: MomentSums | null = momentSumsFor(scan, conditions);
  const totals = await sumRows(
    scan,
    (_row, _gene, value) => value,
    (block, sums) => {
      if (block.layout === 'by-gene') shares = null;
      const kept = shares;
      if (kept === null) return;
      let last = -1;
      let total = 0;
      forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, gene, value) => {
        if (row !== last) total = sums.at(row);
        last = row;
        kept.add(conditionOfRow[row] as number, gene, value / total);
      });
    },
  );
  return { totals, shares };
}

/** Throws `out-of-memory`. */
function momentSumsFor(scan: Scan, conditions: number): MomentSums {
  const genes = scan.placeOfGene.length;
  if (conditions * genes <= MAX_MOMENTS) return new MomentSums(genes, conditions);
  const megabytes = Math.ceil((BYTES_PER_MOMENT * conditions * genes) / 2 ** 20);
  throw new DatasetFailure({ tag: 'out-of-memory', file: scan.source.opened.name, megabytes });
}

/** Cells of which values are kept, and sums over all cells where those are a sample. */
interface GatheredRows {
  /** [rows] place among the kept cells, −1 for others. */
  readonly placeOfRow: Int32Array;
  readonly kept: number;
  readonly sums: CellMomentSums | null;
}

/** [kept × selected] x of the selected genes (positions). */
export async function gatherValues(
  scan: Scan,
  selected: Int32Array,
  logarithmic: Linear,
  { placeOfRow, kept, sums }: GatheredRows,
): Promise<Float32Array> {
  const width = selected.length;
  const values = new Float32Array(kept * width);
  const columnOfGene = new Int32Array(scan.placeOfGene.length).fill(-1);
  selected.forEach((gene, column) => {
    columnOfGene[gene] = column;
  });
  const columnOfPlace = scan.placeOfGene.map((place) => columnOfGene[place] as number);
  const wanted = Uint8Array.from(columnOfPlace, (column) => Number(column >= 0));
  for await (const block of scan.source.blocks(scan.path, scan.onBytes, wanted)) {
    forEachEntry(block, columnOfPlace, scan.rowOfCell, (row, column, value) => {
      const x = Math.fround(logarithmic(value, row));
      const place = placeOfRow[row] as number;
      if (place >= 0) values[place * width + column] = x;
      sums?.add(row, column, x);
    });
  }
  return values;
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
 * Moments of normalised expression, and the conversion of stored values to x = log1p(y). Counts take one pass if whole
 * cells come together, else two; both sum shares of a cell's total and apply the unit at the end. Throws like the
 * passes.
 */
export async function measureMoments(
  nextScan: () => Scan,
  scale: Exclude<ValueScale, RatioScale>,
  conditionOfRow: Int32Array,
  isTraining: readonly boolean[],
): Promise<{ readonly moments: Moments; readonly logarithmic: Linear }> {
  const conditions = isTraining.length;
  if (scale !== 'counts') {
    const moments = await scanMoments(nextScan(), conditionOfRow, conditions, linearScale(scale));
    return { moments, logarithmic: logarithmicScale(scale, null) };
  }
  const { totals, shares } = await scanShares(nextScan(), conditionOfRow, conditions);
  const typical = median(totals.filter((_, row) => isTraining[conditionOfRow[row] ?? -1] === true));
  const logarithmic = logarithmicScale(scale, sizeFactorsOf(totals, typical));
  // If most cells are empty there is no unit, and the counts stay as they are.
  const [unit, share]: [number, Linear] =
    typical > 0 ? [typical, (value, row) => value / (totals[row] as number)] : [1, (value) => value];
  const moments =
    typical > 0 && shares !== null
      ? shares.moments(
          totals.map((total) => (total > 0 ? 1 : 0)),
          unit,
        )
      : await scanMoments(nextScan(), conditionOfRow, conditions, share, unit);
  return { moments, logarithmic };
}
