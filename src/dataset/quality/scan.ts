/**
 * The passes over all values of a matrix. Each reads every block once with flat memory and keeps only what it is for:
 * totals (counts only), moments over all measured genes, and the modelled genes' values.
 */
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import { forEachEntry } from './entries';
import type { Moments } from './moments';
import type { Linear } from './normalise';

/** Two Float64 tables of conditions × genes beyond this do not fit a page's memory beside the rest. */
const MOST_MOMENTS = 2 ** 26;

export interface Scan {
  readonly source: ExpressionSource;
  readonly path: string;
  readonly genes: number;
  /** [cells of the file] row among the used cells, −1 where not used. */
  readonly rowOfCell: Int32Array;
  readonly rows: number;
  readonly onBytes: (done: number, total: number) => void;
}

/** [rows] Σ of the stored values. Throws `negative-values` and `not-finite` for values of the used cells. */
export async function scanTotals(scan: Scan): Promise<Float64Array> {
  const totals = new Float64Array(scan.rows);
  let minimum = 0;
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    forEachEntry(block, scan.genes, scan.rowOfCell, (row, _gene, value) => {
      totals[row] = (totals[row] ?? 0) + value;
      if (value < minimum) minimum = value;
    });
  }
  refuseBadValues(scan, totals, minimum);
  return totals;
}

/** Sums and squares of y per condition over all measured genes. Throws like scanTotals, and `out-of-memory`. */
export async function scanMoments(
  scan: Scan,
  conditionOfRow: Int32Array,
  conditions: number,
  linear: Linear,
): Promise<Moments> {
  const { genes } = scan;
  if (conditions * genes > MOST_MOMENTS) {
    const megabytes = Math.ceil((16 * conditions * genes) / 2 ** 20);
    throw new DatasetFailure({ tag: 'out-of-memory', file: scan.source.opened.name, megabytes });
  }
  const sums = new Float64Array(conditions * genes);
  const squares = new Float64Array(conditions * genes);
  const totals = new Float64Array(scan.rows);
  let minimum = 0;
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    forEachEntry(block, genes, scan.rowOfCell, (row, gene, value) => {
      if (value < minimum) minimum = value;
      const y = linear(value, row);
      const at = (conditionOfRow[row] ?? 0) * genes + gene;
      sums[at] = (sums[at] ?? 0) + y;
      squares[at] = (squares[at] ?? 0) + y * y;
      totals[row] = (totals[row] ?? 0) + y;
    });
  }
  refuseBadValues(scan, totals, minimum);
  return { genes, sums, squares, totals };
}

/** [rows × selected] x of the selected genes (rows of var). */
export async function gatherValues(
  scan: Scan,
  selected: Int32Array,
  logarithmic: Linear,
): Promise<Float32Array> {
  const values = new Float32Array(scan.rows * selected.length);
  const columnOfGene = new Int32Array(scan.genes).fill(-1);
  selected.forEach((gene, column) => {
    columnOfGene[gene] = column;
  });
  for await (const block of scan.source.blocks(scan.path, scan.onBytes)) {
    forEachEntry(block, scan.genes, scan.rowOfCell, (row, gene, value) => {
      const column = columnOfGene[gene] ?? -1;
      if (column >= 0) values[row * selected.length + column] = logarithmic(value, row);
    });
  }
  return values;
}

function refuseBadValues(scan: Scan, totals: Float64Array, minimum: number): void {
  const file = scan.source.opened.name;
  const bad = totals.filter((total) => !Number.isFinite(total)).length;
  if (bad > 0) throw new DatasetFailure({ tag: 'not-finite', file, where: scan.path, count: bad });
  if (minimum < 0) throw new DatasetFailure({ tag: 'negative-values', file, where: scan.path, minimum });
}
