/** One-dimensional arrays of an HDF5 file as annotations: text where anything has a text form, columns of text or numbers. */
import type { AnnotationColumn } from '../../annotation';
import { DatasetFailure } from '../../errors';
import { booleanText, categoryColumn } from '../columns';
import type { Hdf5File, StoredArray } from './file';
import { float64Of, plainNumbers, type RawNumbers } from './numbers';

/** null where the dataset has no text form, or more than one dimension. */
export function arrayTexts(file: Hdf5File, path: string): readonly string[] | null {
  const array = file.array(path);
  const [length] = array.shape;
  if (length === undefined || array.shape.length !== 1) return null;
  const { kind: stored } = array.type;
  if (stored === 'string') return file.strings(array, 0, length);
  if (stored === 'compound' || stored === 'other') return null;
  return Array.from(
    plainNumbers(file.numbers(array, 0, length)),
    stored === 'boolean' ? booleanText : String,
  );
}

/** null for what is neither text nor numbers, or has more dimensions. Throws `shape-mismatch` where it has another length than `rows`. */
export function readPlainColumn(
  file: Hdf5File,
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

export function expectRows(file: Hdf5File, array: StoredArray, rows: number): void {
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
