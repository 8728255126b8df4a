/** Readers of stored matrices: sparse by cell (CSR) or gene (CSC), dense [cells × genes], and dense [genes × cells]. */
import type { Block } from '../source';
import { sumDuplicates, checkLines, type MatrixReader } from './matrixReader';
import type { Hierarchy, StoredArray } from './hierarchy';
import { float32Of, float64Of, plainNumbers } from './storedValues';

export interface SparseShape {
  readonly cells: number;
  readonly genes: number;
}

/**
 * A compressed matrix of data, indices and indptr. Pointers are checked on opening, indices with each block; duplicate entries are
 * summed, as in scipy. Throws `shape-mismatch`, `damaged-file`, `unsupported-filter`.
 */
export function sparseReader(
  file: Hierarchy,
  path: string,
  format: 'csr' | 'csc',
  { cells, genes }: SparseShape,
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
  const others = format === 'csr' ? genes : cells;

  const read = async (first: number, count: number): Promise<Block> => {
    const start = pointers[first] ?? 0;
    const length = (pointers[first + count] ?? 0) - start;
    const positions = plainNumbers(await file.slice(indices, start, length));
    const block = {
      pointers: pointers.slice(first, first + count + 1).map((pointer) => pointer - start),
      indices: positions instanceof Int32Array ? positions : new Int32Array(positions),
      values: float32Of(await file.slice(data, start, length)),
    };
    const found = checkLines(positions, block.pointers, others);
    if (found === 'outside') {
      const wrong = positions.findIndex((position) => !(position >= 0 && position < others));
      return file.damaged(
        `${path}/indices`,
        `Entry ${start + wrong} has index ${positions[wrong]}, but there are only ${others} ${format === 'csr' ? 'genes' : 'cells'}.`,
      );
    }
    const merged = found === 'distinct' ? block : sumDuplicates(block);
    return { layout: format === 'csr' ? 'by-cell' : 'by-gene', first, count, ...merged };
  };

  return {
    encoding: format,
    cells,
    genes,
    entriesBefore: (line) => pointers[line] ?? entries,
    bytesPerEntry: data.type.size + indices.type.size,
    band: 1,
    read,
  };
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

interface DenseArray {
  readonly array: StoredArray;
  readonly rows: number;
  readonly columns: number;
}

/** A numeric array of two dimensions. Throws `unsupported-encoding`, `unsupported-filter`. */
function denseArray(file: Hierarchy, path: string): DenseArray {
  const array = file.array(path);
  const [rows, columns] = array.shape;
  if (rows === undefined || columns === undefined || array.shape.length !== 2) {
    return file.refuse(path, `an array of ${array.shape.length} dimensions`);
  }
  if (array.type.kind !== 'integer' && array.type.kind !== 'float' && array.type.kind !== 'boolean') {
    return file.refuse(path, `an array of ${array.type.kind} values`);
  }
  return { array, rows, columns };
}

/** A dense matrix [cells × genes]. */
export function denseReader(file: Hierarchy, path: string): MatrixReader {
  const { array, rows: cells, columns: genes } = denseArray(file, path);
  return {
    encoding: 'dense',
    cells,
    genes,
    entriesBefore: (line) => line * genes,
    bytesPerEntry: array.type.size,
    band: array.chunks?.[0] ?? 1,
    async read(first, count) {
      const values = float32Of(await file.slice(array, first, count));
      return { layout: 'dense', first, count, values };
    },
  };
}

/** A dense matrix [genes × cells], read by gene and passed on sparse. */
export function geneRowsReader(file: Hierarchy, path: string): MatrixReader {
  const { array, rows: genes, columns: cells } = denseArray(file, path);
  return {
    encoding: 'csc',
    cells,
    genes,
    entriesBefore: (line) => line * cells,
    bytesPerEntry: array.type.size,
    band: array.chunks?.[0] ?? 1,
    async read(first, count) {
      const dense = float32Of(await file.slice(array, first, count));
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
