/**
 * The passes over the values of a matrix. Each reads every block once with flat memory and keeps only what it is for: totals
 * (counts only), moments over all measured genes (for counts together with the totals where that can be), and the modelled
 * genes' values.
 */
import { CompensatedSums } from '../../numerics/statistics';
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import { forEachEntry } from './entries';
import { MomentSums, type Moments } from './moments';
import type { Linear } from './normalise';

/** Per condition and gene, while they grow. */
const BYTES_PER_MOMENT = 32;
/** Conditions × genes beyond this do not fit a page's memory beside the rest. */
const MOST_MOMENTS = 2 ** 25;

export interface Scan {
  readonly source: ExpressionSource;
  readonly path: string;
  /** [genes of the matrix] where each stands among the measured genes. */
  readonly placeOfGene: Int32Array;
  /** [cells of the file] row among the used cells, −1 where not used. */
  readonly rowOfCell: Int32Array;
  readonly rows: number;
  readonly onBytes: (done: number, total: number) => void;
}

/** [rows] Σ of the stored values. Throws `negative-values` and `not-finite` for values of the used cells. */
export async function scanTotals(scan: Scan): Promise<Float64Array> {
  const sums = new CompensatedSums(scan.rows);
  let minimum = 0;
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, _gene, value) => {
      sums.add(row, value);
      if (value < minimum) minimum = value;
    });
  }
  const totals = sums.totals();
  refuseBadValues(scan, totals, minimum);
  return totals;
}

/**
 * Sums and squares of y · unit per condition over all measured genes. Throws like scanTotals, and `out-of-memory`.
 * @param linear y
 */
export async function scanMoments(
  scan: Scan,
  conditionOfRow: Int32Array,
  conditions: number,
  linear: Linear,
  unit = 1,
): Promise<Moments> {
  const sums = momentSumsFor(scan, conditions);
  const rowSums = new CompensatedSums(scan.rows);
  let minimum = 0;
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, gene, value) => {
      if (value < minimum) minimum = value;
      const y = linear(value, row);
      sums.add(conditionOfRow[row] as number, gene, y);
      rowSums.add(row, y);
    });
  }
  const totals = rowSums.totals();
  refuseBadValues(scan, totals, minimum);
  return sums.moments(totals, unit);
}

export interface Shares {
  /** [rows] Σ of the stored values. */
  readonly totals: Float64Array;
  /** Of each value's share of its cell's total, times the unit; once. */
  readonly moments: (unit: number) => Moments;
}

/**
 * scanTotals and scanMoments in one pass: what a block holds of a cell is all of it. null where the values are stored by gene,
 * for then a total is known only at the end. Throws like both.
 */
export async function scanShares(
  scan: Scan,
  conditionOfRow: Int32Array,
  conditions: number,
): Promise<Shares | null> {
  const sums = momentSumsFor(scan, conditions);
  const rowSums = new CompensatedSums(scan.rows);
  let minimum = 0;
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    if (block.layout === 'by-gene') return null;
    forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, _gene, value) => {
      rowSums.add(row, value);
      if (value < minimum) minimum = value;
    });
    forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, gene, value) => {
      sums.add(conditionOfRow[row] as number, gene, value / rowSums.at(row));
    });
  }
  const totals = rowSums.totals();
  refuseBadValues(scan, totals, minimum);
  const ones = totals.map((total) => (total > 0 ? 1 : 0));
  return { totals, moments: (unit) => sums.moments(ones, unit) };
}

/** Throws `out-of-memory`. */
function momentSumsFor(scan: Scan, conditions: number): MomentSums {
  const genes = scan.placeOfGene.length;
  if (conditions * genes <= MOST_MOMENTS) return new MomentSums(genes, conditions);
  const megabytes = Math.ceil((BYTES_PER_MOMENT * conditions * genes) / 2 ** 20);
  throw new DatasetFailure({ tag: 'out-of-memory', file: scan.source.opened.name, megabytes });
}

/** [rows × selected] x of the selected genes (places). */
export async function gatherValues(
  scan: Scan,
  selected: Int32Array,
  logarithmic: Linear,
): Promise<Float32Array> {
  const values = new Float32Array(scan.rows * selected.length);
  const columnOfGene = new Int32Array(scan.placeOfGene.length).fill(-1);
  selected.forEach((gene, column) => {
    columnOfGene[gene] = column;
  });
  const wanted = Uint8Array.from(scan.placeOfGene, (place) => Number((columnOfGene[place] ?? -1) >= 0));
  for await (const block of scan.source.blocks(scan.path, scan.onBytes, wanted)) {
    forEachEntry(block, scan.placeOfGene, scan.rowOfCell, (row, gene, value) => {
      const column = columnOfGene[gene] ?? -1;
      if (column >= 0) values[row * selected.length + column] = logarithmic(value, row);
    });
  }
  return values;
}

/** Throws `not-finite` and `negative-values`. */
export function refuseBadValues(
  scan: Pick<Scan, 'source' | 'path'>,
  totals: Float64Array,
  minimum: number,
): void {
  const file = scan.source.opened.name;
  const bad = totals.filter((total) => !Number.isFinite(total)).length;
  if (bad > 0) throw new DatasetFailure({ tag: 'not-finite', file, where: scan.path, count: bad });
  if (minimum < 0) throw new DatasetFailure({ tag: 'negative-values', file, where: scan.path, minimum });
}
