/**
 * AnnData files (0.6 to 0.12) as an ExpressionSource: obs, var and the matrices are found and checked on opening, values
 * are read only as asked. Format: https://anndata.readthedocs.io/en/latest/fileformat-prose.html
 */
import type { DatasetNote, GeneAxis, MatrixInfo, OpenedFile } from '../../annotation';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { makeUnique } from '../columns';
import { fingerprintOf } from '../fingerprint';
import { Hdf5File } from '../hdf5/file';
import { otherHdf5Format } from '../hdf5/otherFormats';
import { finiteBlocks, type MatrixReader } from '../matrixReader';
import { describeMatrix } from '../sampling';
import { readFrame } from './frame';
import { findMatrices, openMatrix } from './matrices';

type Progress = (done: number, total: number) => void;

export async function openH5ad(blob: Blob, name: string, onBytes: Progress): Promise<ExpressionSource> {
  const file = await Hdf5File.open(blob, name);
  try {
    return await openAnnData(file, blob.size, onBytes);
  } catch (error) {
    file.close();
    throw error;
  }
}

async function openAnnData(file: Hdf5File, bytes: number, onBytes: Progress): Promise<ExpressionSource> {
  if (file.kindOf('obs') === 'missing' || file.kindOf('var') === 'missing') {
    throw new DatasetFailure(otherHdf5Format(file));
  }
  const obs = readFrame(file, 'obs');
  const cells = obs.index.length;
  const notes: DatasetNote[] = [];
  const axes = new Map<string, GeneAxis>();
  const genes: Record<string, GeneAxis> = {};
  const readers = new Map<string, MatrixReader>();
  const matrices: MatrixInfo[] = [];
  const places = findMatrices(file);
  for (const place of places) {
    const axis = axes.get(place.frame) ?? readGenes(file, place.frame, notes);
    axes.set(place.frame, axis);
    const reader = openMatrix(file, place, cells, axis.index.length);
    genes[place.path] = axis;
    readers.set(place.path, reader);
    const before = matrices.length;
    const onSampled: Progress = (done, total) =>
      onBytes(Math.round((bytes * (before + (total === 0 ? 1 : done / total))) / places.length), bytes);
    matrices.push(await describeMatrix(place.path, reader, onSampled));
  }
  if (matrices.length === 0) throw new DatasetFailure({ tag: 'no-matrix', file: file.name });
  const [firstLzf] = file.lzf;
  if (firstLzf !== undefined) notes.push({ tag: 'lzf', path: firstLzf });
  const opened: OpenedFile = {
    name: file.name,
    bytes,
    format: 'h5ad',
    fingerprint: fingerprintOf(cells, matrices, genes),
    cells,
    cellNames: obs.index,
    obs: obs.columns,
    matrices,
    genes,
    notes,
  };
  return {
    opened,
    blocks(path, onRead) {
      const reader = readers.get(path);
      if (reader === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: file.name });
      const nameOf = (cell: number, gene: number) =>
        `${path}, cell ${obs.index[cell] ?? cell}, gene ${genes[path]?.index[gene] ?? gene}`;
      return finiteBlocks(reader, file.name, nameOf, onRead);
    },
    close: () => file.close(),
  };
}

function readGenes(file: Hdf5File, path: string, notes: DatasetNote[]): GeneAxis {
  const { index, columns } = readFrame(file, path);
  const { unique, duplicates } = makeUnique(index);
  if (duplicates.length > 0) notes.push({ tag: 'duplicate-genes', names: duplicates });
  return { index: unique, columns };
}
