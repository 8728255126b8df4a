/**
 * Cells grouped by what was done to them. Guides and spellings with the same targets ('STAT1g1' and 'STAT1g2', 'A+B'
 * and 'B+A', 'A+ctrl' and 'A') are one perturbation unless their kinds differ; all control labels together are the
 * control.
 */
import { memoize } from '../../numerics/lazy';
import { fnv1a, mixBits } from '../../numerics/random';
import type { OpenedFile } from '../annotation';
import { compareNames } from '../canonicalOrder';
import { evenShare, lowestDraws, MAX_SAMPLED_CELLS, sampleSizes } from '../cellSample';
import type { Mapping, PerturbationKind } from '../mapping';
import type { Counted } from '../notes';
import { distinctValues } from '../recognise/columns';
import { inChosenContext } from '../recognise/contexts';
import { labelColumn } from '../recognise/labelColumn';
import { statedKinds } from '../recognise/kind';
import { type Dose, doseText } from '../dose';
import { readDoses } from '../recognise/doses';
import { readTimes } from '../recognise/timeAndBatch';
import type { PerturbationLabel } from '../recognition';

export interface Perturbation {
  /**
   * The label of the file if it is the only one with these targets, else the targets joined by '+', followed by the
   * kind if the same targets were perturbed in several ways; 'control' for several control labels.
   */
  readonly label: string;
  /** Names of the perturbed genes; none for the control. */
  readonly targets: readonly string[];
  readonly kind: PerturbationKind;
  readonly heldOut: boolean;
  /** Where doses are told apart, its own, its label without it, and the dose of each target, NaN where that is not told. */
  readonly dose?: Dose & { readonly of: string; readonly ofTargets: readonly number[] };
}

export interface Perturbations {
  /** The control first if there is one, then by label. */
  readonly list: readonly Perturbation[];
  /**
   * [cells] index into list; WITHOUT_LABEL, or NOT_USABLE for labels that are neither control nor a measured target.
   */
  readonly ofCell: Int32Array;
}

/** The cells of a perturbation at one time point, ascending. */
export interface CellGroup {
  readonly perturbation: Perturbation;
  readonly time: number | null;
  readonly cells: readonly number[];
}

const WITHOUT_LABEL = -1;
const NOT_USABLE = -2;

interface Group {
  readonly targets: readonly string[];
  readonly kind: PerturbationKind;
  readonly labels: string[];
  readonly dose: Dose | null;
  /** [targets] dose of each, NaN where it is not told. */
  readonly dosed: readonly number[];
}

/**
 * A perturbation is held out if `mapping.heldOut` names one of its labels or its targets.
 * With a column of doses each dose is a perturbation of its own.
 */
export function distinctPerturbations(
  opened: OpenedFile,
  labels: readonly PerturbationLabel[],
  mapping: Mapping,
): Perturbations {
  const column = labelColumn(opened, mapping.perturbationColumn);
  if (column === null) return { list: [], ofCell: new Int32Array(opened.cells).fill(WITHOUT_LABEL) };
  const values = distinctValues(column);
  const labelNamed = new Map(labels.map((label) => [label.label, label]));
  const labelOfCode = values.labels.map((name) => labelNamed.get(name));
  const kindOf = kindOfCell(opened, mapping);
  const takesPart = inChosenContext(opened, mapping);
  const doseColumn = labelColumn(opened, mapping.doseColumn ?? null);
  const doses = doseColumn && readDoses(doseColumn, opened.obs);

  // A table beside the data is of the person, and says more than the file.
  const isDosed = mapping.doseColumn !== null;
  const ofTable = readDoses(
    {
      kind: 'category',
      name: 'dose',
      categories: labelOfCode.map((label) => (isDosed ? (label?.dose ?? '') : '')),
      codes: Int32Array.from(labelOfCode.keys()),
    },
    [],
  );
  const doseOfLabel = (code: number) => ofTable.list[ofTable.ofCell[code] ?? -1];

  const groups = new Map<string, Group>();
  const groupOf = (
    { label, targets: unordered }: PerturbationLabel,
    kind: PerturbationKind,
    dose: Dose | null,
  ): Group => {
    const targets = unordered.toSorted(compareNames);
    // Doses of a combination stand in the order of its label.
    const inLabel = label.split('+').map((part) => part.trim());
    const dosed = targets.map(
      (name) => (dose?.parts ? dose.parts[inLabel.indexOf(name)] : dose?.value) ?? NaN,
    );
    const key = `${targets.join('+')} ${kind} ${dose ? doseText(dose) : ''}`;
    const group = groups.get(key) ?? { targets, kind, labels: [], dose, dosed };
    groups.set(key, group);
    if (!group.labels.includes(label)) group.labels.push(label);
    return group;
  };
  /** Cached per label, kind and dose: there are few of them and many cells. */
  const groupsOfCode = labelOfCode.map(() => new Map<string, Group>());
  const groupOfCell = Array.from(values.codes, (code, cell) => {
    const label = labelOfCode[code];
    if (label === undefined || label.role === 'unrecognised' || label.role === 'left-out') return null;
    const isPerturbed = label.role === 'perturbation';
    if (!takesPart(cell, !isPerturbed)) return null;
    const kind = isPerturbed ? (label.kind ?? kindOf(cell)) : mapping.kind;
    const place = isPerturbed ? (doses?.ofCell[cell] ?? -1) : -1;
    const key = `${kind} ${place}`;
    const group =
      groupsOfCode[code]?.get(key) ?? groupOf(label, kind, doseOfLabel(code) ?? doses?.list[place] ?? null);
    groupsOfCode[code]?.set(key, group);
    return group;
  });

  const all = [...groups.values()];
  const waysOf = new Map<string, number>();
  for (const group of all) waysOf.set(wayOf(group), (waysOf.get(wayOf(group)) ?? 0) + 1);
  const atAnyDose = new Map<string, string[]>();
  const keyOf = ({ targets, kind }: Group) => `${targets.join('+')} ${kind}`;
  for (const group of all) {
    const known = atAnyDose.get(keyOf(group)) ?? [];
    if (group.dose) atAnyDose.set(keyOf(group), [...new Set([...known, ...group.labels])]);
  }
  const labelsOf = (group: Group) => (group.dose && atAnyDose.get(keyOf(group))) ?? group.labels;
  const ordered = all
    .map((group) => ({ group, perturbation: named(group, labelsOf(group), waysOf, mapping.heldOut) }))
    .toSorted(
      (a, b) =>
        Number(isControl(b)) - Number(isControl(a)) ||
        compareNames(a.perturbation.label, b.perturbation.label),
    );
  const indexOfGroup = new Map(ordered.map(({ group }, index) => [group, index]));
  return {
    list: ordered.map(({ perturbation }) => perturbation),
    ofCell: Int32Array.from(groupOfCell, (group, cell) => {
      if (group !== null) return indexOfGroup.get(group) ?? NOT_USABLE;
      return (values.codes[cell] ?? -1) < 0 ? WITHOUT_LABEL : NOT_USABLE;
    }),
  };
}

const wayOf = ({ targets, dose }: Group) => `${targets.join('+')} ${dose ? doseText(dose) : ''}`;

/** @param labels of these targets, at any dose @param waysOf number of kinds per targets and dose */
function named(
  group: Group,
  labels: readonly string[],
  waysOf: ReadonlyMap<string, number>,
  heldOut: readonly string[],
): Perturbation {
  const { targets, kind, dose } = group;
  const joined = targets.join('+');
  const [only, second] = labels;
  const plain = only !== undefined && second === undefined ? only : joined || 'control';
  const hasTwin = (waysOf.get(wayOf(group)) ?? 0) > 1;
  const label = hasTwin ? `${plain} ${kind}` : plain;
  const names = new Set(heldOut.map((name) => name.trim()));
  const own = dose === null ? label : `${label} ${doseText(dose)}`;
  const isNamed = [own, label, joined, ...group.labels].some((name) => names.has(name));
  return {
    label: own,
    targets,
    kind,
    heldOut: joined !== '' && isNamed,
    ...(dose && { dose: { ...dose, of: label, ofTargets: group.dosed } }),
  };
}

function kindOfCell(opened: OpenedFile, mapping: Mapping): (cell: number) => PerturbationKind {
  const column = opened.obs.find(({ name }) => name === mapping.kindColumn);
  if (column === undefined) return () => mapping.kind;
  const { labels, codes } = distinctValues(column);
  const kinds = statedKinds(column);
  const kindOfCode = labels.map((label) => kinds.get(label) ?? mapping.kind);
  return (cell) => kindOfCode[codes[cell] ?? -1] ?? mapping.kind;
}

export interface CellGroups {
  /** Controls first, then by label and time. */
  readonly groups: readonly CellGroup[];
  /** Cells in no group, except those of unusable perturbations. */
  readonly withoutLabel: number;
  /** Number of controls without a time in a file with times. */
  readonly timeless: number;
  readonly timeUnit: string;
}

/** All usable cells. Controls without any time serve all time points and form one group with time null. */
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
    const servesAllTimes = timeless > 0 && perturbations.list[perturbation]?.targets.length === 0;
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

/** Number of controls if none of them has a time (they came in a separate file) but others do; else 0. */
function timelessControls({ list, ofCell }: Perturbations, times: Float64Array): number {
  const controls = [...ofCell.keys()].filter((cell) => list[ofCell[cell] ?? -1]?.targets.length === 0);
  const haveTimes = controls.some((cell) => !Number.isNaN(times[cell] ?? Number.NaN));
  return haveTimes || times.every(Number.isNaN) ? 0 : controls.length;
}

export function isControl({ perturbation }: { readonly perturbation: Perturbation }): boolean {
  return perturbation.targets.length === 0;
}

function distinctTimes(values: Float64Array): number[] {
  return [...new Set(values)].filter((time) => !Number.isNaN(time)).toSorted((a, b) => a - b);
}

/** The groups with their passing cells; null: all pass. */
export function passingGroups(
  groups: readonly CellGroup[],
  passing: Uint8Array | null,
): readonly CellGroup[] {
  if (passing === null) return groups;
  return groups
    .map((group) => ({ ...group, cells: group.cells.filter((cell) => passing[cell] === 1) }))
    .filter(({ cells }) => cells.length > 0);
}

/** Number of cells of each training perturbation over all time points. */
export function trainingSizes(groups: readonly CellGroup[]): ReadonlyMap<Perturbation, number> {
  const sizes = new Map<Perturbation, number>();
  for (const { perturbation, cells } of groups) {
    if (perturbation.targets.length === 0 || perturbation.heldOut) continue;
    sizes.set(perturbation, (sizes.get(perturbation) ?? 0) + cells.length);
  }
  return sizes;
}

/**
 * Drops training perturbations with fewer cells over all time points; held-out ones stay. `leftOut`: smallest first.
 */
export function dropSmall(
  groups: readonly CellGroup[],
  fewest: number,
): { readonly groups: readonly CellGroup[]; readonly leftOut: readonly Counted[] } {
  const small = [...trainingSizes(groups)].filter(([, cells]) => cells < fewest);
  const left = new Set(small.map(([perturbation]) => perturbation));
  return {
    groups: groups.filter(({ perturbation }) => !left.has(perturbation)),
    leftOut: small
      .map(([{ label }, cells]) => ({ name: label, count: cells }))
      .toSorted((a, b) => a.count - b.count),
  };
}

export function cellsIn(groups: readonly CellGroup[]): number {
  return groups.reduce((total, { cells }) => total + cells.length, 0);
}

/** Values of control cells kept one by one beyond those of the sample: 64 MB. */
const MAX_CONTROL_VALUES = 2 ** 24;

const SAMPLING_SEED = 1;

/** At most `quota` cells, drawn by their names, so that the draw is independent of their position in the file. */
export function drawByName(
  cells: readonly number[],
  quota: number,
  cellNames: readonly string[],
): readonly number[] {
  if (cells.length <= quota) return cells;
  const draws = drawsOf(cellNames);
  return lowestDraws(
    cells,
    quota,
    (cell) => draws[cell] ?? 0,
    (cell) => cellNames[cell],
  );
}

const drawsOf = memoize((cellNames: readonly string[]) =>
  Float64Array.from(cellNames, (name) => mixBits(fnv1a(SAMPLING_SEED, name))),
);

/**
 * [groups] number of cells kept one by one. Perturbed cells are compared with halves of the controls, so up to as many controls are kept
 * as the sample has cells, fewer with many `genes`.
 */
export function sampledSizes(groups: readonly CellGroup[], genes: number): readonly number[] {
  const sizes = groups.map(({ cells }) => cells.length);
  const isControlGroup = groups.map(isControl);
  const sampled = sampleSizes(sizes, (group) => isControlGroup[group] === true, MAX_SAMPLED_CELLS);
  const most = Math.min(MAX_SAMPLED_CELLS, Math.floor(MAX_CONTROL_VALUES / Math.max(1, genes)));
  const share = evenShare(
    sizes.filter((_, group) => isControlGroup[group] === true),
    most,
  );
  return sizes.map((size, group) =>
    isControlGroup[group] === true
      ? Math.min(size, Math.max(sampled[group] ?? 0, share))
      : (sampled[group] ?? 0),
  );
}

/** Number of genes that will be modelled, at least. */
export function modelledGenes(groups: readonly CellGroup[], { genes, regulators }: Mapping): number {
  const targets = new Set(groups.flatMap(({ perturbation }) => perturbation.targets));
  return Math.max(genes.total, genes.pasted.length, regulators?.length ?? 0, targets.size);
}

/** The cells of the groups with the index of their group, in the order of the file. */
export function cellsOf(groups: readonly CellGroup[], cellsOfFile: number) {
  const groupOfCell = new Int32Array(cellsOfFile).fill(-1);
  groups.forEach((group, index) => {
    for (const cell of group.cells) groupOfCell[cell] = index;
  });
  const cells = Int32Array.from(groupOfCell.keys()).filter((cell) => (groupOfCell[cell] as number) >= 0);
  return { cells, conditionOfRow: cells.map((cell) => groupOfCell[cell] as number) };
}
