/** The matrices of an AnnData file: where X, raw/X and the layers lie, and a checked reader for each. */
import { DatasetFailure } from '../../errors';
import type { Hierarchy } from '../hierarchy';
import { sparseReader, type SparseShape } from '../hdf5/sparseReader';
import type { MatrixReader } from '../matrixReader';
import { denseReader } from './denseReader';

export interface MatrixPlace {
  /** The name by which the rest of the app knows it. */
  readonly path: string;
  /** Where it lies in this file: before 0.7, raw.X and raw.var lay at the root. */
  readonly stored: string;
  readonly frame: string;
}

export function findMatrices(file: Hierarchy): readonly MatrixPlace[] {
  const layers = file.kindOf('layers') === 'group' ? file.names('layers') : [];
  const places = [
    { path: 'X', stored: 'X', frame: 'var' },
    { path: 'raw/X', stored: 'raw/X', frame: 'raw/var' },
    { path: 'raw/X', stored: 'raw.X', frame: 'raw.var' },
    ...layers.map((name) => ({ path: `layers/${name}`, stored: `layers/${name}`, frame: 'var' })),
  ];
  return places.filter(({ stored, frame }) => isThere(file, stored) && file.kindOf(frame) !== 'missing');
}

/** X may be written as 'nothing': an empty dataset marked null. */
function isThere(file: Hierarchy, path: string): boolean {
  return file.kindOf(path) !== 'missing' && file.attributeText(path, 'encoding-type') !== 'null';
}

/** Throws `unsupported-encoding`, `unsupported-filter`, `shape-mismatch` (with obs or var) and `damaged-file`. */
export function openMatrix(file: Hierarchy, place: MatrixPlace, cells: number, genes: number): MatrixReader {
  const { stored } = place;
  const format = sparseFormat(file, stored);
  const reader =
    format === null ? denseReader(file, stored) : sparseReader(file, stored, format, shapeOf(file, stored));
  if (reader.cells === cells && reader.genes === genes) return reader;
  throw new DatasetFailure({
    tag: 'shape-mismatch',
    file: file.name,
    where: stored,
    expected: `${cells} cells × ${genes} genes, as obs and ${place.frame} have it`,
    found: `${reader.cells} × ${reader.genes}`,
  });
}

function shapeOf(file: Hierarchy, path: string): SparseShape {
  const [cells, genes] = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape') ?? [];
  if (typeof cells !== 'number' || typeof genes !== 'number')
    return file.damaged(path, 'The shape is not given.');
  return { cells, genes };
}

function sparseFormat(file: Hierarchy, path: string): 'csr' | 'csc' | null {
  if (file.kindOf(path) === 'dataset') return null;
  const encoding = file.attributeText(path, 'encoding-type') ?? file.attributeText(path, 'h5sparse_format');
  if (encoding === 'csr_matrix' || encoding === 'csr') return 'csr';
  if (encoding === 'csc_matrix' || encoding === 'csc') return 'csc';
  return file.refuse(path, encoding ?? 'a group without encoding');
}
