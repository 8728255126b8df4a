/**
 * Columns whose labels list the guides of each cell, as screens of high multiplicity have them: 'GATA1_g1;KLF1_g2;SPI1_g1'. Each combination is
 * then a label of its own. Such a column can be read as the guides that it lists, each cell with all of its own.
 */
import { memoize } from '../../numerics/lazy';
import { fnv1a, mixBits } from '../../numerics/random';
import { median } from '../../numerics/statistics';
import type { AnnotationColumn, CellSets, OpenedFile } from '../annotation';
import type { GeneLookup } from './geneNames';
import { parseLabel, separatorOfMost } from './guides';

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;
export type ColumnOfSets = CategoryColumn & { readonly sets: CellSets };

const PREFIX = 'guides in ';

/** Name of a column read as the guides that its labels list. */
export const nameOfSets = (column: string) => `${PREFIX}${column}`;

/** The column whose guides a name stands for; null where it stands for none. */
export const columnOfSets = (name: string) => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null);

/** Labels that tell what separates guides. */
const SAMPLED = 500;

/**
 * Places and protospacers, which tell lists that are divided by underscores, as names have them too, and the names in such lists:
 * 'chr1.2499_top_two_NFE2_TSS_random_4' (Gasperini et al. 2019).
 */
const PLACE = String.raw`[ACGT]{17,25}|chr[\dXYM]+[.:]\d+(?:-\d+)?(?:_(?:top|second)_two)?`;
const PLACES = new RegExp(`(?<=^|_)(?:${PLACE})(?=_|$)`, 'g');
const NAMES = new RegExp(
  String.raw`(?<=^|_)(?:${PLACE}|[^_]+_TSS|(?:random|scrambled|non-targeting)_\d+|[^_]+)(?=_|$)`,
  'g',
);

/** Divides lists of places or protospacers by their underscores; null where most labels are no such lists. */
function byUnderscores(labels: readonly string[]): ((label: string) => readonly string[]) | null {
  const lists = labels.filter((label) => (label.match(PLACES)?.length ?? 0) > 1);
  return 2 * lists.length > labels.length ? (label) => label.match(NAMES) ?? [label] : null;
}

const SEED = 2;
const known = new WeakMap<AnnotationColumn, ColumnOfSets | null>();

/** A column read as the guides that its labels list; `codes` has one of each cell, drawn by its name. null where no label lists several. */
export function guidesListed(column: AnnotationColumn, { cellNames }: Pick<OpenedFile, 'cellNames'>) {
  const found = known.get(column);
  if (found !== undefined) return found;
  const made = listedIn(column, cellNames);
  known.set(column, made);
  return made;
}

function listedIn(column: AnnotationColumn, cellNames: readonly string[]): ColumnOfSets | null {
  if (column.kind !== 'category') return null;
  const step = Math.max(1, Math.floor(column.categories.length / SAMPLED));
  const sampled = column.categories.filter((_, at) => at % step === 0);
  const split = separatorOfMost(sampled) ?? byUnderscores(sampled);
  if (split === null) return null;
  const placeOf = new Map<string, number>();
  const setOfCode = column.categories.map((label) => {
    const parts = new Set(split(label).filter((part) => part !== ''));
    return Array.from(parts.size === 0 ? [label] : parts, (part) => {
      const place = placeOf.get(part) ?? placeOf.size;
      placeOf.set(part, place);
      return place;
    });
  });
  const starts = new Int32Array(column.codes.length + 1);
  column.codes.forEach((code, cell) => {
    starts[cell + 1] = (starts[cell] as number) + (setOfCode[code]?.length ?? 0);
  });
  const members = new Int32Array(starts[column.codes.length] ?? 0);
  const codes = column.codes.map((code, cell) => {
    const set = setOfCode[code];
    if (set === undefined) return -1;
    members.set(set, starts[cell]);
    return set[mixBits(fnv1a(SEED, cellNames[cell] ?? '')) % set.length] ?? -1;
  });
  return {
    kind: 'category',
    name: nameOfSets(column.name),
    categories: [...placeOf.keys()],
    codes,
    sets: { starts, members },
  };
}

/** Of labelled cells: median number of targets, different sets of these, and different targets. */
interface Multiplicity {
  readonly perCell: number;
  readonly sets: number;
  readonly targets: number;
  /** Whether combinations are no perturbations of their own. */
  readonly isMany: boolean;
}

/** Of labelled cells, those with three targets or more; sets for each target; and other cells with the set of a typical cell. */
const [SEVERAL, SETS_PER_TARGET, OTHERS] = [0.1, 3, 10];
/** Listed names of a labelled cell, on average. */
const LISTED = 1.5;
/** Share of the listed names that name a measured gene or a control. */
const NAMED = 0.1;

/** Whether a column lists guides of which most cells have so many that combinations are no perturbations of their own. */
export function listsMany(column: ColumnOfSets, genes: GeneLookup): boolean {
  const { categories, codes, sets } = column;
  // Names of cells have separators, too.
  const labelled = codes.reduce((sum, code) => sum + Number(code >= 0), 0);
  if (categories.length > labelled || sets.members.length < LISTED * labelled) return false;
  const isNamed = (guide: string) => ['perturbation', 'control'].includes(parseLabel(guide, genes).role);
  const sampled = categories.slice(0, SAMPLED);
  return sampled.filter(isNamed).length >= NAMED * sampled.length && multiplicityOf(column, genes).isMany;
}

const multiplicitiesOf = memoize<ColumnOfSets, Map<GeneLookup, Multiplicity>>(() => new Map());

/** How many targets the cells of a column have, counted once. */
export function multiplicityOf(column: ColumnOfSets, genes: GeneLookup): Multiplicity {
  const ofLookup = multiplicitiesOf(column);
  const found = ofLookup.get(genes) ?? countedIn(column, genes);
  ofLookup.set(genes, found);
  return found;
}

/**
 * They are many where a typical cell has two or more, some have three, there are far more sets than targets, and
 * hardly a set occurs in many cells.
 */
function countedIn(column: ColumnOfSets, genes: GeneLookup): Multiplicity {
  const { categories, sets } = column;
  const { starts, members } = sets;
  const parsed = categories.map((guide) => parseLabel(guide, genes));
  const targetOf = parsed.map((one, guide) =>
    one.role === 'perturbation' ? one.genes.join('+') : one.role === 'unrecognised' ? categories[guide] : '',
  );
  const numbers: number[] = [];
  const cellsOfSet = new Map<string, number>();
  const keys: string[] = [];
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    const own = new Set(
      Array.from(members.subarray(starts[cell], starts[cell + 1]), (guide) => targetOf[guide] ?? ''),
    );
    own.delete('');
    if (own.size === 0) continue;
    numbers.push(own.size);
    const key = [...own].toSorted().join('|');
    cellsOfSet.set(key, (cellsOfSet.get(key) ?? 0) + 1);
    keys.push(key);
  }
  const perCell = numbers.length === 0 ? 0 : median(numbers);
  const targets = new Set(targetOf.filter((target) => target !== '')).size;
  const several = numbers.filter((number) => number > 2).length;
  const isMany =
    perCell >= 2 &&
    several >= SEVERAL * numbers.length &&
    cellsOfSet.size >= SETS_PER_TARGET * targets &&
    median(keys.map((key) => cellsOfSet.get(key) ?? 0)) < OTHERS;
  return { perCell, sets: cellsOfSet.size, targets, isMany };
}
