/**
 * What one pass over a matrix tells of its cells and genes: how much each cell holds, in how many cells each gene is detected.
 * Which of them are good enough is filter.ts. Memory grows with cells + genes.
 */
import { CompensatedSums } from '../../numerics/statistics';
import type { Mapping, ValueScale } from '../mapping';
import { nameGenes } from '../recognise/geneNames';
import type { ExpressionSource } from '../source';
import type { CellGroup } from './perturbations';
import { forEachEntry } from './entries';
import { linearScale, type Linear } from './normalise';
import { refuseBadValues } from './scan';
import {
  targetCells,
  TargetCollector,
  type GroupedCells,
  type TargetCells,
  type TargetValues,
} from './targetCells';

/** Symbols of genes on the mitochondrial chromosome, of man and mouse. */
const MITOCHONDRIAL = /^mt-/i;

/** The cells that could be used: what a measurement is of. */
interface JudgedCells extends GroupedCells {
  /** [rows] 1 where the cell may be trained on: held-out cells say nothing of genes. */
  readonly isTraining: Uint8Array;
}

export interface CellQuality extends JudgedCells {
  readonly matrix: string;
  readonly values: ValueScale;
  readonly geneColumn: string | null;
  /** [rows] Σ of the values, without logarithms. */
  readonly totals: Float64Array;
  /** [rows] genes with a value above 0. */
  readonly genesOfCell: Int32Array;
  /** [rows] share of the total on mitochondrial genes, 0 where the total is 0; null where no gene is named like one. */
  readonly mitochondrial: Float64Array | null;
  /** [genes of the matrix] training cells with a value above 0, whatever rules they fail. */
  readonly cellsOfGene: Int32Array;
  /** What tells of targets: of which cells, and their values. */
  readonly targetCells: TargetCells;
  readonly targetValues: TargetValues;
}

export function judgedCells(groups: readonly CellGroup[], cellsOfFile: number): JudgedCells {
  const groupOfCell = new Int32Array(cellsOfFile).fill(-1);
  groups.forEach((group, index) => {
    for (const cell of group.cells) groupOfCell[cell] = index;
  });
  const cells = Int32Array.from(groupOfCell.keys()).filter((cell) => (groupOfCell[cell] as number) >= 0);
  const groupOfRow = cells.map((cell) => groupOfCell[cell] as number);
  return {
    cells,
    groupOfRow,
    targetNames: groups.map(({ perturbation }) => perturbation.targets),
    isTraining: Uint8Array.from(groupOfRow, (group) => Number(groups[group]?.perturbation.heldOut === false)),
  };
}

/** Throws `negative-values`, `not-finite` and what reading throws. */
export async function measureQuality(
  source: ExpressionSource,
  judged: JudgedCells,
  { matrix, values, geneColumn }: Mapping,
  onBytes: (done: number, total: number) => void,
): Promise<CellQuality> {
  const { cells, isTraining } = judged;
  const { names } = nameGenes(source.opened.genes[matrix] ?? { index: [], columns: [] }, geneColumn);
  const isMitochondrial = names.map((name) => MITOCHONDRIAL.test(name));
  const hasMitochondrial = isMitochondrial.includes(true);
  const rowOfCell = new Int32Array(source.opened.cells).fill(-1);
  cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const rows = cells.length;
  const placeOfGene = Int32Array.from(names.keys());
  const linear: Linear = values === 'counts' ? (value) => value : linearScale(values);

  const sums = new CompensatedSums(rows);
  const mitochondrialSums = new CompensatedSums(hasMitochondrial ? rows : 0);
  const genesOfCell = new Int32Array(rows);
  const cellsOfGene = new Int32Array(names.length);
  const targets = targetCells(judged, names, source.opened.cellNames);
  const targetValues = new TargetCollector(targets, names.length);
  let minimum = 0;
  for await (const block of source.blocks(matrix, onBytes)) {
    forEachEntry(block, placeOfGene, rowOfCell, (row, gene, value) => {
      if (value < minimum) minimum = value;
      const y = linear(value, row);
      sums.add(row, y);
      if (isMitochondrial[gene]) mitochondrialSums.add(row, y);
      targetValues.add(row, gene, y);
      if (!(value > 0)) return;
      genesOfCell[row] = (genesOfCell[row] as number) + 1;
      cellsOfGene[gene] = (cellsOfGene[gene] as number) + (isTraining[row] as number);
    });
  }
  const totals = sums.totals();
  refuseBadValues({ source, path: matrix }, totals, minimum);
  const mitochondrial = mitochondrialSums
    .totals()
    .map((sum, row) => (sum > 0 ? sum / (totals[row] as number) : 0));
  return {
    ...judged,
    matrix,
    values,
    geneColumn,
    totals,
    genesOfCell,
    mitochondrial: hasMitochondrial ? mitochondrial : null,
    cellsOfGene,
    targetCells: targets,
    targetValues,
  };
}

/** Whether measuring again would give the same. */
export function isQualityOf(
  quality: CellQuality,
  judged: JudgedCells,
  { matrix, values, geneColumn }: Mapping,
): boolean {
  const { cells, isTraining, groupOfRow, targetNames } = judged;
  return (
    quality.matrix === matrix &&
    quality.values === values &&
    quality.geneColumn === geneColumn &&
    quality.cells.length === cells.length &&
    cells.every(
      (cell, row) =>
        cell === quality.cells[row] &&
        isTraining[row] === quality.isTraining[row] &&
        groupOfRow[row] === quality.groupOfRow[row],
    ) &&
    targetNames.every((names, group) => names.join('\n') === quality.targetNames[group]?.join('\n'))
  );
}
