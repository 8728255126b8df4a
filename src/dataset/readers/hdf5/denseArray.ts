/** A two-dimensional dataset of numbers, whichever way round it lies. */
import type { Hierarchy } from '../hierarchy';
import type { StoredArray } from '../storedArray';

export interface DenseArray {
  readonly array: StoredArray;
  readonly rows: number;
  readonly columns: number;
}

/** Throws `unsupported-encoding` where it has other dimensions or holds no numbers, `unsupported-filter`. */
export function denseArray(file: Hierarchy, path: string): DenseArray {
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
