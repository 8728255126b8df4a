/** A matrix stored whole: one dataset [cells × genes]. */
import { denseArray } from '../hdf5/denseArray';
import type { Hierarchy } from '../hierarchy';
import { float32Of } from '../hdf5/numbers';
import type { MatrixReader } from '../matrixReader';

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
