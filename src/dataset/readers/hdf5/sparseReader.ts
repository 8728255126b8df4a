/**
 * A compressed matrix: data, indices and indptr, by cell (CSR) or by gene (CSC). The pointers are read and checked when
 * it is opened, the indices of each block when they are read; entries stored twice are added up, as scipy does.
 */
import { DatasetFailure } from '../../errors';
import type { Block } from '../../source';
import { addUpRepeats, checkLines } from '../lines';
import type { MatrixReader } from '../matrixReader';
import type { Hierarchy } from '../hierarchy';
import { float32Of, float64Of, plainNumbers } from './numbers';

export interface SparseShape {
  readonly cells: number;
  readonly genes: number;
}

/** Throws `shape-mismatch`, `damaged-file` and `unsupported-filter`. */
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
        `Entry ${start + wrong} points at ${positions[wrong]}, outside the ${others} there are.`,
      );
    }
    const merged = found === 'distinct' ? block : addUpRepeats(block);
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
  if (expected === found) return;
  throw new DatasetFailure({
    tag: 'shape-mismatch',
    file: file.name,
    where,
    expected: `${expected} elements`,
    found: `${found} elements`,
  });
}
