/** A matrix stored whole with genes in rows: read gene by gene, and handed on without its zeros. */
import { denseArray } from '../hdf5/denseArray';
import type { Hdf5File } from '../hdf5/file';
import { float32Of } from '../hdf5/numbers';
import type { MatrixReader } from '../matrixReader';

/** Throws `unsupported-encoding`, `unsupported-filter`. */
export function geneRowsReader(file: Hdf5File, path: string): MatrixReader {
  const { array, rows: genes, columns: cells } = denseArray(file, path);
  return {
    encoding: 'csc',
    cells,
    genes,
    entriesBefore: (line) => line * cells,
    bytesPerEntry: array.type.size,
    band: array.chunks?.[0] ?? 1,
    read(first, count) {
      const dense = float32Of(file.numbers(array, first, count));
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
