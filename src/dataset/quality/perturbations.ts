/**
 * The distinct perturbations behind the labels of a file. Guides and spellings with the same targets ('STAT1g1' and
 * 'STAT1g2', 'A+B' and 'B+A', 'A+ctrl' and 'A') are one perturbation; all control labels together are the control.
 */
import type { Mapping, PerturbationLabel } from '../mapping';

export interface Perturbation {
  /** The label in the file where only one has these targets, else the targets joined by '+'; 'control' for several. */
  readonly label: string;
  /** Names of the genes set by the experimenter; none for the control. */
  readonly targets: readonly string[];
  readonly heldOut: boolean;
}

export interface Perturbations {
  /** The control first where there is one, then in the file's order. */
  readonly list: readonly Perturbation[];
  /** Label in the file → index into list; labels that are neither control nor a measured target are absent. */
  readonly indexOfLabel: ReadonlyMap<string, number>;
}

/** A perturbation is held out where `mapping.heldOut` names it, by one of its labels or by its targets. */
export function distinctPerturbations(labels: readonly PerturbationLabel[], mapping: Mapping): Perturbations {
  const groups = new Map<string, PerturbationLabel[]>();
  const usable = labels.filter(({ role }) => role !== 'unrecognised');
  for (const label of usable.toSorted(
    (a, b) => Number(a.targets.length > 0) - Number(b.targets.length > 0),
  )) {
    const key = label.targets.join('+');
    groups.set(key, [...(groups.get(key) ?? []), label]);
  }
  const heldOut = new Set(mapping.heldOut.map((name) => name.trim()));
  const indexOfLabel = new Map<string, number>();
  const list = [...groups].map(([key, members], index) => {
    for (const { label } of members) indexOfLabel.set(label, index);
    const [only, second] = members;
    const label = only !== undefined && second === undefined ? only.label : key === '' ? 'control' : key;
    const isNamed = [label, key, ...members.map((member) => member.label)].some((name) => heldOut.has(name));
    return { label, targets: only?.targets ?? [], heldOut: key !== '' && isNamed };
  });
  return { list, indexOfLabel };
}
