/** Notes on the selected cells: small groups, batches, and targets that change against the kind of their perturbation. */
import { median } from '../../numerics/statistics';
import { compareNames } from '../canonicalOrder';
import { ENOUGH_CONTROLS, nameOfCondition, timeText } from '../dataset';
import type { PerturbationKind } from '../mapping';
import type { DatasetNote } from '../notes';
import { kindFromChange } from '../recognise/kind';
import { isControl, momentsOfGene, type MeasuredCondition, type Moments } from './moments';
import { cellsIn, isControl as isControlGroup, type CellGroup, type CellGroups } from './perturbations';

/**
 * With controls: batches with fewer than 20 of them, whose cells are compared with controls of other batches, and perturbations whose
 * batches have fewer than 20 together. With fewer: perturbations alone in their batches. Empty for one batch.
 * @param conditionOfRow, batchOfRow [rows]
 */
export function batchNotes(
  conditions: readonly CellGroup[],
  conditionOfRow: Int32Array,
  batchOfRow: Int32Array | null,
  batches: readonly string[],
): DatasetNote[] {
  if (batchOfRow === null || batches.length < 2) return [];
  const { controls, labelsIn, batchesOf } = cellsInBatches(conditions, conditionOfRow, batchOfRow, batches);
  const countIn = (own: Iterable<number>) => [...own].reduce((sum, batch) => sum + (controls[batch] ?? 0), 0);
  if (countIn(controls.keys()) < ENOUGH_CONTROLS) {
    const isAlone = (batch: number) => labelsIn[batch]?.size === 1 && (controls[batch] ?? 0) === 0;
    const alone = labelsWhere(batchesOf, (own) => own.every(isAlone));
    return alone.length > 0 ? [{ tag: 'confounded-with-batch', labels: alone }] : [];
  }
  const isBare = (batch: number) => (controls[batch] ?? 0) < ENOUGH_CONTROLS;
  const bare = batches.filter((_, batch) => isBare(batch)).toSorted(compareNames);
  const labels = labelsWhere(batchesOf, (own) => countIn(own) < ENOUGH_CONTROLS);
  const own = new Set(labels.flatMap((label) => [...(batchesOf.get(label) ?? [])]));
  const names = [...own].map((batch) => batches[batch] ?? '').toSorted(compareNames);
  return [
    ...(bare.length > 0 ? [{ tag: 'batches-without-controls' as const, batches: bare }] : []),
    ...(labels.length > 0
      ? [{ tag: 'confounded-with-batch' as const, labels, batches: names, controls: countIn(own) }]
      : []),
  ];
}

/**
 * Perturbations in batches without enough controls by a column that is not used as batch. A column with one perturbation in each batch names
 * samples, not batches, unless `isSure`.
 */
export function unusedBatchNotes(
  { column, isSure }: { readonly column: string; readonly isSure: boolean },
  conditions: readonly CellGroup[],
  conditionOfRow: Int32Array,
  batchOfRow: Int32Array | null,
  batches: readonly string[],
): DatasetNote[] {
  if (batchOfRow === null) return [];
  const { controls, labelsIn } = cellsInBatches(conditions, conditionOfRow, batchOfRow, batches);
  const kinds = labelsIn.map((labels, batch) => labels.size + Number((controls[batch] ?? 0) > 0));
  if (!isSure && kinds.every((count) => count < 2)) return [];
  return batchNotes(conditions, conditionOfRow, batchOfRow, batches).flatMap((note) =>
    note.tag === 'confounded-with-batch' && note.controls !== undefined ? [{ ...note, unused: column }] : [],
  );
}

function labelsWhere(
  batchesOf: ReadonlyMap<string, ReadonlySet<number>>,
  isWanted: (batches: readonly number[]) => boolean,
): readonly string[] {
  return [...batchesOf]
    .filter(([, own]) => isWanted([...own]))
    .map(([label]) => label)
    .toSorted(compareNames);
}

/** [batches] controls and labels of perturbations; batches by label. */
function cellsInBatches(
  conditions: readonly CellGroup[],
  conditionOfRow: Int32Array,
  batchOfRow: Int32Array,
  batches: readonly string[],
) {
  const controls = new Int32Array(batches.length);
  const labelsIn = batches.map(() => new Set<string>());
  const batchesOf = new Map<string, Set<number>>();
  conditionOfRow.forEach((index, row) => {
    const condition = conditions[index];
    const batch = batchOfRow[row] ?? 0;
    if (condition === undefined) return;
    const { label } = condition.perturbation;
    if (isControlGroup(condition)) controls[batch] = (controls[batch] ?? 0) + 1;
    else {
      labelsIn[batch]?.add(label);
      batchesOf.set(label, (batchesOf.get(label) ?? new Set()).add(batch));
    }
  });
  return { controls, labelsIn, batchesOf };
}

/** Added to both means. */
const OFFSET = 0.05;

function log2Change(mean: number, reference: number): number {
  return Math.log2((Math.max(0, mean) + OFFSET) / (Math.max(0, reference) + OFFSET));
}

/** One note per kind of perturbation whose targets' mRNA changes in the opposite direction. */
export function kindNotes(conditions: readonly MeasuredCondition[], moments: Moments): DatasetNote[] {
  const controls = [...conditions.keys()].filter((index) => isControl(conditions[index]));
  if (controls.length === 0) return [];
  const changesOf = new Map<PerturbationKind, number[]>();
  conditions.forEach(({ kind, targets }, index) => {
    const changes = changesOf.get(kind) ?? [];
    changesOf.set(kind, changes);
    for (const target of targets) {
      const meanIn = (group: readonly number[]) => momentsOfGene(moments, conditions, group, target).mean;
      changes.push(log2Change(meanIn([index]), meanIn(controls)));
    }
  });
  return [...changesOf].flatMap(([kind, changes]) => {
    if (kind === 'inhibitor') return [];
    const suggested = kindFromChange(changes);
    if (suggested === null || (suggested === 'overexpression') === (kind === 'overexpression')) return [];
    return [{ tag: 'kind-unlike-change', kind, suggested, change: median(changes) }];
  });
}

export function sampleNote(kept: number, cells: number, isSummed: boolean): DatasetNote {
  return { tag: 'cells-subsampled', kept, cells, ...(isSummed ? {} : { meansOfKept: true }) };
}

/** Conditions up to this size are reported. */
const SMALL_CONDITION = 30;
const MAX_NAMED = 5;

/** @param groups, kept after the rules; after subsampling @param isSummed whether means are over all cells then */
export function planNotes(
  { withoutLabel, timeless, timeUnit }: CellGroups,
  groups: readonly CellGroup[],
  kept: readonly CellGroup[],
  isSummed: boolean,
): DatasetNote[] {
  const notes: DatasetNote[] = [];
  if (timeless > 0) notes.push({ tag: 'controls-without-time', cells: timeless });
  if (withoutLabel > 0) notes.push({ tag: 'cells-without-label', cells: withoutLabel });
  const [cells, keptCells] = [cellsIn(groups), cellsIn(kept)];
  if (keptCells < cells) notes.push(sampleNote(keptCells, cells, isSummed));
  const perturbed = groups.filter((group) => !isControlGroup(group));
  const controls = cellsIn(kept.filter(isControlGroup));
  notes.push(...timesWithoutControls(groups, timeUnit));
  if (controls > 0 && controls < ENOUGH_CONTROLS) notes.push({ tag: 'few-controls', cells: controls });
  if (perturbed.length > 0 && perturbed.every((group) => group.cells.length === 1))
    return [...notes, { tag: 'one-sample-per-condition' }];
  return [...notes, ...smallConditions(perturbed, timeUnit)];
}

/** Where perturbed cells were measured at times at which no control was. */
function timesWithoutControls(groups: readonly CellGroup[], timeUnit: string): DatasetNote[] {
  const timesOf = (isWanted: (group: CellGroup) => boolean) =>
    [...new Set(groups.filter(isWanted).map(({ time }) => time))]
      .filter((time) => time !== null)
      .toSorted((a, b) => a - b);
  const ofControls = timesOf(isControlGroup);
  const without = timesOf((group) => !isControlGroup(group)).filter((time) => !ofControls.includes(time));
  if (ofControls.length === 0 || without.length === 0) return [];
  const [controls, perturbed] = [ofControls, without].map((times) =>
    times.map((time) => timeText(time, timeUnit)),
  );
  return [{ tag: 'times-without-controls', controls: controls ?? [], perturbed: perturbed ?? [] }];
}

/** The smallest conditions by name, the number of the others with the last of them. */
function smallConditions(groups: readonly CellGroup[], timeUnit: string): DatasetNote[] {
  const small = groups
    .filter(({ cells }) => cells.length <= SMALL_CONDITION)
    .toSorted((a, b) => a.cells.length - b.cells.length);
  const more = small.length - MAX_NAMED;
  return small.slice(0, MAX_NAMED).map(({ perturbation, time, cells }, index) => ({
    tag: 'small-condition',
    label: nameOfCondition(perturbation.label, time, timeUnit),
    cells: cells.length,
    ...(more > 0 && index === MAX_NAMED - 1 ? { more } : {}),
  }));
}
