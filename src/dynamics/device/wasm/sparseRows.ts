/**
 * Sparse rows over the genes: clamped genes per perturbation, masked genes per condition. Every worker keeps those of
 * the whole problem, so their size must not be perturbations × genes.
 */
import type { PaddedLayout } from './paddedLayout';

export interface SparseRows {
  /** [rows + 1] index of the first entry of each row. */
  readonly from: Int32Array;
  /** [entries] */
  readonly genes: Int32Array;
  readonly values: Float32Array;
}

/** Entries at the places of `values` [rows × G] where `isEntry`. */
export function sparseRows(
  genes: number,
  values: Float32Array,
  isEntry: (place: number) => boolean,
): SparseRows {
  const { length } = values;
  const places: number[] = [];
  const from = new Int32Array(length / genes + 1);
  for (let p = 0; p < length; p++) {
    if (!isEntry(p)) continue;
    places.push(p);
    const next = Math.floor(p / genes) + 1;
    from[next] = (from[next] as number) + 1;
  }
  for (let row = 1; row < from.length; row++) from[row] = (from[row] as number) + (from[row - 1] as number);
  return {
    from,
    genes: Int32Array.from(places, (place) => place % genes),
    values: Float32Array.from(places, (place) => values[place] as number),
  };
}

/** Calls `use` for every entry of a row. */
export function forEachEntry(
  rows: SparseRows,
  row: number,
  use: (gene: number, value: number) => void,
): void {
  const end = rows.from[row + 1] as number;
  for (let entry = rows.from[row] as number; entry < end; entry++)
    use(rows.genes[entry] as number, rows.values[entry] as number);
}

/** Writes a padded row of 1 with 0 at the entries; padding columns are left unchanged. */
export function padOnes(
  layout: PaddedLayout,
  rows: SparseRows,
  row: number,
  to: Float32Array,
  toRow: number,
): void {
  const { columnOfGene } = layout;
  const destination = toRow * layout.genes;
  for (const column of columnOfGene) to[destination + column] = 1;
  forEachEntry(rows, row, (gene) => {
    to[destination + (columnOfGene[gene] as number)] = 0;
  });
}
