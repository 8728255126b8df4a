/**
 * Which cells of the file are used and what they belong to: conditions (perturbation × time point) and batches.
 * Decided from annotations alone, before any value is read.
 */
import { ENOUGH_CONTROLS } from '../dataset';
import { Random } from '../../numerics/random';
import type { AnnotationColumn, DatasetNote, OpenedFile } from '../annotation';
import type { Mapping } from '../mapping';
import { distinctValues } from '../recognise/distinct';
import { labelColumn } from '../recognise/labelColumn';
import { readTimes } from '../recognise/timeColumn';
import { NOT_USABLE, WITHOUT_LABEL, type Perturbation, type Perturbations } from './perturbations';

/** More cells than this are sampled down: enough for the means, and a training step draws only some hundreds. */
const MOST_CELLS = 20_000;
const MOST_CONTROLS = 5_000;
const SAMPLING_SEED = 1;
/** Conditions of this size or smaller are pointed out. */
const SMALL_CONDITION = 30;
const MOST_NAMED = 5;

export interface CellPlan {
  /** Controls first, then in the file's order, by time. */
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
  readonly notes: readonly DatasetNote[];
}

/** Controls without any time serve all time points: they form one condition whose time is null. */
export function planCells(opened: OpenedFile, perturbations: Perturbations, mapping: Mapping): CellPlan {
  const timeColumn = labelColumn(opened, mapping.timeColumn);
  const batchColumn = labelColumn(opened, mapping.batchColumn);
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
  const kept = sampledDown(groups);
  const rows = kept
    .flatMap(({ cells }, condition) => cells.map((cell) => ({ cell, condition })))
    .toSorted((a, b) => a.cell - b.cell);
  const cells = Int32Array.from(rows, ({ cell }) => cell);
  return {
    conditions: kept.map((group) => ({ ...group, cells: group.cells.length })),
    cells,
    conditionOfRow: Int32Array.from(rows, ({ condition }) => condition),
    ...readBatches(batchColumn, cells),
    timeUnit: times?.unit ?? '',
    notes: [
      ...(timeless > 0 ? [{ tag: 'controls-without-time' as const, cells: timeless }] : []),
      ...notesOf(groups, kept, withoutLabel, times?.unit ?? ''),
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

interface Group {
  readonly perturbation: Perturbation;
  readonly time: number | null;
  readonly cells: readonly number[];
}

/** At most 5,000 controls, and perturbed conditions down to an equal share of what remains; a seeded choice. */
function sampledDown(groups: readonly Group[]): Group[] {
  const count = (some: readonly Group[]) => some.reduce((total, { cells }) => total + cells.length, 0);
  if (count(groups) <= MOST_CELLS) return [...groups];
  const random = new Random(SAMPLING_SEED);
  const controls = groups.filter(({ perturbation }) => perturbation.targets.length === 0);
  const perturbed = groups.length - controls.length;
  const keptControls = Math.min(MOST_CONTROLS, count(controls));
  const share = Math.max(1, Math.floor((MOST_CELLS - keptControls) / Math.max(1, perturbed)));
  return groups.map((group) => {
    const quota =
      group.perturbation.targets.length > 0
        ? share
        : Math.ceil((group.cells.length * keptControls) / count(controls));
    if (group.cells.length <= quota) return group;
    const chosen = random.permutation(group.cells.length).subarray(0, quota).toSorted();
    return { ...group, cells: Array.from(chosen, (index) => group.cells[index] ?? 0) };
  });
}

function notesOf(
  groups: readonly Group[],
  kept: readonly Group[],
  withoutLabel: number,
  timeUnit: string,
): DatasetNote[] {
  const notes: DatasetNote[] = [];
  if (withoutLabel > 0) notes.push({ tag: 'cells-without-label', cells: withoutLabel });
  const cells = groups.reduce((total, group) => total + group.cells.length, 0);
  const keptCells = kept.reduce((total, group) => total + group.cells.length, 0);
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
function smallConditions(groups: readonly Group[], timeUnit: string): DatasetNote[] {
  const small = groups
    .filter(({ cells }) => cells.length <= SMALL_CONDITION)
    .toSorted((a, b) => a.cells.length - b.cells.length);
  const more = small.length - MOST_NAMED;
  return small.slice(0, MOST_NAMED).map(({ perturbation, time, cells }, index) => ({
    tag: 'small-condition',
    label: time === null ? perturbation.label : `${perturbation.label} (${`${time} ${timeUnit}`.trim()})`,
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
