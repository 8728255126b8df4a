/** What AnnData keeps for its genes beside the cells: embeddings in varm, scores of pairs in varp. */
import { isAnnData, readFrame } from '../anndata';
import { DatasetFailure } from '../../errors';
import { isNumeric } from '../hierarchy';
import { float32Of } from '../storedValues';
import { Hdf5File } from './file';
import { withPlugins } from './open';

interface GeneArray {
  /** As varm/X_pca. */
  readonly path: string;
  /** [G × columns] row-major. */
  readonly values: Float32Array;
  readonly columns: number;
}

/** Dense arrays alone. Throws DatasetFailure where the file is not AnnData, or cannot be read. */
export async function geneArraysOf(
  main: File,
): Promise<{ readonly genes: readonly string[]; readonly arrays: readonly GeneArray[] }> {
  const file = await Hdf5File.open(main, main.name);
  try {
    return await withPlugins(file, async () => {
      if (!isAnnData(file)) throw DatasetFailure.damaged(main.name, 'the file', 'It is not AnnData.');
      const genes = readFrame(file, 'var').index;
      const arrays: GeneArray[] = [];
      for (const group of ['varm', 'varp']) {
        if (file.kindOf(group) !== 'group') continue;
        for (const name of file.names(group)) {
          const path = `${group}/${name}`;
          if (file.kindOf(path) !== 'dataset') continue;
          const array = file.array(path);
          const [rows, columns = 0] = array.shape;
          if (array.shape.length !== 2 || rows !== genes.length || !isNumeric(array.type)) continue;
          arrays.push({ path, columns, values: float32Of(file.numbers(array, 0, rows)) });
        }
      }
      return { genes, arrays };
    });
  } finally {
    file.close();
  }
}
