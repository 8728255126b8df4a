/** Compressed lines of a matrix, whatever file they came from: the order of their entries, and entries stored twice. */
import type { Plain } from './hdf5/numbers';

/** Whether a position lies outside [0, others), or occurs twice in one line. */
export function checkLines(
  positions: Plain,
  pointers: Float64Array,
  others: number,
): 'distinct' | 'repeated' | 'outside' {
  let repeated = false;
  /** [others] the line that had the position last, counted from 1. */
  const seenIn = new Int32Array(others);
  for (let line = 1; line < pointers.length; line++) {
    const end = pointers[line] as number;
    for (let p = pointers[line - 1] as number; p < end; p++) {
      const position = positions[p] as number;
      if (!(position >= 0 && position < others)) return 'outside';
      if (seenIn[position] === line) repeated = true;
      seenIn[position] = line;
    }
  }
  return repeated ? 'repeated' : 'distinct';
}

export interface Lines {
  readonly pointers: Float64Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** Sorted by position, entries of one position added up, as scipy does. */
export function addUpRepeats(block: Lines): Lines {
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
