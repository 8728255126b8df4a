/** Unperturbed cells of a file, as the start of predictions of a run: some genes of all of them, or of those labelled as controls. */
import { axisOf, type OpenedFile } from '../annotation';
import { MAX_SAMPLED_CELLS } from '../cellSample';
import type { Dataset } from '../dataset';
import type { ReadSource } from '../entryReader';
import { isRatio, type Mapping } from '../mapping';
import { distinctValues } from '../recognise/columns';
import { nameGenes } from '../recognise/geneNames';
import { labelColumn } from '../recognise/labelColumn';
import type { Recognition } from '../recognition';
import { orderByName } from './genes';
import { asExpression } from './ratios';
import { gatherValues, measureMoments, passesOver } from './scan';

/** Names of the measured genes, each once. */
export function measuredNames(opened: OpenedFile, { matrix, geneColumn }: Mapping): readonly string[] {
  return nameGenes(axisOf(opened, matrix), geneColumn).names;
}

/** Of a file that perturbs nothing: whether a cell is unperturbed. null: its labels name perturbations, or nothing that is known. */
export function unperturbedIn(
  opened: OpenedFile,
  { mapping, labels, blocked }: Recognition,
): ((cell: number) => boolean) | null {
  if (blocked === 'no-perturbation-column') return () => true;
  const controls = new Set(labels.flatMap(({ label, role }) => (role === 'control' ? [label] : [])));
  const column = labelColumn(opened, mapping.perturbationColumn);
  if (blocked !== 'no-targets-measured' || controls.size === 0 || column === null) return null;
  const values = distinctValues(column);
  return (cell) => controls.has(values.labels[values.codes[cell] ?? -1] ?? '');
}

/**
 * Cells × these genes (names of the matrix), normalised as a screen is; at most as many cells as are kept of one, evenly spaced. Throws DatasetFailure.
 */
export async function unperturbedCells(
  source: ReadSource,
  mapping: Mapping,
  { genes, isUsed }: { readonly genes: readonly string[]; readonly isUsed: (cell: number) => boolean },
  onBytes: (done: number, total: number) => void,
): Promise<Dataset> {
  const { opened } = source;
  const { naming, placeOfGene } = orderByName(nameGenes(axisOf(opened, mapping.matrix), mapping.geneColumn));
  const all = Array.from({ length: opened.cells }, (_, cell) => cell).filter(isUsed);
  const every = Math.max(1, Math.ceil(all.length / MAX_SAMPLED_CELLS));
  const used = all.filter((_, place) => place % every === 0);
  const rowOfCell = new Int32Array(opened.cells).fill(-1);
  used.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const conditionOfCell = new Int32Array(used.length);
  const read = asExpression(source, mapping.values);
  const scan = {
    source: read.source,
    path: mapping.matrix,
    placeOfGene,
    rowOfCell,
    rows: used.length,
    groupOfRow: conditionOfCell,
  };
  const nextScan = passesOver(scan, 3, onBytes);
  const { logarithmic } = await measureMoments(nextScan, read.values, conditionOfCell, [true]);
  const columns = Int32Array.from(genes, (name) => naming.names.indexOf(name));
  const values = await gatherValues(nextScan(), columns, logarithmic, {
    placeOfRow: Int32Array.from(used.keys()),
    kept: used.length,
    sums: null,
    outside: null,
  });
  return {
    name: opened.name,
    fingerprint: opened.fingerprint,
    genes,
    cells: used.length,
    values,
    ...(isRatio(mapping.values) ? { scale: 'log-ratio' as const } : {}),
    conditionOfCell,
    conditions: [{ label: 'control', interventions: [], time: null, cells: used.length }],
    control: { mode: 'cells', labels: ['control'] },
    batchOfCell: null,
    batches: [],
    candidates: new Int32Array(0),
    heldOut: [],
    composition: null,
    timeUnit: '',
    notes: opened.notes,
  };
}
