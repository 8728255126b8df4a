/** HDF5 files that are not read but known by what they hold, with the two lines that turn them into AnnData. */
import type { DatasetError } from '../../errors';
import type { Hdf5File } from './file';

export function otherHdf5Format(file: Hdf5File): DatasetError {
  const unread = (format: string, read: string): DatasetError => ({
    tag: 'unsupported-format',
    file: file.name,
    format,
    convert: `${read}\nadata.write_h5ad('data.h5ad')`,
  });
  const has = (path: string) => file.kindOf(path) !== 'missing';
  if (has('mod')) return unread('MuData (h5mu)', `adata = mudata.read_h5mu('${file.name}')['rna']`);
  return unread(
    'HDF5 without the tables of cells and genes (obs, var) of an AnnData file',
    'adata = anndata.AnnData(values, obs=cells, var=genes)',
  );
}
