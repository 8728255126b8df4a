/**
 * Columns that split a screen into contexts of the same perturbations: cell types and lines, stimulations, a second treatment. Effects are told apart by one
 * of them. Read as one, an effect is a mean over contexts, and where they hold unequal shares of controls, a difference between them looks like one.
 */
import { memoize } from '../../numerics/lazy';
import { compareNaturally, differInNumbers } from '../../numerics/naturalOrder';
import type { AnnotationColumn, OpenedFile } from '../annotation';
import type { Mapping } from '../mapping';
import type { DatasetNote } from '../notes';
import type { Guess, PerturbationLabel } from '../recognition';
import type { RowNoun } from '../rows';
import { type DistinctValues, distinctValues, sampleLabels } from './columns';
import { isMissingWord } from './controls';
import { namesDoses } from './doses';
import { KIND_COLUMN } from './kind';
import { isMadeOf, MADE_CONTEXTS, MADE_DOSES, type PerturbationColumn } from './perturbationColumn';

const LINES = /^(?:cell[-_ ]?lines?(?:[-_ ]?(?:id|name))?|(?:ccle|depmap)[-_ ]?(?:id|name))$/i;
/** As scPerturb, CELLxGENE and authors of screens call them. Clusters, states and phases are outcomes of perturbations, not contexts; donors are blocks. */
const CONTEXTS: readonly RegExp[] = [
  // what cells were given
  /^perturbation[-_ ]?(?:[2-9]|types?)$/i,
  /^(?:treatment|condition|drug|compound|cytokine|ligand)s?(?:[-_ ]?[2-9])?$|^dose(?:[-_ ]?val(?:ue)?)?$/i,
  /^(?:stim(?:ulus|ulation|ulated)?|activation|dox(?:ycycline)?|induc(?:tion|ed|er)|infect(?:ion|ed)(?:[-_ ]?status)?)$/i,
  /^(?:culture(?:[-_ ]?conditions?)?|medi(?:um|a))$/i,
  // what they are: cell_type, Celltype_annotation, predicted.celltype.l1 of Azimuth
  /^(?:\w+[-_.])?cells?[-_ .]?types?(?:[-_.](?:l\d|annot(?:ation|ated)?|labels?|names?|broad|fine|major|minor))?$/i,
  /^(?:cell|cell[-_ ]?class(?:es)?|subclass)$/i,
  LINES,
  /^(?:tissue(?:[-_ ]?types?)?|disease|genotype?|(?:genetic[-_ ]?)?background|organism|species)$/i,
  // where they are from
  /^(?:data[-_ ]?sets?|study|experiment|context)$/i,
  // in German and French
  /^(?:behandlung|bedingung|zell[-_ ]?(?:linie|typ)|gewebe|traitement|lign[ée]e)$/i,
];
const namesContexts = (column: string) => CONTEXTS.some((spelled) => spelled.test(column));
/** Cells told apart by their genotypes are of donors, or of lines with their tissue (MIX-seq): 'A549_LUNG'. */
const SINGLETS = /^singlet[-_ ]?ids?$/i;
const LINE_OF_TISSUE = /^[A-Z\d]+(?:_[A-Z]+)+$/;
const MAX_CONTEXTS = 20;
/** Of cells that take part, perturbed ones among them. */
const MIN_SHARE = 0.05;
const MIN_PERTURBED = 10;
const MIN_CONTROLS = 5;
/** What labels or a sheet of samples say of a few rows is not left out: these would be read as one. */
const isMade = ({ name }: { readonly name: string }) => MADE_CONTEXTS.test(name);

type ContextNote = Extract<DatasetNote, { readonly tag: 'contexts' }>;
type Contexts = ContextNote['contexts'];
type Fields = 'batchColumn' | 'timeColumn' | 'kindColumn' | 'guideColumn' | 'doseColumn';

/** A column named like contexts, and what it holds. */
interface Found {
  readonly column: string;
  readonly values: DistinctValues;
  readonly contexts: Contexts;
}

/** Whether a column of kinds, by its name, may be one of contexts too. */
export const splitsContexts = (kindColumn: string) =>
  namesContexts(kindColumn) && !KIND_COLUMN.test(kindColumn);

const areNamed = (column: AnnotationColumn) =>
  namesContexts(column.name) || isMade(column) || areLinesOfSinglets(column);

function areLinesOfSinglets(column: AnnotationColumn): boolean {
  return (
    SINGLETS.test(column.name) && distinctValues(column).labels.every((name) => LINE_OF_TISSUE.test(name))
  );
}

/** Whether a column is one of lines in a pool, more than can be told apart as contexts: each is a block. */
export function areManyLines(column: AnnotationColumn): boolean {
  const areLines = LINES.test(column.name) || areLinesOfSinglets(column);
  return areLines && distinctValues(column).labels.length > MAX_CONTEXTS;
}

/** Columns named like contexts that are nothing else, each split of the cells once. @param used by the mapping */
export function namedContexts(
  obs: readonly AnnotationColumn[],
  column: PerturbationColumn,
  labels: readonly PerturbationLabel[],
  used: Pick<Mapping, Fields>,
  rows: RowNoun,
): readonly Found[] {
  const { batchColumn, timeColumn, kindColumn, guideColumn, doseColumn } = used;
  const ofKinds = splitsContexts(kindColumn ?? '') ? null : kindColumn;
  const taken = new Set([column.name, batchColumn, timeColumn, ofKinds, guideColumn, doseColumn]);
  const isOfLabels = MADE_DOSES.test(doseColumn ?? '');
  const found: Found[] = [];
  for (const one of obs.toSorted((a, b) => Number(isMade(b)) - Number(isMade(a)))) {
    if (taken.has(one.name) || !areNamed(one)) continue;
    if (isMadeOf(one.name, column.name) || (isOfLabels && namesDoses(one.name))) continue;
    const values = distinctValues(one);
    const contexts = contextsOf(values, column, labels, {
      fewest: isMade(one) || rows === 'sample' ? 1 : MIN_PERTURBED,
      areDoses: namesDoses(one.name),
    });
    if (contexts.length < 2 || found.some((other) => areAlike(values.codes, other.values.codes))) continue;
    found.push({ column: one.name, values, contexts });
  }
  return found;
}

/** Cells of one value of a column that have a control label or that of a perturbation. */
interface ContextCells {
  readonly name: string;
  readonly cells: number;
  readonly controls: number;
  /** Cells of each perturbation, by its targets: guides of one gene are one. */
  readonly perturbed: ReadonlyMap<string, number>;
}

/** Times and doses ascend; of other contexts those of most cells come first. */
function listedContexts<T extends Pick<ContextCells, 'name' | 'cells'>>(
  contexts: readonly T[],
): readonly T[] {
  const named = contexts.filter(({ name }) => !isMissingWord(name));
  return differInNumbers(named.map(({ name }) => name))
    ? contexts.toSorted((a, b) => compareNaturally(a.name, b.name))
    : contexts.toSorted((a, b) => b.cells - a.cells);
}

/** Of every value, in the order of their listing. @param labelOf of a cell; undefined where it has none */
export function contextCells(
  { labels: names, codes }: DistinctValues,
  labelOf: (cell: number) => PerturbationLabel | undefined,
): readonly ContextCells[] {
  const counts = names.map((name) => ({ name, cells: 0, controls: 0, perturbed: new Map<string, number>() }));
  codes.forEach((code, cell) => {
    const count = counts[code];
    const label = labelOf(cell);
    if (count === undefined || (label?.role !== 'control' && label?.role !== 'perturbation')) return;
    count.cells += 1;
    if (label.role === 'control') count.controls += 1;
    else {
      const targets = label.targets.join('+');
      count.perturbed.set(targets, (count.perturbed.get(targets) ?? 0) + 1);
    }
  });
  return listedContexts(counts);
}

/** The values with perturbed cells, in the order of their listing; none for a column that names one perturbation with each value, or the one dose of each. */
function contextsOf(
  column: DistinctValues,
  { values }: PerturbationColumn,
  labels: readonly PerturbationLabel[],
  { fewest, areDoses }: { readonly fewest: number; readonly areDoses: boolean },
): Contexts {
  if (column.labels.length < 2 || column.labels.length > MAX_CONTEXTS) return [];
  const takesPart = labels.map(({ role }) => role === 'control' || role === 'perturbation');
  const all = values.codes.reduce((sum, code) => sum + Number(takesPart[code] ?? false), 0);
  const contexts = contextCells(column, (cell) => labels[values.codes[cell] ?? -1]).filter(
    ({ name, cells, controls }) =>
      (fewest === 1 || cells >= MIN_SHARE * all) && cells - controls >= fewest && !isMissingWord(name),
  );
  const perturbations = contexts.map(({ perturbed }) => [...perturbed.keys()]);
  if (areOfPerturbations(perturbations) || (areDoses && !isInSeveral(perturbations))) return [];
  return contexts.map(({ name, cells: count, controls }) => ({ name, count, controls }));
}

/** Whether two columns split the cells alike. */
function areAlike(one: Int32Array, other: Int32Array): boolean {
  const pairs = new Set(one.map((code, row) => (code + 1) * (MAX_CONTEXTS + 1) + (other[row] ?? -1) + 1));
  return pairs.size === new Set(one).size && pairs.size === new Set(other).size;
}

/** The first whose contexts have controls of their own, where there are controls; without a column where any could be chosen. */
export function guessContextColumn(
  found: readonly Found[],
  hasControls: boolean,
  rows: RowNoun,
): { readonly column: string | null; readonly guess: Guess } {
  const isComparable = ({ column, contexts }: Found) =>
    !hasControls ||
    contexts.filter(
      ({ controls }) => controls >= (isMade({ name: column }) || rows === 'sample' ? 1 : MIN_CONTROLS),
    ).length > 1;
  const first = found.find(isComparable);
  const field = 'contextColumn';
  if (first === undefined)
    return {
      column: null,
      guess: { field, samples: [], reason: { tag: 'no-context-column' }, certainty: 'likely' },
    };
  const { column, values, contexts } = first;
  const inLabels = isMade({ name: column }) ? { inLabels: true as const } : {};
  const reason = { tag: 'contexts', contexts: contexts.length, ...inLabels } as const;
  return { column, guess: { field, samples: sampleLabels(values), reason, certainty: 'likely' } };
}

/** Whether a column can be chosen: few values, but several. Of measurements no more is read than shows that they are many. */
export const mayBeContexts = memoize((column: AnnotationColumn): boolean => {
  const isCategory = column.kind === 'category';
  const found = new Set<number>();
  for (const value of isCategory ? column.codes : column.values) {
    if (isCategory ? value < 0 : Number.isNaN(value)) continue;
    found.add(value);
    if (found.size > MAX_CONTEXTS) return false;
  }
  return found.size > 1;
});

/** Why the values of a column cannot be contexts, or null. @param perturbationOf of a cell; null for controls and cells that do not take part */
function contextFault(
  { labels, codes }: DistinctValues,
  perturbationOf: (cell: number) => string | number | null,
): 'one-value' | 'many-values' | 'perturbations' | null {
  if (labels.length < 2) return 'one-value';
  if (labels.length > MAX_CONTEXTS) return 'many-values';
  const perturbations = labels.map(() => new Set<string | number>());
  codes.forEach((code, cell) => {
    const perturbation = perturbationOf(cell);
    if (perturbation !== null) perturbations[code]?.add(perturbation);
  });
  return areOfPerturbations(perturbations.map((own) => [...own])) ? 'perturbations' : null;
}

/** Whether each value has one perturbation at most, and no other value has it. @param perturbations of each value */
function areOfPerturbations(perturbations: readonly (readonly (string | number)[])[]): boolean {
  return perturbations.every((own) => own.length < 2) && !isInSeveral(perturbations);
}

/** Whether several values have one perturbation. */
function isInSeveral(perturbations: readonly (readonly (string | number)[])[]): boolean {
  const all = perturbations.flat();
  return new Set(all).size < all.length;
}

/** Of columns that split the cells: what is done with it, and with the further ones. */
export function contextNotes(
  { obs }: OpenedFile,
  found: readonly Found[],
  {
    column,
    labels,
    mapping,
  }: {
    readonly column: PerturbationColumn;
    readonly labels: readonly PerturbationLabel[];
    readonly mapping: Mapping;
  },
): readonly DatasetNote[] {
  const { contextColumn = null, context = null } = mapping;
  const chosen = obs.find(({ name }) => name === contextColumn);
  const values = chosen && distinctValues(chosen);
  const roleOf = (cell: number) => labels[column.values.codes[cell] ?? -1];
  const others = found
    .filter((one) => one.column !== contextColumn || context === null)
    .map((one): DatasetNote => {
      const told = one.column === contextColumn ? { told: true as const } : {};
      return { tag: 'contexts', column: one.column, contexts: one.contexts, ...told };
    });
  if (!values || contextColumn === null) return others;
  if (context !== null) {
    const cells = values.cells[values.labels.indexOf(context)] ?? 0;
    return [
      { tag: 'one-context', column: contextColumn, context, cells, of: values.codes.length },
      ...others,
    ];
  }
  const fault = contextFault(values, (cell) => {
    const label = roleOf(cell);
    return label?.role === 'perturbation' ? label.targets.join('+') : null;
  });
  return fault === null
    ? others
    : [{ tag: 'context-unusable', column: contextColumn, values: values.labels.length, fault }, ...others];
}

/** The values of the column of contexts where `context` is none of them; null where it is one, or none is chosen. */
export function valuesLacking(
  { obs }: OpenedFile,
  { contextColumn = null, context = null }: Pick<Mapping, 'contextColumn' | 'context'>,
): readonly string[] | null {
  if (context === null) return null;
  const column = obs.find(({ name }) => name === contextColumn);
  const known = column ? distinctValues(column).labels : [];
  return known.includes(context) ? null : known;
}

/** Whether a cell takes part: it is of the chosen context, or a control that the file gives none. */
export function inChosenContext(
  { obs }: OpenedFile,
  { contextColumn = null, context = null }: Pick<Mapping, 'contextColumn' | 'context'>,
): (cell: number, isControl: boolean) => boolean {
  const column = context === null ? undefined : obs.find(({ name }) => name === contextColumn);
  if (column === undefined) return () => true;
  const { labels, codes } = distinctValues(column);
  const own = labels.indexOf(context ?? '');
  const isMissing = labels.map(isMissingWord);
  return (cell, isControl) => {
    const code = codes[cell] ?? -1;
    return code === own || (isControl && isMissing[code] !== false);
  };
}

/** Contexts that effects are told apart by, in the order of their listing, and [cells] that of each; −1: none of them. */
export interface ToldContexts {
  readonly column: string;
  readonly names: readonly string[];
  readonly ofCell: Int32Array;
}

/** Those of the chosen column; undefined where none is chosen, or its values are no contexts. @param cells [rows] cells of the file */
export function contextsOfCells(
  { obs }: OpenedFile,
  { contextColumn = null, context = null }: Pick<Mapping, 'contextColumn' | 'context'>,
  cells: Int32Array,
  perturbationOf: (row: number) => number | null,
): ToldContexts | undefined {
  const column = context === null ? obs.find(({ name }) => name === contextColumn) : undefined;
  if (column === undefined) return undefined;
  const values = distinctValues(column);
  const codes = cells.map((cell) => values.codes[cell] ?? -1);
  if (contextFault({ ...values, codes }, perturbationOf) !== null) return undefined;
  const counts = values.labels.map((name, code) => ({ name, code, cells: 0 }));
  for (const code of codes) {
    const count = counts[code];
    if (count) count.cells += 1;
  }
  const listed = listedContexts(counts.filter(({ name, cells: own }) => own > 0 && !isMissingWord(name)));
  const places = new Map(listed.map(({ code }, place) => [code, place]));
  return {
    column: column.name,
    names: listed.map(({ name }) => name),
    ofCell: codes.map((code) => places.get(code) ?? -1),
  };
}
