/** Annotation columns and names from stored values: text with gaps as categories, names made unique, arrays as columns. */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import type { DatasetNote } from '../notes';
import { DatasetFailure } from '../errors';
import type { Hierarchy, StoredArray } from './hierarchy';
import { float64Of, plainNumbers, type RawNumbers } from './storedValues';

/** Categories in order of first appearance; null means missing. */
export function categoryColumn(name: string, values: readonly (string | null)[]): AnnotationColumn {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const known = codeOf.get(value);
    if (known !== undefined) return known;
    codeOf.set(value, codeOf.size);
    return codeOf.size - 1;
  });
  return { kind: 'category', name, categories: [...codeOf.keys()], codes };
}

export function booleanText(value: number): string {
  return value === 0 ? 'False' : 'True';
}

/** The gene axis under unique names; `notes` gains one on names that occurred twice. */
export function namedAxis(
  names: readonly string[],
  columns: readonly AnnotationColumn[],
  notes: DatasetNote[],
): GeneAxis {
  const { unique, duplicates } = makeUnique(names);
  if (duplicates.length > 0) notes.push({ tag: 'duplicate-genes', names: duplicates });
  return { index: unique, columns };
}

/** The second and later of equal names get '-1', '-2' …, skipping names already taken. */
function makeUnique(names: readonly string[]): {
  unique: readonly string[];
  duplicates: readonly string[];
} {
  const taken = new Set(names);
  if (taken.size === names.length) return { unique: names, duplicates: [] };
  const seen = new Map<string, number>();
  const duplicates = new Set<string>();
  const unique = names.map((name) => {
    let suffix = seen.get(name);
    if (suffix === undefined) {
      seen.set(name, 0);
      return name;
    }
    duplicates.add(name);
    do suffix += 1;
    while (taken.has(`${name}-${suffix}`));
    seen.set(name, suffix);
    taken.add(`${name}-${suffix}`);
    return `${name}-${suffix}`;
  });
  return { unique, duplicates: [...duplicates] };
}

/** A hostile file of some kilobytes can claim billions of equal names. */
const MAX_TEXTS = 20_000_000;
const BYTES_PER_TEXT = 50;

/** The elements as text; null where the array has no text form or more than one dimension. Throws `out-of-memory`. */
export function arrayTexts(file: Hierarchy, path: string): readonly string[] | null {
  const array = file.array(path);
  const [length] = array.shape;
  if (length === undefined || array.shape.length !== 1) return null;
  expectRoomForTexts(file, length);
  const { kind: stored } = array.type;
  if (stored === 'string') return file.strings(array, 0, length);
  if (stored === 'compound' || stored === 'other') return null;
  return Array.from(
    plainNumbers(file.numbers(array, 0, length)),
    stored === 'boolean' ? booleanText : String,
  );
}

/** Names stored as text or numbers. Throws `damaged-file`, and `shape-mismatch` where their number is not `expected`. */
export function namesAt(file: Hierarchy, path: string, expected?: number): readonly string[] {
  if (file.kindOf(path) !== 'dataset') return file.damaged(path, 'The names are missing.');
  const names = arrayTexts(file, path) ?? file.damaged(path, 'The names are not stored as text.');
  if (expected === undefined || names.length === expected) return names;
  return file.mismatch(path, `${expected} names`, `${names.length} names`);
}

export function expectRoomForTexts(file: Hierarchy, count: number): void {
  if (count > MAX_TEXTS) throw DatasetFailure.outOfMemory(file.name, count * BYTES_PER_TEXT);
}

/** null where the array is neither text nor numbers, or not one-dimensional. Throws `shape-mismatch` where its length is not `rows`. */
export function readPlainColumn(
  file: Hierarchy,
  name: string,
  array: StoredArray,
  rows: number,
): AnnotationColumn | null {
  const { kind } = array.type;
  if (array.shape.length !== 1 || kind === 'compound' || kind === 'other') return null;
  expectRows(file, array, rows);
  if (kind === 'string') return categoryColumn(name, file.strings(array, 0, rows));
  return numberColumn(name, file.numbers(array, 0, rows), kind === 'boolean');
}

export function numberColumn(name: string, raw: RawNumbers, isBoolean: boolean): AnnotationColumn {
  if (isBoolean) return categoryColumn(name, Array.from(plainNumbers(raw), booleanText));
  return { kind: 'number', name, values: float64Of(raw) };
}

export function expectRows(file: Hierarchy, array: StoredArray, rows: number): void {
  const found = array.shape[0] ?? 1;
  if (found !== rows) file.mismatch(array.path, `${rows} rows`, `${found} rows`);
}

/** Tells apart the results of `Hierarchy.member`. */
export function isTexts(values: readonly string[] | RawNumbers): values is readonly string[] {
  return Array.isArray(values);
}
