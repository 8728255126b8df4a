/** A matrix stored whole: one dataset [cells × genes]. */
import type { Hdf5File } from '../hdf5/file';
import { float32Of } from '../hdf5/numbers';
import type { MatrixReader } from '../matrixReader';

export function denseReader(file: Hdf5File, path: string): MatrixReader {
  const array = file.array(path);
  const [cells, genes] = array.shape;
  if (cells === undefined || genes === undefined || array.shape.length !== 2) {
    return file.refuse(path, `an array of ${array.shape.length} dimensions`);
  }
  if (array.type.kind !== 'integer' && array.type.kind !== 'float' && array.type.kind !== 'boolean') {
    return file.refuse(path, `an array of ${array.type.kind} values`);
  }
  return {
    encoding: 'dense',
    cells,
    genes,
    entriesBefore: (line) => line * genes,
    bytesPerEntry: array.type.size,
    band: array.chunks?.[0] ?? 1,
    read: (first, count) => ({
      layout: 'dense',
      first,
      count,
      values: float32Of(file.numbers(array, first, count)),
    }),
  };
}
