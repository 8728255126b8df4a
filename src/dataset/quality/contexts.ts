/**
 * Columns that split a screen into contexts which are read as one: cell lines, stimulations, a second treatment. An effect is then a mean over
 * them, and where they hold unequal shares of controls, a difference between them looks like an effect of perturbations.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import type { Mapping } from '../mapping';
import type { DatasetNote } from '../notes';
import { distinctValues } from '../recognise/columns';
import { isMissingWord } from '../recognise/controls';
import { type CellGroup, isControl } from './perturbations';

/** As scPerturb, CELLxGENE and authors of screens call them. Clusters and phases are outcomes of perturbations, not contexts. */
const CONTEXT =
  /^(?:perturbation[-_ ]?(?:[2-9]|types?)|stim(?:ulus|ulation|ulated)?|activation|dox(?:ycycline)?|induc(?:tion|ed|er)|treatments?|conditions?|drugs?|compounds?|dose(?:[-_ ]?val(?:ue)?)?|cell[-_ ]?lines?|cell[-_ ]?types?|tissue(?:[-_ ]?types?)?|organism|species|data[-_ ]?sets?|study|experiment|culture(?:[-_ ]?conditions?)?|medium|disease|genotype)$/i;
const MAX_CONTEXTS = 20;
/** Of cells that take part, perturbed ones among them. */
const MIN_SHARE = 0.05;
const MIN_PERTURBED = 10;

/** @param conditionOfRow, cells [rows] group and cell of the file */
export function contextNotes(
  opened: OpenedFile,
  mapping: Mapping,
  groups: readonly CellGroup[],
  { cells, conditionOfRow }: { readonly cells: Int32Array; readonly conditionOfRow: Int32Array },
): readonly DatasetNote[] {
  const { batchColumn, perturbationColumn, timeColumn, kindColumn, guideColumn, doseColumn } = mapping;
  const used = new Set([batchColumn, perturbationColumn, timeColumn, kindColumn, guideColumn, doseColumn]);
  const found: Int32Array[] = [];
  return opened.obs.flatMap((column): readonly DatasetNote[] => {
    if (!CONTEXT.test(column.name) || used.has(column.name)) return [];
    const contexts = contextsOf(column, groups, cells, conditionOfRow);
    if (contexts.length < 2) return [];
    const { codes } = distinctValues(column);
    const own = cells.map((cell) => codes[cell] ?? -1);
    if (found.some((other) => areAlike(own, other))) return [];
    found.push(own);
    return [{ tag: 'contexts', column: column.name, contexts }];
  });
}

type Contexts = Extract<DatasetNote, { readonly tag: 'contexts' }>['contexts'];

/** The values of a column with perturbed cells, most cells first; none for a column that names one perturbation with each value. */
function contextsOf(
  column: AnnotationColumn,
  groups: readonly CellGroup[],
  cells: Int32Array,
  conditionOfRow: Int32Array,
): Contexts {
  const { labels, codes } = distinctValues(column);
  if (labels.length < 2 || labels.length > MAX_CONTEXTS) return [];
  const counts = labels.map((name) => ({ name, cells: 0, controls: 0, perturbations: new Set<string>() }));
  cells.forEach((cell, row) => {
    const count = counts[codes[cell] ?? -1];
    const group = groups[conditionOfRow[row] ?? -1];
    if (count === undefined || group === undefined) return;
    count.cells += 1;
    if (isControl(group)) count.controls += 1;
    else count.perturbations.add(group.perturbation.label);
  });
  const contexts = counts.filter(
    (count) =>
      count.cells >= MIN_SHARE * cells.length &&
      count.cells - count.controls >= MIN_PERTURBED &&
      !isMissingWord(count.name),
  );
  if (contexts.every(({ perturbations }) => perturbations.size < 2)) return [];
  return contexts
    .toSorted((a, b) => b.cells - a.cells)
    .map(({ name, cells: count, controls }) => ({ name, count, controls }));
}

/** Whether two columns split the rows alike. */
function areAlike(one: Int32Array, other: Int32Array): boolean {
  const pairs = new Set(one.map((code, row) => code * (MAX_CONTEXTS + 1) + (other[row] ?? -1)));
  return pairs.size === new Set(one).size && pairs.size === new Set(other).size;
}
