/** One-dimensional arrays of an HDF5 file as annotations: text where anything has a text form, columns of text or numbers. */
import type { AnnotationColumn } from '../../annotation';
import { DatasetFailure } from '../../errors';
import { booleanText, categoryColumn } from '../columns';
import type { Hierarchy } from '../hierarchy';
import type { StoredArray } from '../storedArray';
import { float64Of, plainNumbers, type RawNumbers } from './numbers';

/** A file of some kilobytes can say that it has billions of names, all alike. */
const MOST_TEXTS = 20_000_000;
const BYTES_PER_TEXT = 50;

/** null where the dataset has no text form, or more than one dimension. Throws `out-of-memory`. */
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

export function expectRoomForTexts(file: Hierarchy, count: number): void {
  if (count <= MOST_TEXTS) return;
  const megabytes = Math.ceil((count * BYTES_PER_TEXT) / 1e6);
  throw new DatasetFailure({ tag: 'out-of-memory', file: file.name, megabytes });
}

/** null for what is neither text nor numbers, or has more dimensions. Throws `shape-mismatch` where it has another length than `rows`. */
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
  if (found === rows) return;
  throw new DatasetFailure({
    tag: 'shape-mismatch',
    file: file.name,
    where: array.path,
    expected: `${rows} rows`,
    found: `${found} rows`,
  });
}

/** Of what `Hierarchy.member` hands out. */
export function isTexts(values: readonly string[] | RawNumbers): values is readonly string[] {
  return Array.isArray(values);
}
