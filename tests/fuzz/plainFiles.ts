/** Naive readers of small HDF5 files (with the high-level calls of h5wasm), tables and Matrix Market files: the reference for the readers. */
import { Dataset, File as Hdf5, FS, Group, ready } from 'h5wasm';

type Grid = number[][];

/** Path and orientation of a matrix. */
export interface Place {
  readonly path: string;
  readonly cellsInRows: boolean;
}

/** [cells][genes] in single precision. Throws the errors of the library. */
export async function plainHdf5(bytes: Uint8Array, { path, cellsInRows }: Place): Promise<Grid> {
  await ready;
  if (FS === null) throw new Error('The library has no file system.');
  FS.writeFile('/plain.h5', bytes);
  const file = new Hdf5('/plain.h5', 'r');
  try {
    const found = file.get(path);
    const grid = found instanceof Dataset ? dense(found) : sparse(found);
    return cellsInRows ? grid : transposed(grid);
  } finally {
    file.close();
  }
}

export function transposed(grid: readonly (readonly number[])[]): Grid {
  return (grid[0] ?? []).map((_, column) => grid.map((row) => row[column] ?? Number.NaN));
}

function dense(dataset: Dataset): Grid {
  const [rows = 0, columns = 0] = dataset.shape ?? [];
  const values = numbersOf(dataset);
  return Array.from({ length: rows }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns).map(Math.fround),
  );
}

/** 10x and h5Seurat store by cell and give the shape as [genes, cells]: CSC. */
function sparse(found: unknown): Grid {
  if (!(found instanceof Group)) throw new Error('The matrix is missing.');
  const [data, indices, pointers] = ['data', 'indices', 'indptr'].map((name) => numbersOf(found.get(name)));
  if (!data || !indices || !pointers) throw new Error('A part is missing.');
  const attribute = found.attrs['shape'] ?? found.attrs['h5sparse_shape'] ?? found.attrs['dims'];
  const stored = attribute === undefined ? numbersOf(found.get('shape')) : [...asNumbers(attribute.value)];
  const encoding = (found.attrs['encoding-type'] ?? found.attrs['h5sparse_format'])?.value ?? 'csc';
  const byColumn = typeof encoding === 'string' && encoding.startsWith('csc');
  const [rows = 0, columns = 0] = stored;
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  for (let line = 0; line + 1 < pointers.length; line++)
    for (let p = pointers[line] ?? 0; p < (pointers[line + 1] ?? 0); p++) {
      const other = indices[p] ?? -1;
      const [row, column] = byColumn ? [other, line] : [line, other];
      const own = grid[row];
      if (own?.[column] === undefined) throw new Error('An entry lies outside.');
      own[column] = Math.fround(own[column] + Math.fround(data[p] ?? Number.NaN));
    }
  return grid;
}

function numbersOf(dataset: unknown): number[] {
  if (!(dataset instanceof Dataset)) throw new Error('A part is missing.');
  return asNumbers(dataset.value);
}

function asNumbers(value: unknown): number[] {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  if (Array.isArray(value)) return value.map(Number);
  throw new Error('The values are not numbers.');
}

/** Rows of fields without blank lines and comments; quotation marks are special only at the beginning of a field. */
export function plainRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  const endField = () => {
    fields.push(field.trim());
    field = '';
  };
  const endRow = () => {
    endField();
    if (fields.some((one) => one !== '') && !fields[0]?.startsWith('#')) rows.push(fields);
    fields = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') field += text.charAt(++at);
      else quoted = false;
    } else if (character === '"' && field.trim() === '') quoted = true;
    else if (character === delimiter) endField();
    else if (character === '\n' || character === '\r') endRow();
    else field += character;
  }
  endRow();
  return rows;
}

/** [rows][columns] of a Matrix Market file in coordinate form; duplicates are summed. */
export function plainMatrixMarket(text: string): number[][] {
  const [banner = '', ...rest] = text.split(/\r?\n/);
  const lines = rest
    .map((line) => line.trim().split(/\s+/))
    .filter(([first = '']) => first !== '' && !first.startsWith('%'));
  const [rows = 0, columns = 0] = lines[0]?.map(Number) ?? [];
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  const add = (row: number, column: number, value: number) => {
    const own = grid[row - 1];
    if (own?.[column - 1] === undefined) throw new Error('An entry lies outside.');
    own[column - 1] = Math.fround((own[column - 1] ?? 0) + Math.fround(value));
  };
  for (const [row, column, value = '1'] of lines.slice(1)) {
    add(Number(row), Number(column), Number(value));
    if (row === column) continue;
    if (/skew/i.test(banner)) add(Number(column), Number(row), -Number(value));
    else if (/symmetric/i.test(banner)) add(Number(column), Number(row), Number(value));
  }
  return grid;
}

/** True if the numbers are a subsequence of the fields. */
export function isSubsequence(numbers: readonly number[], fields: readonly string[]): boolean {
  let next = 0;
  for (const field of fields) {
    const value = Math.fround(Number(field.replace(',', '.')));
    if (field !== '' && value === numbers[next]) next += 1;
  }
  return next === numbers.length;
}
