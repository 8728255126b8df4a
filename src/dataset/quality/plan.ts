/**
 * The cells of the dataset with their conditions (perturbation × time point) and batches, decided from annotations
 * and from the cells that pass the rules for values.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import {
  MAX_AT_ONCE,
  canBeSummed,
  genesAtOnce,
  groupByConditionAndBatch,
  type CellGroupIndex,
} from '../cellMoments';
import { MIN_GENES } from '../dataset';
import { DatasetFailure } from '../errors';
import { isRatio, type Mapping, type ScreenSize } from '../mapping';
import type { DatasetNote } from '../notes';
import { distinctValues } from '../recognise/columns';
import { labelColumn } from '../recognise/labelColumn';
import { hasFewCellsEach, rowNounOfFile } from '../rows';
import { crowdedColumn } from '../recognise/perturbationColumn';
import type { GeneNaming } from '../recognise/geneNames';
import { batchColumns, isSurelyBatch } from '../recognise/timeAndBatch';
import type { PerturbationLabel } from '../recognition';
import type { GeneSelection } from './genes';
import { batchNotes, planNotes, unusedBatchNotes } from './notes';
import {
  cellsOf,
  cellsIn,
  drawByName,
  dropSmall,
  groupCells,
  isControl,
  modelledGenes,
  passingGroups,
  sampledSizes,
  type CellGroup,
  type Perturbation,
  type Perturbations,
} from './perturbations';

export interface PlannedCells {
  /** [rows] index of each cell in the file, ascending. */
  readonly cells: Int32Array;
  /** [rows] index into conditions. */
  readonly conditionOfRow: Int32Array;
  /** [rows] index into batches; null where no batch column was chosen. */
  readonly batchOfRow: Int32Array | null;
}

export interface CellPlan {
  /** Controls first, then by label and time. */
  readonly conditions: readonly {
    readonly perturbation: Perturbation;
    readonly time: number | null;
    readonly cells: number;
  }[];
  /** Every cell that the means are taken over. */
  readonly used: PlannedCells;
  /** Those that are kept one by one: `used`, or a sample of it. */
  readonly kept: PlannedCells;
  /** Groups of `used` whose values are summed; null where every cell is kept. */
  readonly summed: CellGroupIndex | null;
  /** Genes that are summed in one pass. */
  readonly genesAtOnce: number;
  /** Over the matrix; counts stored by gene take one more. */
  readonly passes: number;
  readonly batches: readonly string[];
  readonly timeUnit: string;
  /** Usable cells, and those that pass all rules, before subsampling. */
  readonly usable: number;
  readonly passing: number;
  readonly screenSize: ScreenSize;
  readonly notes: readonly DatasetNote[];
}

/**
 * @param passing [cells of the file] 0 for cells that fail a rule; null: all pass
 * @param sumsAtOnce groups × genes that are summed in one pass
 */
export function planCells(
  opened: OpenedFile,
  perturbations: Perturbations,
  mapping: Mapping,
  passing: Uint8Array | null = null,
  sumsAtOnce = MAX_AT_ONCE,
): CellPlan {
  const grouped = groupCells(opened, perturbations, mapping);
  const fewest = mapping.filter?.fewestCells ?? 0;
  const { groups, leftOut } = dropSmall(passingGroups(grouped.groups, passing), fewest);
  const genes = modelledGenes(groups, mapping);
  const sizes = sampledSizes(groups, genes);
  const drawn = groups.map((group, index) => ({
    ...group,
    cells: drawByName(group.cells, sizes[index] ?? 0, opened.cellNames),
  }));
  const all = cellsOf(groups, opened.cells);
  const { batchOfRow, batches } = readBatches(labelColumn(opened, mapping.batchColumn), all.cells);
  const used = { ...all, batchOfRow };
  const isSample = cellsIn(drawn) < cellsIn(groups);
  const summed = isSample
    ? groupsToSum(used, batches.length, groups, (count) => genesAtOnce(count, sumsAtOnce) >= genes)
    : null;
  const isSummed = summed !== null && canBeSummed(summed.cells.length, genes);
  const measured = Math.min(
    genes,
    opened.matrices.find(({ path }) => path === mapping.matrix)?.genes ?? genes,
  );
  const atOnce = summed === null ? measured : genesAtOnce(summed.cells.length, sumsAtOnce);
  const size = sizeOfScreen(groups, sizes);
  return {
    conditions: groups.map((group) => ({ ...group, cells: group.cells.length })),
    used,
    kept: isSample ? rowsOf(used, drawn, opened.cells) : used,
    summed,
    genesAtOnce: atOnce,
    passes: 2 + (isSummed && atOnce < measured ? Math.ceil(measured / atOnce) : 0),
    batches,
    timeUnit: grouped.timeUnit,
    usable: cellsIn(grouped.groups),
    passing: cellsIn(groups),
    screenSize: size,
    notes: [
      ...(hasFewCellsEach(opened, size, mapping)
        ? [{ tag: 'few-cells-each' as const, most: size.largest }]
        : []),
      ...(leftOut.length > 0
        ? [{ tag: 'perturbations-too-small' as const, fewest, perturbations: leftOut }]
        : []),
      ...planNotes(grouped, groups, drawn, isSummed).filter(
        ({ tag }) => tag !== 'few-controls' || !isRatio(mapping.values),
      ),
      ...batchNotes(groups, used.conditionOfRow, batchOfRow, batches),
      ...ofUnusedColumns(opened, mapping, groups, all),
    ],
  };
}

/** By condition and batch; where that makes too many groups, perturbed conditions by all batches together. */
function groupsToSum(
  { conditionOfRow, batchOfRow }: PlannedCells,
  batches: number,
  groups: readonly CellGroup[],
  fitsOnePass: (groups: number) => boolean,
): CellGroupIndex {
  const fine = groupByConditionAndBatch(conditionOfRow, batchOfRow, batches);
  if (batches < 2 || fitsOnePass(fine.cells.length)) return fine;
  const isPerturbed = groups.map((group) => !isControl(group));
  return groupByConditionAndBatch(
    conditionOfRow,
    batchOfRow,
    batches,
    (condition) => isPerturbed[condition] === true,
  );
}

/** Of the first column named like a batch but not used as one that separates perturbations from controls. */
function ofUnusedColumns(
  opened: OpenedFile,
  mapping: Mapping,
  groups: readonly CellGroup[],
  { cells, conditionOfRow }: Omit<PlannedCells, 'batchOfRow'>,
): readonly DatasetNote[] {
  const used = [mapping.batchColumn, mapping.perturbationColumn, mapping.timeColumn, mapping.kindColumn];
  for (const column of batchColumns(opened.obs)) {
    if (used.includes(column.name)) continue;
    const { batchOfRow, batches } = readBatches(column, cells);
    const named = { column: column.name, isSure: isSurelyBatch(column) };
    const notes = unusedBatchNotes(named, groups, conditionOfRow, batchOfRow, batches);
    if (notes.length > 0) return notes;
  }
  return [];
}

function rowsOf(used: PlannedCells, groups: readonly CellGroup[], cellsOfFile: number): PlannedCells {
  const own = cellsOf(groups, cellsOfFile);
  const isKept = new Uint8Array(cellsOfFile);
  for (const cell of own.cells) isKept[cell] = 1;
  const { cells, batchOfRow } = used;
  return {
    ...own,
    batchOfRow: batchOfRow && batchOfRow.filter((_, row) => isKept[cells[row] as number] === 1),
  };
}

function readBatches(
  column: AnnotationColumn | null,
  cells: Int32Array,
): { batchOfRow: Int32Array | null; batches: string[] } {
  if (column === null) return { batchOfRow: null, batches: [] };
  const { labels, codes } = distinctValues(column);
  const used = [...new Set(Array.from(cells, (cell) => codes[cell] ?? -1))].toSorted((a, b) => a - b);
  const batchOfCode = new Map(used.map((code, batch) => [code, batch]));
  return {
    batchOfRow: cells.map((cell) => batchOfCode.get(codes[cell] ?? -1) ?? 0),
    batches: used.map((code) => labels[code] ?? 'not given'),
  };
}

/** Cells kept one by one. @param groups after the rules */
export function screenSize(groups: readonly CellGroup[], mapping: Mapping): ScreenSize {
  return sizeOfScreen(groups, sampledSizes(groups, modelledGenes(groups, mapping)));
}

function sizeOfScreen(groups: readonly CellGroup[], sizes: readonly number[]): ScreenSize {
  const cellsWhere = (counts: (group: CellGroup) => boolean) =>
    groups.reduce((sum, group, index) => sum + (counts(group) ? (sizes[index] ?? 0) : 0), 0);
  const perturbed = groups.filter((group) => !isControl(group));
  const perturbations = new Set(perturbed.map(({ perturbation }) => perturbation));
  return {
    perturbations: perturbations.size,
    undosed: new Set([...perturbations].map(({ label, dose }) => dose?.of ?? label)).size,
    trained: [...perturbations].filter(({ heldOut }) => !heldOut).length,
    conditions: groups.length,
    times: perturbations.size === 0 ? 1 : perturbed.length / perturbations.size,
    timePoints: Math.max(1, new Set(perturbed.map(({ time }) => time)).size),
    largest: perturbed.reduce((most, { cells }) => Math.max(most, cells.length), 0),
    cells: cellsWhere(() => true),
    trainingCells: cellsWhere(({ perturbation }) => !perturbation.heldOut),
    controlCells: cellsWhere(isControl),
    summed: cellsWhere(() => true) < cellsIn(groups) ? groups.length : 0,
  };
}

/** Fewest cells or samples that are used: two of each condition are compared. */
const FEWEST_USED = { training: 10, effects: 4 } as const;

/**
 * Throws DatasetFailure if labels, controls or numbers of cells and genes do not allow training, or effects; if rules
 * excluded cells, they are given as the reason. Runs before the values are read.
 */
export function assertUsablePlan(
  opened: OpenedFile,
  mapping: Mapping,
  labels: readonly PerturbationLabel[],
  plan: CellPlan,
  naming: GeneNaming,
  of: keyof typeof FEWEST_USED,
): void {
  const file = opened.name;
  const needed = FEWEST_USED[of];
  const perturbed = plan.conditions.filter((condition) => !isControl(condition));
  const distinct = new Set(perturbed.map(({ perturbation }) => perturbation));
  const fewCells = (cells: number) =>
    new DatasetFailure({
      tag: 'too-few-cells',
      file,
      cells,
      needed,
      of,
      rows: rowNounOfFile(opened, { largest: opened.cells }, mapping),
    });
  const examples = labels.map(({ label }) => label);
  const { usable, passing } = plan;
  const byRules =
    passing < usable
      ? new DatasetFailure({ tag: 'rules-leave-too-little', file, cells: usable, left: passing })
      : null;

  if (opened.cells < needed) throw fewCells(opened.cells);
  assertEnoughGenes(file, naming.names.length);
  if (labelColumn(opened, mapping.perturbationColumn) === null) {
    const columns = opened.obs.map(({ name }) => name);
    const crowded = crowdedColumn(opened.obs);
    throw new DatasetFailure({ tag: 'no-perturbation-column', file, columns, ...(crowded && { crowded }) });
  }
  if (perturbed.length === 0) {
    const genes = naming.names;
    throw byRules ?? new DatasetFailure({ tag: 'no-targets-measured', file, labels: examples, genes });
  }
  // Without controls each perturbation is compared with the others.
  const isComparable =
    mapping.control.mode === 'others' ? distinct.size > 1 : perturbed.length < plan.conditions.length;
  if (!isComparable) throw byRules ?? new DatasetFailure({ tag: 'no-controls', file, labels: examples });
  if (plan.used.cells.length < needed) throw byRules ?? fewCells(plan.used.cells.length);
  if (perturbed.every(({ perturbation }) => perturbation.heldOut)) {
    throw byRules ?? new DatasetFailure({ tag: 'no-training-perturbations', file });
  }
}

/** Throws DatasetFailure if too few genes vary or no listed regulator was measured, nor an input that is not measured is one. */
export function assertUsableGenes(opened: OpenedFile, selection: GeneSelection, hasInputs: boolean): void {
  assertEnoughGenes(opened.name, selection.genes.length);
  if (selection.candidates.length === 0 && !hasInputs)
    throw new DatasetFailure({ tag: 'no-regulators', file: opened.name });
}

function assertEnoughGenes(file: string, genes: number): void {
  if (genes < MIN_GENES) throw new DatasetFailure({ tag: 'too-few-genes', file, genes, needed: MIN_GENES });
}
