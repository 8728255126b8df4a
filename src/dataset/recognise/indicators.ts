/**
 * Labels from columns of 0 and 1. One for each perturbed gene or guide, as in design matrices of RENGE and MIMOSCA and in assignments of guides,
 * become one column of labels, where no column of the file names genes; so do counts of guides, each called by a mixture. One that states controls (`is_control`) labels those that the column of
 * genes leaves empty.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import { statedControls, statedUnperturbed } from './controls';
import { histogramOf, signalFrom } from '../../numerics/countMixture';
import { DEFAULT_THRESHOLD, parseLabel } from './guides';
import { type PerturbationColumn, rankPerturbationColumns } from './perturbationColumn';

const NAMES = { yes: 'perturbed (columns of 0 and 1)', counts: 'guides (columns of counts)' };
const MIN_TARGETS = 2;
const NO = /^(?:0|false)$/i;
const YES = /^(?:1|true)$/i;

interface Indicator {
  readonly name: string;
  /** [cells] */
  readonly isSet: readonly boolean[];
  readonly isCounted: boolean;
}

/** The file with a column of labels ('A+B'; '' where every column is 0), or as it is. */
export function withIndicatorLabels(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  if (axis === undefined) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const indicators = opened.obs.flatMap((column) => indicatorOf(column, lookup) ?? []);
  const named = indicators.filter(({ name }) => parseLabel(name, lookup).role === 'perturbation');
  if (named.length < MIN_TARGETS) return opened;
  if (rankPerturbationColumns(opened.obs, lookup).some(namesGenes)) return opened;
  const labels = opened.cellNames.map((_, cell) =>
    indicators
      .filter(({ isSet }) => isSet[cell])
      .map(({ name }) => name)
      .join('+'),
  );
  const categories = [...new Set(labels)];
  const codeOf = new Map(categories.map((label, code) => [label, code]));
  const isCounted = indicators.some((one) => one.isCounted);
  // A cell in which no guide is called may have one.
  const codes = Int32Array.from(labels, (label) =>
    isCounted && label === '' ? -1 : (codeOf.get(label) ?? -1),
  );
  return {
    ...opened,
    obs: [...opened.obs, { kind: 'category', name: NAMES[isCounted ? 'counts' : 'yes'], categories, codes }],
    notes: [
      ...opened.notes,
      {
        tag: 'labels-from-columns',
        names: indicators.map(({ name }) => name),
        ...(isCounted && { isCounted }),
      },
    ],
  };
}

const CONTROL = 'control';

/** The file with labels for cells that have none and that a column states to be controls, or as it is. */
export function withStatedControls(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  const byControls = statedControls(opened.obs);
  const told = byControls ?? statedUnperturbed(opened.obs);
  if (told === null || axis === undefined) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const ranked = rankPerturbationColumns(opened.obs, lookup).filter(namesGenes);
  const hasControls = ranked[0]?.parsed.some(({ role }) => role === 'control') ?? false;
  const stated = hasControls ? byControls : told;
  if (stated === null) return opened;
  const named = new Set(ranked.map(({ name }) => name));
  const isEmpty = (code: number, cell: number) => code < 0 && stated.isControl[cell] === true;
  let cells = 0;
  const obs = opened.obs.map((column): AnnotationColumn => {
    if (column.kind !== 'category' || !named.has(column.name)) return column;
    const empty = column.codes.filter(isEmpty).length;
    if (empty === 0) return column;
    if (column.name === ranked[0]?.name) cells = empty;
    const known = column.categories.indexOf(CONTROL);
    const control = known < 0 ? column.categories.length : known;
    return {
      ...column,
      categories: known < 0 ? [...column.categories, CONTROL] : column.categories,
      codes: column.codes.map((code, cell) => (isEmpty(code, cell) ? control : code)),
    };
  });
  if (cells === 0) return opened;
  const note = { tag: 'controls-from-column' as const, column: stated.column, cells };
  return { ...opened, obs, notes: [...opened.notes, note] };
}

function namesGenes({ parsed }: PerturbationColumn): boolean {
  return parsed.some(({ role }) => role === 'perturbation');
}

/** null for columns of other values, of one value only, and those named for neither a gene nor a control. */
function indicatorOf(column: AnnotationColumn, lookup: GeneLookup): Indicator | null {
  const { role } = parseLabel(column.name, lookup);
  if (role !== 'perturbation' && role !== 'control') return null;
  const isSet =
    column.kind === 'number'
      ? setAmong(column.values, (value) => (value === 0 || value === 1 ? value === 1 : null))
      : setAmong(column.codes, (code) => {
          const value = column.categories[code] ?? '';
          return YES.test(value) || (NO.test(value) ? false : null);
        });
  const counted = isSet === null && column.kind === 'number' ? calledAmong(column, lookup) : null;
  const found = isSet ?? counted;
  return found?.includes(true) && found.includes(false)
    ? { name: column.name, isSet: found, isCounted: counted !== null }
    : null;
}

const isCount = (value: number) => Number.isInteger(value) && value >= 0;

/** Where a guide is called from its counts; null for other values, and for a column that may be a gene. */
function calledAmong(
  { name, values }: Extract<AnnotationColumn, { kind: 'number' }>,
  lookup: GeneLookup,
): readonly boolean[] | null {
  if (lookup.findWritten(name) >= 0 || !values.every(isCount)) return null;
  const least = signalFrom(histogramOf(values)) ?? DEFAULT_THRESHOLD;
  return Array.from(values, (value) => value >= least);
}

function setAmong(
  values: Float64Array | Int32Array,
  isSetAt: (value: number) => boolean | null,
): readonly boolean[] | null {
  const isSet: boolean[] = [];
  for (const value of values) {
    const one = isSetAt(value);
    if (one === null) return null;
    isSet.push(one);
  }
  return isSet;
}
