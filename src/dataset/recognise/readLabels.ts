/** What each label of the perturbation column names: controls, measured genes, inputs that are not measured. */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { compareNames } from '../canonicalOrder';
import type { ControlMode, LabelTarget, Mapping } from '../mapping';
import type { PerturbationLabel } from '../recognition';
import type { GeneLookup, GeneNaming } from './geneNames';
import { guidesIn, separations } from './guides';
import { isPlain } from './kind';
import { type PerturbationColumn, WORDS_OF_SAMPLES } from './perturbationColumn';
import { areUnmeasured, namesInput, namesOfInputs } from './unmeasuredTargets';

/** Inputs without a measured level that take part in training, each a candidate regulator: any number of cells is enough up to the first limit. */
const [MAX_SMALL_INPUTS, MAX_INPUTS] = [100, 1000];
const CELLS_OF_INPUT = 20;

interface LabelContext {
  readonly axis: GeneAxis;
  readonly naming: GeneNaming;
  readonly control: ControlMode;
  readonly maxGuides: number | undefined;
  readonly obs: readonly AnnotationColumn[];
  readonly targets: Mapping['targets'];
  /** Labels are proteins that cells were given. */
  readonly isAdded: boolean;
}

export function readLabels(
  column: PerturbationColumn,
  { axis, naming, control, maxGuides, obs, targets: listed = [], isAdded }: LabelContext,
): readonly PerturbationLabel[] {
  const controls = controlLabels(control);
  const isControl = (label: string) => controls.includes(label);
  const table = measuredTargets(listed, naming);
  const labels = column.values.labels.map((label, index): PerturbationLabel => {
    const parsed = column.parsed[index];
    const cells = column.values.cells[index] ?? 0;
    if (maxGuides !== undefined && guidesIn(label, naming.lookup) > maxGuides)
      return { label, targets: [], role: 'left-out', cells };
    if (isControl(label)) return { label, targets: [], role: 'control', cells };
    const known = table.get(label.trim());
    const stated = known && asStated(known);
    if (stated && stated.targets.length > 0) return { ...stated, label, role: 'perturbation', cells };
    if (parsed?.role !== 'perturbation' || isOfOther(known) || (isAdded && isPlain(label)))
      return { label, targets: [], role: 'unrecognised', cells };
    const targets = parsed.genes.map((gene) => naming.names[gene] ?? '');
    return { label, targets, role: 'perturbation', cells };
  });
  const named = labels.flatMap(({ label, role }, at) =>
    role === 'unrecognised' && column.parsed[at]?.role === 'unrecognised' ? [label] : [],
  );
  const isAnyMeasured = labels.some(({ role }) => role === 'perturbation');
  // Texts of samples in which no gene was found are no labels.
  if (isAnyMeasured && column.name === WORDS_OF_SAMPLES) return labels;
  const read =
    isAnyMeasured || isAdded || areUnmeasured(column, named, axis, obs)
      ? withUnmeasured(column, labels, naming, table, isAdded)
      : labels;
  const measured = new Set(naming.names);
  return read.map((one) => {
    const dose = table.get(one.label.trim())?.dose;
    const inputs = one.targets.filter((name) => !measured.has(name));
    return {
      ...one,
      ...(inputs.length > 0 && { inputs }),
      ...(one.role === 'perturbation' && dose !== undefined && { dose }),
    };
  });
}

/** Finds none. */
const NO_GENES: GeneLookup = { find: () => -1, findWritten: () => -1, isSpelled: () => false };

/** `others`: names of targets where none of them is measured. */
type Stated = Pick<PerturbationLabel, 'targets' | 'kind' | 'dose'> & { readonly others: readonly string[] };
type MeasuredTargets = ReadonlyMap<string, Stated>;

/** What is not measured has the name of the table where doses of it are told apart, else that of the label. */
const asStated = ({ targets, others, kind, dose }: Stated) => ({
  targets: targets.length === 0 && dose !== undefined ? others : targets,
  ...(kind !== undefined && { kind }),
});

/** Whether the table says that a label names what is not measured, whatever it is spelled like. */
const isOfOther = (stated: Stated | undefined) => stated !== undefined && stated.others.length > 0;

/** By label, with the measured ones of its targets. */
function measuredTargets(listed: readonly LabelTarget[], { lookup, names }: GeneNaming): MeasuredTargets {
  const measured = ({ targets }: LabelTarget) =>
    targets.map((name) => lookup.find(name)).flatMap((gene) => (gene < 0 ? [] : [names[gene] ?? '']));
  return new Map(
    listed.map((one) => {
      const targets = [...new Set(measured(one))];
      const others = targets.length > 0 ? [] : [...new Set(one.targets)];
      return [
        one.label,
        {
          targets,
          others,
          ...(one.kind !== undefined && { kind: one.kind }),
          ...(one.dose !== undefined && { dose: one.dose }),
        },
      ];
    }),
  );
}

/** With labels that name what has no measured target as perturbations. */
function withUnmeasured(
  { parsed }: PerturbationColumn,
  labels: readonly PerturbationLabel[],
  naming: GeneNaming,
  table: MeasuredTargets,
  isAdded: boolean,
): readonly PerturbationLabel[] {
  const isNamed = labels.map(
    ({ label, role }, at) =>
      role === 'unrecognised' &&
      (parsed[at]?.role === 'perturbation' || (parsed[at]?.role === 'unrecognised' && namesInput(label))),
  );
  const namesIn = namesOfInputs(
    labels.map(({ label }) => label),
    isAdded ? { ...naming, lookup: NO_GENES } : naming,
    (part) => table.get(part)?.targets ?? [],
  );
  // The name of a measured gene is taken.
  const freeName = (name: string) =>
    isAdded && naming.lookup.findWritten(name) >= 0 ? `${name} protein` : name;
  return labels.map((one, at) => {
    const kind = kindIn(one.label.trim(), table);
    // A label that is spelled like a measured gene, and is none, cannot have its name.
    const others = parsed[at]?.role === 'perturbation' ? (table.get(one.label.trim())?.others ?? []) : [];
    return isNamed[at] === true
      ? {
          ...one,
          role: 'perturbation',
          targets: others.length > 0 ? others : namesIn(one.label).map(freeName),
          ...(kind !== undefined && { kind }),
        }
      : one;
  });
}

/** That of a label in the table, or of all parts of it. */
function kindIn(label: string, table: MeasuredTargets): PerturbationLabel['kind'] {
  if (table.size === 0) return undefined;
  for (const parts of [[label], ...separations(label)]) {
    const [kind, ...others] = new Set(parts.map((part) => table.get(part)?.kind));
    if (kind !== undefined && others.length === 0) return kind;
  }
  return undefined;
}

/** Without perturbations of what is not measured beyond what a network can hold: those of fewest cells. */
export function withinLimit(labels: readonly PerturbationLabel[]): readonly PerturbationLabel[] {
  const cellsOf = new Map<string, number>();
  for (const { inputs = [], cells } of labels)
    for (const name of inputs) cellsOf.set(name, (cellsOf.get(name) ?? 0) + cells);
  if (cellsOf.size <= MAX_SMALL_INPUTS) return labels;
  const beyond = [...cellsOf]
    .toSorted((a, b) => b[1] - a[1] || compareNames(a[0], b[0]))
    .filter(([, cells], place) => place >= (cells < CELLS_OF_INPUT ? MAX_SMALL_INPUTS : MAX_INPUTS))
    .map(([name]) => name);
  const left = new Set(beyond);
  return labels.map((one) =>
    one.inputs?.some((name) => left.has(name)) === true
      ? { ...one, role: 'unrecognised', targets: [], inputs: [] }
      : one,
  );
}

export function controlLabels(control: ControlMode): readonly string[] {
  switch (control.mode) {
    case 'cells':
      return control.labels;
    case 'reference':
      return [control.label];
    case 'others':
      return [];
    default:
      return control satisfies never;
  }
}
