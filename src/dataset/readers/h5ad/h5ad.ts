/**
 * AnnData files (0.6 to 0.12): obs, var and the matrices are found and checked on opening, values are read only as asked.
 * Format: https://anndata.readthedocs.io/en/latest/fileformat-prose.html
 */
import type { DatasetNote, GeneAxis } from '../../annotation';
import { type FoundContent, namedAxis } from '../assemble';
import type { Hierarchy } from '../hierarchy';
import { readFrame } from './frame';
import { findMatrices, openMatrix } from './matrices';

export function isAnnData(file: Hierarchy): boolean {
  return file.kindOf('obs') !== 'missing' && file.kindOf('var') !== 'missing';
}

/** Throws `damaged-file`, `shape-mismatch`, `unsupported-encoding` and `unsupported-filter`. */
export function readAnnData(file: Hierarchy): FoundContent {
  const obs = readFrame(file, 'obs');
  const notes: DatasetNote[] = [];
  const axes = new Map<string, GeneAxis>();
  const matrices = findMatrices(file).map((place) => {
    const axis = axes.get(place.frame) ?? readGenes(file, place.frame, notes);
    axes.set(place.frame, axis);
    return { path: place.path, axis, reader: openMatrix(file, place, obs.index.length, axis.index.length) };
  });
  return { format: 'h5ad', cellNames: obs.index, obs: obs.columns, matrices, notes };
}

function readGenes(file: Hierarchy, path: string, notes: DatasetNote[]): GeneAxis {
  const { index, columns } = readFrame(file, path);
  return namedAxis(index, columns, notes);
}
