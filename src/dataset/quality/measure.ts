/**
 * Quality of cells and genes from one pass over a matrix: totals and detected genes per cell, detections per gene,
 * and the values of target genes. Filter rules are in filter.ts. Memory grows with cells + genes.
 */
import { axisOf } from '../annotation';
import { CompensatedSums } from '../../numerics/statistics';
import type { Entries, ExpressionSource } from '../source';
import { DatasetFailure } from '../errors';
import type { Mapping, ValueScale } from '../mapping';
import { nameGenes } from '../recognise/geneNames';
import type { PerturbationLabel } from '../recognition';
import {
  type CellGroup,
  type CellGroups,
  distinctPerturbations,
  drawByName,
  groupCells,
} from './perturbations';
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
  /** Cells and values from which effects on targets are computed. */
  readonly targetCells: TargetCells;
  readonly targetValues: TargetValues;
}

function usableCells(groups: readonly CellGroup[], cellsOfFile: number): UsableCells {
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

/** Throws `negative-values`, `not-finite` and the errors of reading. */
async function measureQuality(
  source: ExpressionSource,
  usable: UsableCells,
  { matrix, values, geneColumn }: Mapping,
  onBytes: (done: number, total: number) => void,
): Promise<CellQuality> {
  const { cells, isTraining, groupOfRow } = usable;
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
  const targets = targetCells(usable, names, source.opened.cellNames);
  const targetValues = new TargetCollector(targets, groupOfRow, names.length);
  // One group: values of targets are kept in the order of the file.
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
    targetValues.add(entries);
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
    targetCells: targets,
    targetValues,
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

export function qualityCache(source: ExpressionSource): QualityCache {
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

/** Limits of the reference cells: fewer for many target genes, so that memory stays bounded. */
const MAX_REFERENCE = 5_000;
const MIN_REFERENCE = 1_000;
const MAX_PAIRS = 1e7;

interface TargetCells {
  /** [targets] positions of the target genes, ascending. */
  readonly genes: Int32Array;
  /** [groups] positions in `genes` of each group's targets. */
  readonly targetsOfGroup: readonly (readonly number[])[];
  /** [rows] 1 for reference cells: controls, or all perturbed cells without controls. */
  readonly isReference: Uint8Array;
  /** Are the reference cells controls? */
  readonly hasControls: boolean;
  /** [rows] 1 for perturbed cells with the values of all targets: a few of each group, none with very many targets. */
  readonly isCrossed: Uint8Array;
}

/** Limits of those cells in a group, and of their pairs with targets. */
const MAX_CROSSED = 100;
const MIN_CROSSED = 5;
const MAX_CROSSED_PAIRS = 2e6;

/**
 * Effects on targets need the values of target genes in the cells of their perturbations and in reference cells; they
 * are kept sparse.
 * @param names of the genes of the matrix
 */
function targetCells(
  { cells, groupOfRow, targetNames }: UsableCells,
  names: readonly string[],
  cellNames: readonly string[],
): TargetCells {
  const targeted = new Set(targetNames.flat());
  const genes = Int32Array.from(names.keys()).filter((place) => targeted.has(names[place] ?? ''));
  const slotOfName = new Map(Array.from(genes, (gene, slot) => [names[gene], slot]));
  const hasControls = targetNames.some((targets) => targets.length === 0);
  const compared = [...cells].filter(
    (_, row) => !hasControls || targetNames[groupOfRow[row] ?? -1]?.length === 0,
  );
  const quota = Math.max(MIN_REFERENCE, Math.min(MAX_REFERENCE, Math.floor(MAX_PAIRS / genes.length)));
  const reference = new Set(drawByName(compared, quota, cellNames));
  const groups = targetNames.filter((targets) => targets.length > 0).length;
  const each = Math.min(MAX_CROSSED, Math.floor(MAX_CROSSED_PAIRS / (genes.length * groups)));
  const members: number[][] = targetNames.map(() => []);
  cells.forEach((cell, row) => {
    const group = groupOfRow[row] as number;
    if (each >= MIN_CROSSED && targetNames[group]?.length !== 0) members[group]?.push(cell);
  });
  const crossed = new Set(members.flatMap((own) => drawByName(own, each, cellNames)));
  return {
    genes,
    targetsOfGroup: targetNames.map((targets) => targets.flatMap((name) => slotOfName.get(name) ?? [])),
    isReference: Uint8Array.from(cells, (cell) => Number(reference.has(cell))),
    hasControls,
    isCrossed: Uint8Array.from(cells, (cell) => Number(crossed.has(cell))),
  };
}

/** Non-zero values in reading order. */
interface TargetValues {
  readonly count: number;
  /** [at least count] */
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  /** As in the file, before the logarithm; not divided by totals. */
  readonly values: Float32Array;
}

/** Keeps the values of target genes during a pass. */
class TargetCollector implements TargetValues {
  readonly #slotOfGene: Int32Array;
  readonly #cells: TargetCells;
  readonly #groupOfRow: Int32Array;
  count = 0;
  rows = new Int32Array(1024);
  slots = new Int32Array(1024);
  values = new Float32Array(1024);

  /** @param genes of the matrix */
  constructor(cells: TargetCells, groupOfRow: Int32Array, genes: number) {
    this.#cells = cells;
    this.#groupOfRow = groupOfRow;
    this.#slotOfGene = new Int32Array(genes).fill(-1);
    cells.genes.forEach((gene, slot) => {
      this.#slotOfGene[gene] = slot;
    });
  }

  add({ count, rows, genes, values }: Entries): void {
    const { isReference, isCrossed, targetsOfGroup } = this.#cells;
    for (let i = 0; i < count; i++) {
      const slot = this.#slotOfGene[genes[i] as number] as number;
      if (slot < 0) continue;
      const row = rows[i] as number;
      const isKept = isReference[row] === 1 || isCrossed[row] === 1;
      if (!isKept && !targetsOfGroup[this.#groupOfRow[row] as number]?.includes(slot)) continue;
      if (this.count === this.rows.length) this.#grow();
      this.rows[this.count] = row;
      this.slots[this.count] = slot;
      this.values[this.count] = values[i] as number;
      this.count += 1;
    }
  }

  #grow(): void {
    const size = 2 * this.rows.length;
    const [rows, slots, values] = [new Int32Array(size), new Int32Array(size), new Float32Array(size)];
    rows.set(this.rows);
    slots.set(this.slots);
    values.set(this.values);
    this.rows = rows;
    this.slots = slots;
    this.values = values;
  }
}
