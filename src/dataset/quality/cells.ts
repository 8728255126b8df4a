/**
 * Which cells of the file are used and what they belong to: conditions (perturbation × time point) and batches.
 * Decided from annotations alone, and from which cells pass the rules for values where there are such.
 */
import { ENOUGH_CONTROLS, nameOfCondition } from '../dataset';
import type { AnnotationColumn, OpenedFile } from '../annotation';
import type { Counted, DatasetNote } from '../notes';
import type { Mapping, ScreenSize } from '../mapping';
import { batchNotes } from './batchNotes';
import { distinctValues } from '../recognise/distinct';
import { labelColumn } from '../recognise/labelColumn';
import { readTimes } from '../recognise/timeColumn';
import { drawnByName, sampledSizes } from './sampling';
import { takingPart } from './takingPart';
import {
  NOT_USABLE,
  WITHOUT_LABEL,
  type CellGroup,
  type Perturbation,
  type Perturbations,
} from './perturbations';

/** Conditions of this size or smaller are pointed out. */
const SMALL_CONDITION = 30;
const MOST_NAMED = 5;

export interface CellPlan {
  /** Controls first, then by label and time. */
  readonly conditions: readonly {
    readonly perturbation: Perturbation;
    readonly time: number | null;
    readonly cells: number;
  }[];
  /** [rows] the file's index of each used cell, ascending. */
  readonly cells: Int32Array;
  /** [rows] index into conditions. */
  readonly conditionOfRow: Int32Array;
  /** [rows] index into batches; null where no batch column was chosen. */
  readonly batchOfRow: Int32Array | null;
  readonly batches: readonly string[];
  readonly timeUnit: string;
  /** Cells that could be used, and those of them that pass all rules, before sampling. */
  readonly usable: number;
  readonly passing: number;
  readonly takingPart: ScreenSize;
  readonly notes: readonly DatasetNote[];
}

export interface CellGroups {
  /** Controls first, then by label and time. */
  readonly groups: readonly CellGroup[];
  /** Cells that belong to no group, but for those of perturbations that cannot be used. */
  readonly withoutLabel: number;
  /** Controls without a time where others have one. */
  readonly timeless: number;
  readonly timeUnit: string;
}

/** All cells that can be used. Controls without any time serve all time points: they form one group whose time is null. */
export function groupCells(opened: OpenedFile, perturbations: Perturbations, mapping: Mapping): CellGroups {
  const timeColumn = labelColumn(opened, mapping.timeColumn);
  const times = timeColumn === null ? null : readTimes(timeColumn);
  const timeless = times === null ? 0 : timelessControls(perturbations, times.values);
  const timePoints =
    times === null ? [null] : [...distinctTimes(times.values), ...(timeless > 0 ? [null] : [])];
  const indexOfTime = new Map(timePoints.map((time, index) => [time, index]));

  const members = new Map<number, number[]>();
  let withoutLabel = 0;
  perturbations.ofCell.forEach((perturbation, cell) => {
    const own = times?.values[cell] ?? null;
    const servesAllTimes = timeless > 0 && isControl(perturbations, perturbation);
    const time = indexOfTime.get(servesAllTimes ? null : own);
    if (perturbation === WITHOUT_LABEL || time === undefined) withoutLabel++;
    else if (perturbation !== NOT_USABLE) {
      const slot = perturbation * timePoints.length + time;
      const together = members.get(slot);
      if (together === undefined) members.set(slot, [cell]);
      else together.push(cell);
    }
  });
  const groups = [...members]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([slot, cells]) => {
      const perturbation = perturbations.list[Math.floor(slot / timePoints.length)];
      const time = timePoints[slot % timePoints.length] ?? null;
      return perturbation === undefined ? [] : [{ perturbation, time, cells }];
    });
  return { groups, withoutLabel, timeless, timeUnit: times?.unit ?? '' };
}

/** @param passing [cells of the file] 0 where a cell fails a rule; null: all pass */
export function planCells(
  opened: OpenedFile,
  perturbations: Perturbations,
  mapping: Mapping,
  passing: Uint8Array | null = null,
): CellPlan {
  const { groups: all, withoutLabel, timeless, timeUnit } = groupCells(opened, perturbations, mapping);
  const { groups, leftOut } = withoutSmall(passingGroups(all, passing), mapping.filter?.fewestCells ?? 0);
  const batchColumn = labelColumn(opened, mapping.batchColumn);
  const kept = sampledDown(groups, opened.cellNames);
  const rows = kept
    .flatMap(({ cells }, condition) => cells.map((cell) => ({ cell, condition })))
    .toSorted((a, b) => a.cell - b.cell);
  const cells = Int32Array.from(rows, ({ cell }) => cell);
  const conditionOfRow = Int32Array.from(rows, ({ condition }) => condition);
  const { batchOfRow, batches } = readBatches(batchColumn, cells);
  return {
    conditions: kept.map((group) => ({ ...group, cells: group.cells.length })),
    cells,
    conditionOfRow,
    batchOfRow,
    batches,
    timeUnit,
    usable: cellsIn(all),
    passing: cellsIn(groups),
    takingPart: takingPart(groups),
    notes: [
      ...(leftOut.length > 0
        ? [
            {
              tag: 'perturbations-too-small' as const,
              fewest: mapping.filter?.fewestCells ?? 0,
              perturbations: leftOut,
            },
          ]
        : []),
      ...(timeless > 0 ? [{ tag: 'controls-without-time' as const, cells: timeless }] : []),
      ...notesOf(groups, kept, withoutLabel, timeUnit),
      ...(batchOfRow === null
        ? []
        : batchNotes({
            conditions: kept.map(({ perturbation: { label, targets } }) => ({
              label,
              isControl: targets.length === 0,
            })),
            conditionOfRow,
            batchOfRow,
            batches,
          })),
    ],
  };
}

/** Number of controls where none of them has a time (they came in a file of their own) but others do; else 0. */
function timelessControls(perturbations: Perturbations, times: Float64Array): number {
  const controls = [...perturbations.ofCell.keys()].filter((cell) =>
    isControl(perturbations, perturbations.ofCell[cell] ?? WITHOUT_LABEL),
  );
  const haveTimes = controls.some((cell) => !Number.isNaN(times[cell] ?? Number.NaN));
  return haveTimes || times.every(Number.isNaN) ? 0 : controls.length;
}

function isControl({ list }: Perturbations, perturbation: number): boolean {
  return list[perturbation]?.targets.length === 0;
}

function cellsIn(groups: readonly CellGroup[]): number {
  return groups.reduce((total, { cells }) => total + cells.length, 0);
}

/** What is left of them; null: all pass. */
export function passingGroups(
  groups: readonly CellGroup[],
  passing: Uint8Array | null,
): readonly CellGroup[] {
  if (passing === null) return groups;
  return groups
    .map((group) => ({ ...group, cells: group.cells.filter((cell) => passing[cell] === 1) }))
    .filter(({ cells }) => cells.length > 0);
}

/**
 * Without perturbations of fewer cells than that, over all time points. Those held out stay: nothing is learned from them.
 * `leftOut`: fewest cells first.
 */
export function withoutSmall(
  groups: readonly CellGroup[],
  fewest: number,
): { readonly groups: readonly CellGroup[]; readonly leftOut: readonly Counted[] } {
  const cellsOf = new Map<Perturbation, number>();
  for (const { perturbation, cells } of groups)
    cellsOf.set(perturbation, (cellsOf.get(perturbation) ?? 0) + cells.length);
  const isSmall = ({ targets, heldOut }: Perturbation, cells: number) =>
    targets.length > 0 && !heldOut && cells < fewest;
  const small = [...cellsOf].filter(([perturbation, cells]) => isSmall(perturbation, cells));
  const left = new Set(small.map(([perturbation]) => perturbation));
  return {
    groups: groups.filter(({ perturbation }) => !left.has(perturbation)),
    leftOut: small
      .map(([{ label }, cells]) => ({ name: label, count: cells }))
      .toSorted((a, b) => a.count - b.count),
  };
}

function sampledDown(groups: readonly CellGroup[], cellNames: readonly string[]): readonly CellGroup[] {
  const sizes = sampledSizes(
    groups.map(({ perturbation, cells }) => ({
      isControl: perturbation.targets.length === 0,
      cells: cells.length,
    })),
  );
  return groups.map((group, index) => ({
    ...group,
    cells: drawnByName(group.cells, sizes[index] ?? 0, cellNames),
  }));
}

function notesOf(
  groups: readonly CellGroup[],
  kept: readonly CellGroup[],
  withoutLabel: number,
  timeUnit: string,
): DatasetNote[] {
  const notes: DatasetNote[] = [];
  if (withoutLabel > 0) notes.push({ tag: 'cells-without-label', cells: withoutLabel });
  const cells = cellsIn(groups);
  const keptCells = cellsIn(kept);
  if (keptCells < cells) notes.push({ tag: 'cells-subsampled', kept: keptCells, cells });
  const perturbed = groups.filter(({ perturbation }) => perturbation.targets.length > 0);
  const controls = kept
    .filter(({ perturbation }) => perturbation.targets.length === 0)
    .reduce((total, group) => total + group.cells.length, 0);
  if (controls > 0 && controls < ENOUGH_CONTROLS) notes.push({ tag: 'few-controls', cells: controls });
  if (perturbed.length > 0 && perturbed.every((group) => group.cells.length === 1)) {
    notes.push({ tag: 'one-sample-per-condition' });
    return notes;
  }
  notes.push(...smallConditions(groups, timeUnit));
  return notes;
}

/** The smallest ones by name, the number of the others with the last of them. */
function smallConditions(groups: readonly CellGroup[], timeUnit: string): DatasetNote[] {
  const small = groups
    .filter(({ cells }) => cells.length <= SMALL_CONDITION)
    .toSorted((a, b) => a.cells.length - b.cells.length);
  const more = small.length - MOST_NAMED;
  return small.slice(0, MOST_NAMED).map(({ perturbation, time, cells }, index) => ({
    tag: 'small-condition',
    label: nameOfCondition(perturbation.label, time, timeUnit),
    cells: cells.length,
    ...(more > 0 && index === MOST_NAMED - 1 ? { more } : {}),
  }));
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

function distinctTimes(values: Float64Array): number[] {
  return [...new Set(values)].filter((time) => !Number.isNaN(time)).toSorted((a, b) => a - b);
}
