/**
 * Quality of cells and genes from one pass over a matrix: totals and detected genes per cell, and detections per gene. Filter rules are in filter.ts. Memory grows with cells + genes.
 */
import { axisOf } from '../annotation';
import { CompensatedSums } from '../../numerics/statistics';
import type { ReadSource } from '../entryReader';
import { DatasetFailure } from '../errors';
import type { Mapping, ValueScale } from '../mapping';
import { nameGenes } from '../recognise/geneNames';
import type { PerturbationLabel } from '../recognition';
import { cellsOf, type CellGroup, type CellGroups, distinctPerturbations, groupCells } from './perturbations';
import { asExpression } from './ratios';
import { linearScale, sumRows, unchanged } from './scan';

/** Symbols of mitochondrial genes, human and mouse. */
const MITOCHONDRIAL = /^mt-/i;

/** The usable cells that a measurement covers, grouped by perturbation and time. */
interface UsableCells {
  /** [rows] index of each cell in the file, ascending. */
  readonly cells: Int32Array;
  /** [rows] index into groups. */
  readonly groupOfRow: Int32Array;
  /** [groups] names of the perturbed genes; none for controls. */
  readonly targetNames: readonly (readonly string[])[];
  /** [rows] 1 for training cells; held-out cells do not count for genes. */
  readonly isTraining: Uint8Array;
}

export interface CellQuality extends UsableCells {
  readonly matrix: string;
  readonly values: ValueScale;
  readonly geneColumn: string | null;
  /** [rows] Σ of the values before the logarithm. */
  readonly totals: Float64Array;
  /** [rows] number of genes with a value above 0. */
  readonly genesOfCell: Int32Array;
  /** [rows] share of the total on mitochondrial genes, 0 for a total of 0; null if no gene is named like one. */
  readonly mitochondrial: Float64Array | null;
  /** [genes of the matrix] number of training cells with a value above 0, before any rule. */
  readonly cellsOfGene: Int32Array;
}

function usableCells(groups: readonly CellGroup[], cellsOfFile: number): UsableCells {
  const { cells, conditionOfRow: groupOfRow } = cellsOf(groups, cellsOfFile);
  return {
    cells,
    groupOfRow,
    targetNames: groups.map(({ perturbation }) => perturbation.targets),
    isTraining: Uint8Array.from(groupOfRow, (group) => Number(groups[group]?.perturbation.heldOut === false)),
  };
}

/** Throws `negative-values`, `not-finite` and the errors of reading. */
async function measureQuality(
  source: ReadSource,
  usable: UsableCells,
  { matrix, values, geneColumn }: Mapping,
  onBytes: (done: number, total: number) => void,
): Promise<CellQuality> {
  const { cells, isTraining } = usable;
  const { names } = nameGenes(axisOf(source.opened, matrix), geneColumn);
  const isMitochondrial = names.map((name) => MITOCHONDRIAL.test(name));
  const hasMitochondrial = isMitochondrial.includes(true);
  const rowOfCell = new Int32Array(source.opened.cells).fill(-1);
  cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const rows = cells.length;
  const placeOfGene = Int32Array.from(names.keys());
  const read = asExpression(source, values);
  const linear = read.values === 'counts' ? unchanged : linearScale(read.values);

  const mitochondrialSums = new CompensatedSums(hasMitochondrial ? rows : 0);
  const genesOfCell = new Int32Array(rows);
  const cellsOfGene = new Int32Array(names.length);
  const order = { rowOfCell, rows, groupOfRow: new Int32Array(rows) };
  const scan = { source: read.source, path: matrix, placeOfGene, ...order, onBytes };
  const totals = await sumRows(scan, linear, (entries) => {
    const { count, rows: rowOf, genes, values: y } = entries;
    for (let i = 0; i < count; i++) {
      const [row, gene, value] = [rowOf[i] as number, genes[i] as number, y[i] as number];
      if (isMitochondrial[gene]) mitochondrialSums.add(row, value);
      if (value <= 0) continue;
      genesOfCell[row] = (genesOfCell[row] as number) + 1;
      cellsOfGene[gene] = (cellsOfGene[gene] as number) + (isTraining[row] as number);
    }
  });
  const mitochondrial = mitochondrialSums
    .totals()
    .map((sum, row) => (sum > 0 ? sum / (totals[row] as number) : 0));
  return {
    ...usable,
    matrix,
    values,
    geneColumn,
    totals,
    genesOfCell,
    mitochondrial: hasMitochondrial ? mitochondrial : null,
    cellsOfGene,
  };
}

/** Does the measurement cover the same cells and values? */
function coversSameCells(
  quality: CellQuality,
  usable: UsableCells,
  { matrix, values, geneColumn }: Mapping,
): boolean {
  const { cells, isTraining, groupOfRow, targetNames } = usable;
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

/** Measures the cells of one source on request and keeps the last result. */
export interface QualityCache {
  /**
   * Reads nothing if the result is known. Throws `cancelled` after `cancel` or another call, and the errors of
   * measureQuality.
   */
  measure(
    labels: readonly PerturbationLabel[],
    mapping: Mapping,
    onBytes: (done: number, total: number) => void,
  ): Promise<{ readonly quality: CellQuality; readonly grouped: CellGroups }>;
  cancel(): void;
}

export function qualityCache(source: ReadSource): QualityCache {
  const { opened } = source;
  let kept: CellQuality | null = null;
  /** Identity of the running call. */
  let current: object | null = null;

  return {
    async measure(labels, mapping, onBytes) {
      const question = {};
      current = question;
      const expectAsked = () => {
        if (current !== question) throw new DatasetFailure({ tag: 'cancelled', file: opened.name });
      };
      const grouped = groupCells(opened, distinctPerturbations(opened, labels, mapping), mapping);
      const usable = usableCells(grouped.groups, opened.cells);
      if (kept !== null && coversSameCells(kept, usable, mapping)) return { quality: kept, grouped };
      try {
        const quality = await measureQuality(source, usable, mapping, (done, total) => {
          expectAsked();
          onBytes(done, total);
        });
        kept = quality;
        return { quality, grouped };
      } catch (error) {
        // The reader may have reported the cancellation as damage.
        expectAsked();
        throw error;
      }
    },
    cancel() {
      current = null;
    },
  };
}
