/**
 * Readers of stored matrices: sparse by cell (CSR) or gene (CSC), dense [cells × genes], and dense [genes × cells]. Places of cells in
 * two dimensions as files store them (`obsm` of AnnData, `col_attrs` of Loom): found on opening, read on request.
 */
import { type MatrixReader, compressedReader } from './matrixReader';
import { type Hierarchy, type StoredArray, float32Of, float64Of, isNumeric, plainNumbers } from './hierarchy';
import type { StoredPlaces } from '../cellDetails';
import { DatasetFailure } from '../errors';
import type { DatasetNote } from '../notes';

/** Those of the matrices that can be opened; `notes` name the others. Throws the first failure where none can. */
export function readable<Place extends { readonly path: string }, Read>(
  places: readonly Place[],
  notes: DatasetNote[],
  open: (place: Place) => Read,
): readonly Read[] {
  const read: Read[] = [];
  const failures = new Map<string, DatasetFailure>();
  for (const place of places)
    try {
      read.push(open(place));
    } catch (error) {
      if (!(error instanceof DatasetFailure)) throw error;
      failures.set(place.path, error);
    }
  const [first] = failures.values();
  if (first === undefined) return read;
  if (read.length === 0) throw first;
  notes.push({ tag: 'matrices-left-out', paths: [...failures.keys()] });
  return read;
}

/**
 * A compressed matrix of data, indices and indptr. Pointers are checked on opening, indices with each block. Throws `shape-mismatch`,
 * `damaged-file`, `unsupported-filter`.
 */
export function sparseReader(
  file: Hierarchy,
  path: string,
  format: 'csr' | 'csc',
  { cells, genes }: Pick<MatrixReader, 'cells' | 'genes'>,
): MatrixReader {
  const data = file.array(`${path}/data`);
  const indices = file.array(`${path}/indices`);
  const pointers = readPointers(file, path, format === 'csr' ? cells : genes);
  const entries = data.shape[0] ?? 0;
  expectLength(file, `${path}/indices`, entries, indices.shape[0] ?? 0);
  if (pointers.at(-1) !== entries) {
    return file.damaged(
      `${path}/indptr`,
      `It ends at entry ${pointers.at(-1)}, and there are ${entries} values.`,
    );
  }
  const head = { encoding: format, cells, genes, bytesPerEntry: data.type.size + indices.type.size };
  const entriesAt = async (start: number, end: number) => {
    const positions = plainNumbers(await file.slice(indices, start, end - start));
    return [positions, float32Of(await file.slice(data, start, end - start))] as const;
  };
  return compressedReader(head, pointers, entriesAt, (entry, position) => {
    const others = format === 'csr' ? `${genes} genes` : `${cells} cells`;
    const detail = `Entry ${entry} has index ${position}, but there are only ${others}.`;
    return file.damaged(`${path}/indices`, detail);
  });
}

function readPointers(file: Hierarchy, path: string, lines: number): Float64Array {
  const array = file.array(`${path}/indptr`);
  const found = array.shape[0] ?? 0;
  expectLength(file, `${path}/indptr`, lines + 1, found);
  const pointers = float64Of(file.numbers(array, 0, found));
  if (pointers[0] !== 0) return file.damaged(`${path}/indptr`, `It starts at ${pointers[0]} instead of 0.`);
  for (let i = 1; i < found; i++) {
    if ((pointers[i] ?? 0) < (pointers[i - 1] ?? 0)) {
      return file.damaged(`${path}/indptr`, `Element ${i} is smaller than the one before it.`);
    }
  }
  return pointers;
}

function expectLength(file: Hierarchy, where: string, expected: number, found: number): void {
  if (expected !== found) file.mismatch(where, `${expected} elements`, `${found} elements`);
}

/** A numeric array of two dimensions, read by rows. Throws `unsupported-encoding`, `unsupported-filter`. */
function denseRows(file: Hierarchy, path: string) {
  const array = file.array(path);
  const [rows, columns] = array.shape;
  if (rows === undefined || columns === undefined || array.shape.length !== 2) {
    return file.refuse(path, `an array of ${array.shape.length} dimensions`);
  }
  if (array.type.kind !== 'integer' && array.type.kind !== 'float' && array.type.kind !== 'boolean') {
    return file.refuse(path, `an array of ${array.type.kind} values`);
  }
  return {
    rows,
    columns,
    numbers: async (first: number, count: number) => float32Of(await file.slice(array, first, count)),
    extent: {
      entriesBefore: (line: number) => line * columns,
      bytesPerEntry: array.type.size,
      band: array.chunks?.[0] ?? 1,
    },
  };
}

/** A dense matrix [cells × genes]. */
export function denseReader(file: Hierarchy, path: string): MatrixReader {
  const { rows: cells, columns: genes, numbers, extent } = denseRows(file, path);
  return {
    encoding: 'dense',
    cells,
    genes,
    ...extent,
    read: async (first, count) => ({ layout: 'dense', first, count, values: await numbers(first, count) }),
  };
}

/** A dense matrix [genes × cells], read by gene and passed on sparse. */
export function geneRowsReader(file: Hierarchy, path: string): MatrixReader {
  const { rows: genes, columns: cells, numbers, extent } = denseRows(file, path);
  return {
    encoding: 'csc',
    cells,
    genes,
    ...extent,
    async read(first, count) {
      const dense = await numbers(first, count);
      const pointers = new Float64Array(count + 1);
      let stored = 0;
      for (let line = 0; line < count; line++) {
        for (let p = line * cells; p < (line + 1) * cells; p++) if (dense[p] !== 0) stored += 1;
        pointers[line + 1] = stored;
      }
      const indices = new Int32Array(stored);
      const values = new Float32Array(stored);
      let at = 0;
      for (let p = 0; p < dense.length; p++) {
        if (dense[p] === 0) continue;
        indices[at] = p % cells;
        values[at] = dense[p] as number;
        at += 1;
      }
      return { layout: 'by-gene', first, count, pointers, indices, values };
    },
  };
}

const PLACES = /umap|t-?sne|pca|phate|mde|draw_graph|diffmap|trimap|spatial|embedding/i;
const MAX_PLACES = 8;
/** Values read at once. */
const BAND = 2 ** 20;

/** Arrays [cells × 2 or more] of the group with the name of an arrangement in two dimensions; those that cannot be read are left out. */
export function storedPlaces(file: Hierarchy, group: string, cells: number): readonly StoredPlaces[] {
  if (file.kindOf(group) !== 'group') return [];
  return file
    .names(group)
    .filter((name) => PLACES.test(name) && file.kindOf(`${group}/${name}`) === 'dataset')
    .flatMap((name) => {
      const array = arrayAt(file, `${group}/${name}`);
      const [rows, columns = 0] = array?.shape ?? [];
      const isPlaces = array?.shape.length === 2 && rows === cells && columns >= 2 && isNumeric(array.type);
      return array && isPlaces ? [{ name, read: reader(file, array, cells, columns) }] : [];
    })
    .slice(0, MAX_PLACES);
}

/** null where the file refuses it; a filter plugin that is missing yet is fetched by the caller. */
function arrayAt(file: Hierarchy, path: string): StoredArray | null {
  try {
    return file.array(path);
  } catch (error) {
    if (error instanceof DatasetFailure) return null;
    throw error;
  }
}

/** Reads bands of whole rows, and only those with wanted cells. */
function reader(file: Hierarchy, array: StoredArray, rows: number, columns: number): StoredPlaces['read'] {
  const band = Math.max(array.chunks?.[0] ?? 1, Math.floor(BAND / columns));
  return async (cells) => {
    const points = new Float32Array(2 * cells.length);
    let next = 0;
    for (let first = 0; first < rows && next < cells.length; first += band) {
      const end = Math.min(rows, first + band);
      if ((cells[next] as number) >= end) continue;
      const values = plainNumbers(await file.slice(array, first, end - first));
      for (; next < cells.length && (cells[next] as number) < end; next++) {
        const at = ((cells[next] as number) - first) * columns;
        points[2 * next] = values[at] as number;
        points[2 * next + 1] = values[at + 1] as number;
      }
    }
    return points;
  };
}
