/**
 * obs and var of an AnnData file as annotation columns: the group encoding of 0.7 and later, the compound dataset of
 * before. A column in an encoding not known here is left out, never guessed at.
 * Encodings: https://anndata.readthedocs.io/en/latest/fileformat-prose.html
 */
import type { AnnotationColumn } from '../../annotation';
import { categoryColumn } from '../columns';
import type { Hierarchy } from '../hierarchy';
import type { StoredArray } from '../storedArray';
import { plainNumbers } from '../hdf5/numbers';
import {
  arrayTexts,
  expectRoomForTexts,
  expectRows,
  isTexts,
  numberColumn,
  readPlainColumn,
} from '../hdf5/texts';

export interface Frame {
  readonly index: readonly string[];
  readonly columns: readonly AnnotationColumn[];
}

/** Throws `damaged-file` where `path` is missing or has no index, `shape-mismatch` where a column has another length. */
export function readFrame(file: Hierarchy, path: string): Frame {
  const kind = file.kindOf(path);
  if (kind === 'missing') return file.damaged(path, 'An AnnData file has a table here, this one has none.');
  return kind === 'dataset' ? readCompoundFrame(file, path) : readGroupFrame(file, path);
}

function readGroupFrame(file: Hierarchy, path: string): Frame {
  const names = file.names(path);
  const indexName =
    file.attributeText(path, '_index') ?? ['_index', 'index'].find((candidate) => names.includes(candidate));
  if (indexName === undefined) return file.damaged(path, 'The table has no index.');
  const index = readTexts(file, `${path}/${indexName}`);
  if (index === null) return file.damaged(`${path}/${indexName}`, 'The names are not stored as text.');
  const order = file.attribute(path, 'column-order') ?? names;
  const columns = [...new Set(order.map(String))]
    .filter((name) => name !== indexName && name !== '__categories')
    .map((name) => readColumn(file, path, name, index.length))
    .filter((column) => column !== null);
  return { index: index.map((name) => name ?? ''), columns };
}

function readColumn(file: Hierarchy, frame: string, name: string, rows: number): AnnotationColumn | null {
  const path = `${frame}/${name}`;
  const kind = file.kindOf(path);
  if (kind === 'missing') return null;
  if (kind === 'group') return readEncodedColumn(file, path, name, rows);
  const array = file.array(path);
  if (array.shape.length !== 1) return null;
  const oldCategories = `${frame}/__categories/${name}`;
  if (file.kindOf(oldCategories) === 'dataset') return readCodes(file, name, array, oldCategories, rows);
  return readPlainColumn(file, name, array, rows);
}

function readEncodedColumn(
  file: Hierarchy,
  path: string,
  name: string,
  rows: number,
): AnnotationColumn | null {
  const encoding = file.attributeText(path, 'encoding-type');
  if (encoding === 'categorical') {
    return readCodes(file, name, file.array(`${path}/codes`), `${path}/categories`, rows);
  }
  if (encoding === null || !encoding.startsWith('nullable-')) return null;
  const column = readPlainColumn(file, name, file.array(`${path}/values`), rows);
  if (column === null) return null;
  const maskArray = file.array(`${path}/mask`);
  expectRows(file, maskArray, rows);
  const mask = plainNumbers(file.numbers(maskArray, 0, rows));
  return column.kind === 'number'
    ? { ...column, values: column.values.map((value, row) => (mask[row] === 0 ? value : NaN)) }
    : { ...column, codes: column.codes.map((code, row) => (mask[row] === 0 ? code : -1)) };
}

function readCodes(
  file: Hierarchy,
  name: string,
  array: StoredArray,
  categoriesPath: string,
  rows: number,
): AnnotationColumn | null {
  const categories = readTexts(file, categoriesPath);
  if (categories === null) return null;
  expectRows(file, array, rows);
  const codes = Int32Array.from(plainNumbers(file.numbers(array, 0, rows)));
  const wrong = codes.findIndex((code) => code < -1 || code >= categories.length);
  if (wrong >= 0) {
    return file.damaged(
      array.path,
      `Row ${wrong + 1} names category ${codes[wrong]} of ${categories.length}.`,
    );
  }
  return { kind: 'category', name, categories: categories.map((category) => category ?? ''), codes };
}

/** A one-dimensional array of anything that has a text form; null where it has none. Masked entries are null. */
function readTexts(file: Hierarchy, path: string): readonly (string | null)[] | null {
  const kind = file.kindOf(path);
  if (kind === 'missing') return null;
  if (kind === 'group') {
    const encoding = file.attributeText(path, 'encoding-type');
    if (encoding === null || !encoding.startsWith('nullable-')) return null;
    const values = readTexts(file, `${path}/values`);
    const mask = file.array(`${path}/mask`);
    if (values === null) return null;
    const masked = plainNumbers(file.numbers(mask, 0, mask.shape[0] ?? 0));
    return values.map((value, row) => (masked[row] === 0 ? value : null));
  }
  return arrayTexts(file, path);
}

/** Before 0.7: one row per record, the first member (or the one named so) the index, categories in uns. */
function readCompoundFrame(file: Hierarchy, path: string): Frame {
  const array = file.array(path);
  if (array.type.kind !== 'compound')
    return file.damaged(path, 'The table is neither a group nor a list of records.');
  expectRoomForTexts(file, array.shape[0] ?? 0);
  const { members } = array.type;
  const indexMember = members.find(({ name }) => name === '_index' || name === 'index') ?? members[0];
  if (indexMember === undefined) return file.damaged(path, 'The table has no columns.');
  const stored = file.member(array, indexMember);
  if (stored === null) return file.damaged(path, `The names in ${indexMember.name} are not stored as text.`);
  const index = isTexts(stored) ? stored : Array.from(plainNumbers(stored), String);
  const columns = members
    .filter((member) => member !== indexMember)
    .map((member): AnnotationColumn | null => {
      const { name } = member;
      const values = file.member(array, member);
      if (values === null) return null;
      if (isTexts(values)) return categoryColumn(name, values);
      const categories = readTexts(file, `uns/${name}_categories`);
      if (categories === null) return numberColumn(name, values, member.type.kind === 'boolean');
      const codes = Int32Array.from(plainNumbers(values));
      if (codes.some((code) => code < -1 || code >= categories.length)) {
        return file.damaged(
          `${path}/${name}`,
          `A row names a category outside the ${categories.length} there are.`,
        );
      }
      return { kind: 'category', name, categories: categories.map((category) => category ?? ''), codes };
    })
    .filter((column) => column !== null);
  return { index, columns };
}
