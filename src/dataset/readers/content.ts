/** Reads what lies in groups of an HDF5 file or a Zarr store, in the format whose sign is found there. */
import { type FormatWithSign, formatWith } from '../formats';
import type { ChosenColumns } from '../recognise/numericColumns';
import { readWithGuides } from './anndata';
import type { FoundContent } from './assemble';
import type { OnBytes } from './bytes';
import { readH5Seurat } from './hdf5/h5seurat';
import { readLoom } from './hdf5/loom';
import type { Hierarchy } from './hierarchy';
import { readMuData } from './mudata';
import { readTenX } from './tenx/hdf5';

type Reader = (
  file: Hierarchy,
  columns: ChosenColumns,
  onBytes: OnBytes,
) => FoundContent | Promise<FoundContent>;

const readers: Readonly<Record<FormatWithSign<'hierarchy'>, Reader>> = {
  h5ad: readWithGuides,
  h5mu: readMuData,
  h5seurat: readH5Seurat,
  '10x': (file, _, onBytes) => readTenX(file, onBytes),
  loom: readLoom,
};

/** null where no format fits. Throws the errors of its reader. @param columns of var, as the user chose: genes or not */
export async function readContent(
  file: Hierarchy,
  columns: ChosenColumns,
  onBytes: OnBytes,
): Promise<FoundContent | null> {
  const format = formatWith('hierarchy', ({ isSign }) => isSign(file));
  return format === undefined ? null : readers[format](file, columns, onBytes);
}
