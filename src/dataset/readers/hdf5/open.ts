/** Opens an HDF5 file as an ExpressionSource, or for the arrays of its genes. Its groups decide the format, not its name. */
import { DatasetFailure } from '../../errors';
import { formats } from '../../formats';
import type { ExpressionSource } from '../../source';
import { readFrame } from '../anndata';
import { sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import type { ChosenColumns } from '../../recognise/numericColumns';
import { readContent } from '../content';
import { float32Of, isNumeric } from '../hierarchy';
import { Hdf5File, PluginNeeded } from './file';

/** @param columns of var, as the user chose: genes or not */
export async function openHdf5(
  main: File,
  onBytes: OnBytes,
  columns: ChosenColumns = {},
): Promise<ExpressionSource> {
  const file = await Hdf5File.open(main, main.name);
  try {
    const content = await withPlugins(file, () => readContent(file, columns, onBytes));
    if (content === null)
      throw new DatasetFailure({
        tag: 'unsupported-format',
        file: main.name,
        format: 'HDF5 without the tables of cells and genes (obs, var) of an AnnData file',
        convert: "adata = anndata.AnnData(values, obs=cells, var=genes)\nadata.write_h5ad('data.h5ad')",
      });
    // All arrays that will be read are open by now.
    const [lzf] = file.lzf;
    const notes = lzf === undefined ? content.notes : [...content.notes, { tag: 'lzf' as const, path: lzf }];
    return await sourceOf(main, { ...content, notes }, onBytes, () => file.close());
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Repeats `work` after loading each filter plugin that it needs. */
async function withPlugins<T>(file: Hdf5File, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PluginNeeded)) throw error;
      await file.install(error.plugin);
    }
  }
}

/** What AnnData keeps for its genes beside the cells: embeddings in varm, scores of pairs in varp. */
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
      if (!formats.h5ad.sign.isSign(file))
        throw DatasetFailure.damaged(main.name, 'the file', 'It is not AnnData.');
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
