/** Opens an HDF5 file as an ExpressionSource. Its groups decide the format, not its name. */
import { DatasetFailure, type DatasetError } from '../../errors';
import type { ExpressionSource } from '../../source';
import { type FoundContent, sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import type { ChosenColumns } from '../../recognise/numericColumns';
import { isAnnData, isMuData, readWithGuides } from '../anndata';
import { expressionOf, readMuData } from '../mudata';
import { isH5Seurat, readH5Seurat } from './h5seurat';
import { isLoom, readLoom } from './loom';
import { isTenX, readTenX } from '../tenx/hdf5';
import { Hdf5File, PluginNeeded } from './file';

/** @param columns of var, as the user chose: genes or not */
export async function openHdf5(
  main: File,
  onBytes: OnBytes,
  columns: ChosenColumns = {},
): Promise<ExpressionSource> {
  const file = await Hdf5File.open(main, main.name);
  try {
    const content = await withPlugins(file, () => contentOf(file, onBytes, columns));
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
export async function withPlugins<T>(file: Hdf5File, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PluginNeeded)) throw error;
      await file.install(error.plugin);
    }
  }
}

async function contentOf(file: Hdf5File, onBytes: OnBytes, columns: ChosenColumns): Promise<FoundContent> {
  if (isAnnData(file)) return readWithGuides(file, columns, onBytes);
  const expression = isMuData(file) ? expressionOf(file) : null;
  if (expression !== null) return readMuData(file, expression, columns, onBytes);
  if (isLoom(file)) return readLoom(file);
  if (isH5Seurat(file)) return readH5Seurat(file);
  if (isTenX(file)) return readTenX(file, onBytes);
  throw new DatasetFailure(otherHdf5Format(file));
}

/** An HDF5 format without a reader, with the lines of Python that convert it to AnnData. */
function otherHdf5Format(file: Hdf5File): DatasetError {
  const format = isMuData(file)
    ? 'MuData (h5mu) without a modality named rna'
    : 'HDF5 without the tables of cells and genes (obs, var) of an AnnData file';
  const read = isMuData(file)
    ? `adata = mudata.read_h5mu('${file.name}')['rna']  # the modality of gene expression`
    : 'adata = anndata.AnnData(values, obs=cells, var=genes)';
  const convert = `${read}\nadata.write_h5ad('data.h5ad')`;
  return { tag: 'unsupported-format', file: file.name, format, convert };
}
