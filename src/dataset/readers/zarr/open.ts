/** An AnnData object in a Zarr store, of a folder or an archive, as an ExpressionSource. */
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import { isAnnData, readAnnData } from '../h5ad/h5ad';
import { ZarrFile } from './file';
import type { StoredFiles } from './files';

/** Throws `unsupported-format` where the store holds something else, and what reading AnnData throws. */
export async function openZarr(
  main: { readonly name: string; readonly size: number },
  files: StoredFiles,
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  const file = await ZarrFile.open(main.name, files);
  if (!isAnnData(file)) {
    throw new DatasetFailure({
      tag: 'unsupported-format',
      file: main.name,
      format: 'Zarr without the tables of cells and genes (obs, var) of AnnData',
      convert: "adata = anndata.AnnData(values, obs=cells, var=genes)\nadata.write_h5ad('data.h5ad')",
    });
  }
  return sourceOf(main, { ...readAnnData(file), format: 'zarr' }, onBytes, () => undefined);
}
