/** An HDF5 file as an ExpressionSource: which of the formats it is says what it holds, not how it is called. */
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { type FoundContent, sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import { isAnnData, readAnnData } from '../h5ad/h5ad';
import { isLoom, readLoom } from '../loom/loom';
import { isTenX, readTenX } from '../tenx/hdf5';
import { Hdf5File } from './file';
import { otherHdf5Format } from './otherFormats';

export async function openHdf5(main: File, onBytes: OnBytes): Promise<ExpressionSource> {
  const file = await Hdf5File.open(main, main.name);
  try {
    const content = contentOf(file);
    // By now every array that will be read has been looked at.
    const [lzf] = file.lzf;
    const notes = lzf === undefined ? content.notes : [...content.notes, { tag: 'lzf' as const, path: lzf }];
    return await sourceOf(main, { ...content, notes }, onBytes, () => file.close());
  } catch (error) {
    file.close();
    throw error;
  }
}

function contentOf(file: Hdf5File): FoundContent {
  if (isAnnData(file)) return readAnnData(file);
  if (isLoom(file)) return readLoom(file);
  if (isTenX(file)) return readTenX(file);
  throw new DatasetFailure(otherHdf5Format(file));
}
