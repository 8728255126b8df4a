/**
 * The distinct perturbations behind the labels of a file. Guides and spellings with the same targets ('STAT1g1' and
 * 'STAT1g2', 'A+B' and 'B+A', 'A+ctrl' and 'A') are one perturbation, unless the cells say that their kinds differ; all
 * control labels together are the control.
 */
import type { OpenedFile } from '../annotation';
import { compareNames } from '../canonicalOrder';
import type { Mapping, PerturbationKind } from '../mapping';
import type { PerturbationLabel } from '../recognition';
import { distinctValues } from '../recognise/distinct';
import { statedKinds } from '../recognise/kind';
import { labelColumn } from '../recognise/labelColumn';

export interface Perturbation {
  /**
   * The label in the file where only one has these targets, else the targets joined by '+', followed by the kind where
   * the same targets were changed in several ways; 'control' for several control labels.
   */
  readonly label: string;
  /** Names of the genes set by the experimenter; none for the control. */
  readonly targets: readonly string[];
  readonly kind: PerturbationKind;
  readonly heldOut: boolean;
}

export interface Perturbations {
  /** The control first where there is one, then by label. */
  readonly list: readonly Perturbation[];
  /** [cells] index into list; WITHOUT_LABEL, or NOT_USABLE where the label is neither control nor a measured target. */
  readonly ofCell: Int32Array;
}

/** The cells of a perturbation at one time point, ascending. */
export interface CellGroup {
  readonly perturbation: Perturbation;
  readonly time: number | null;
  readonly cells: readonly number[];
}

export const WITHOUT_LABEL = -1;
export const NOT_USABLE = -2;

interface Group {
  readonly targets: readonly string[];
  readonly kind: PerturbationKind;
  readonly labels: string[];
}

/** A perturbation is held out where `mapping.heldOut` names it, by one of its labels or by its targets. */
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

  const groups = new Map<string, Group>();
  const groupOf = ({ label, targets: unordered }: PerturbationLabel, kind: PerturbationKind): Group => {
    const targets = unordered.toSorted(compareNames);
    const key = `${targets.join('+')} ${kind}`;
    const group = groups.get(key) ?? { targets, kind, labels: [] };
    groups.set(key, group);
    if (!group.labels.includes(label)) group.labels.push(label);
    return group;
  };
  /** Of labels and kinds there are few, of cells many. */
  const groupsOfCode = labelOfCode.map(() => new Map<PerturbationKind, Group>());
  const groupOfCell = Array.from(values.codes, (code, cell) => {
    const label = labelOfCode[code];
    if (label === undefined || label.role === 'unrecognised' || label.role === 'left-out') return null;
    const kind = label.role === 'control' ? mapping.kind : kindOf(cell);
    const group = groupsOfCode[code]?.get(kind) ?? groupOf(label, kind);
    groupsOfCode[code]?.set(kind, group);
    return group;
  });

  const all = [...groups.values()];
  const waysOf = new Map<string, number>();
  for (const { targets } of all) {
    const joined = targets.join('+');
    waysOf.set(joined, (waysOf.get(joined) ?? 0) + 1);
  }
  const ordered = all
    .map((group) => ({ group, perturbation: named(group, waysOf, mapping.heldOut) }))
    .toSorted((a, b) => byLabel(a.perturbation, b.perturbation));
  const indexOfGroup = new Map(ordered.map(({ group }, index) => [group, index]));
  return {
    list: ordered.map(({ perturbation }) => perturbation),
    ofCell: Int32Array.from(groupOfCell, (group, cell) => {
      if (group !== null) return indexOfGroup.get(group) ?? NOT_USABLE;
      return (values.codes[cell] ?? -1) < 0 ? WITHOUT_LABEL : NOT_USABLE;
    }),
  };
}

function byLabel(a: Perturbation, b: Perturbation): number {
  const isTreated = ({ targets }: Perturbation) => Number(targets.length > 0);
  return isTreated(a) - isTreated(b) || compareNames(a.label, b.label);
}

/** @param waysOf in how many ways the targets, joined, were changed */
function named(group: Group, waysOf: ReadonlyMap<string, number>, heldOut: readonly string[]): Perturbation {
  const { targets, kind, labels } = group;
  const joined = targets.join('+');
  const [only, second] = labels;
  const plain = only !== undefined && second === undefined ? only : joined || 'control';
  const hasTwin = (waysOf.get(joined) ?? 0) > 1;
  const label = hasTwin ? `${plain} ${kind}` : plain;
  const names = new Set(heldOut.map((name) => name.trim()));
  const isNamed = [label, joined, ...labels].some((name) => names.has(name));
  return { label, targets, kind, heldOut: joined !== '' && isNamed };
}

function kindOfCell(opened: OpenedFile, mapping: Mapping): (cell: number) => PerturbationKind {
  const column = opened.obs.find(({ name }) => name === mapping.kindColumn);
  if (column === undefined) return () => mapping.kind;
  const { labels, codes } = distinctValues(column);
  const kinds = statedKinds(column);
  const kindOfCode = labels.map((label) => kinds.get(label) ?? mapping.kind);
  return (cell) => kindOfCode[codes[cell] ?? -1] ?? mapping.kind;
}
