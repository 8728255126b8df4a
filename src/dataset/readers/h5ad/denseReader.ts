/** A matrix stored whole: one dataset [cells × genes]. */
import { denseArray } from '../hdf5/denseArray';
import type { Hdf5File } from '../hdf5/file';
import { float32Of } from '../hdf5/numbers';
import type { MatrixReader } from '../matrixReader';

export function denseReader(file: Hdf5File, path: string): MatrixReader {
  const { array, rows: cells, columns: genes } = denseArray(file, path);
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
