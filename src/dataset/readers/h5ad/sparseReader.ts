/**
 * A compressed matrix: data, indices and indptr, by cell (CSR) or by gene (CSC). The pointers are read and checked when
 * it is opened, the indices of each block when they are read; entries stored twice are added up, as scipy does.
 */
import { DatasetFailure } from '../../errors';
import type { Block } from '../../source';
import type { Hdf5File } from '../hdf5/file';
import { float32Of, float64Of } from '../hdf5/numbers';
import type { MatrixReader } from '../matrixReader';

export function sparseReader(file: Hdf5File, path: string, format: 'csr' | 'csc'): MatrixReader {
  const [cells, genes] = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape') ?? [];
  if (typeof cells !== 'number' || typeof genes !== 'number')
    return file.damaged(path, 'The shape is not given.');
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

  const read = (first: number, count: number): Block => {
    const start = pointers[first] ?? 0;
    const length = (pointers[first + count] ?? 0) - start;
    const positions = float64Of(file.numbers(indices, start, length));
    const block = {
      pointers: Float64Array.from(pointers.subarray(first, first + count + 1), (pointer) => pointer - start),
      indices: Int32Array.from(positions),
      values: float32Of(file.numbers(data, start, length)),
    };
    const order = lineOrder(positions, block.pointers, others);
    if (order === 'outside') {
      const wrong = positions.findIndex((position) => !(position >= 0 && position < others));
      return file.damaged(
        `${path}/indices`,
        `Entry ${start + wrong} points at ${positions[wrong]}, outside the ${others} there are.`,
      );
    }
    const merged = order === 'ascending' ? block : addUpRepeats(block);
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

function readPointers(file: Hdf5File, path: string, lines: number): Float64Array {
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

function expectLength(file: Hdf5File, where: string, expected: number, found: number): void {
  if (expected === found) return;
  throw new DatasetFailure({
    tag: 'shape-mismatch',
    file: file.name,
    where,
    expected: `${expected} elements`,
    found: `${found} elements`,
  });
}

/** Whether the positions of every line ascend strictly, and whether any lies outside [0, others). */
function lineOrder(
  positions: Float64Array,
  pointers: Float64Array,
  others: number,
): 'ascending' | 'mixed' | 'outside' {
  let ascending = true;
  for (let line = 0; line + 1 < pointers.length; line++) {
    const end = pointers[line + 1] ?? 0;
    let previous = -1;
    for (let p = pointers[line] ?? 0; p < end; p++) {
      const position = positions[p] ?? -1;
      if (!(position >= 0 && position < others)) return 'outside';
      if (position <= previous) ascending = false;
      previous = position;
    }
  }
  return ascending ? 'ascending' : 'mixed';
}

interface Lines {
  readonly pointers: Float64Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

function addUpRepeats(block: Lines): Lines {
  const indices: number[] = [];
  const values: number[] = [];
  const pointers = block.pointers.map((_, line) => {
    if (line === 0) return 0;
    const sums = new Map<number, number>();
    const end = block.pointers[line] ?? 0;
    for (let p = block.pointers[line - 1] ?? 0; p < end; p++) {
      const index = block.indices[p] ?? 0;
      sums.set(index, (sums.get(index) ?? 0) + (block.values[p] ?? 0));
    }
    for (const [index, sum] of [...sums].toSorted(([a], [b]) => a - b)) {
      indices.push(index);
      values.push(sum);
    }
    return indices.length;
  });
  return { pointers, indices: Int32Array.from(indices), values: Float32Array.from(values) };
}
