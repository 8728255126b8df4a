/**
 * h5Seurat files (SeuratDisk): every assay's counts and data as a matrix of its own, genes from its features, cells and
 * their columns from the top. What was scaled is left out: it lacks genes and is no measurement.
 * Format: https://mojaveazure.github.io/seurat-disk/articles/h5Seurat-spec.html
 */
import type { DatasetNote, GeneAxis } from '../../annotation';
import { DatasetFailure } from '../../errors';
import { type FoundContent, type FoundMatrix, namedAxis } from '../assemble';
import { denseReader } from '../h5ad/denseReader';
import type { Hdf5File } from '../hdf5/file';
import { sparseReader } from '../hdf5/sparseReader';
import { arrayTexts } from '../hdf5/texts';
import type { MatrixReader } from '../matrixReader';
import { readDataFrame } from './dataFrame';

export function isH5Seurat(file: Hdf5File): boolean {
  return file.kindOf('assays') === 'group' && file.kindOf('cell.names') === 'dataset';
}

/** Counts before data, the assay that was in use first. Throws `damaged-file`, `shape-mismatch`, `unsupported-filter`. */
export function readH5Seurat(file: Hdf5File): FoundContent {
  const cellNames = namesAt(file, 'cell.names');
  const active = file.attributeText('/', 'active.assay');
  const assays = file
    .names('assays')
    .filter((name) => file.kindOf(`assays/${name}/features`) === 'dataset')
    .toSorted((a, b) => Number(b === active) - Number(a === active));
  const notes: DatasetNote[] = [];
  const matrices = assays.flatMap((assay) => {
    const axis = namedAxis(namesAt(file, `assays/${assay}/features`), [], notes);
    return ['counts', 'data'].flatMap((slot) => matrixAt(file, assay, slot, axis, cellNames.length));
  });
  return {
    format: 'h5seurat',
    cellNames,
    obs: readDataFrame(file, 'meta.data', cellNames.length),
    matrices,
    notes,
  };
}

function namesAt(file: Hdf5File, path: string): readonly string[] {
  return arrayTexts(file, path) ?? file.damaged(path, 'The names are not stored as text.');
}

/** None where the slot was left empty. */
function matrixAt(
  file: Hdf5File,
  assay: string,
  slot: string,
  axis: GeneAxis,
  cells: number,
): readonly FoundMatrix[] {
  const stored = `assays/${assay}/${slot}`;
  if (file.kindOf(stored) === 'missing') return [];
  const genes = axis.index.length;
  const reader = openMatrix(file, stored, cells, genes);
  if (reader.cells === 0 || reader.genes === 0) return [];
  if (reader.cells === cells && reader.genes === genes) return [{ path: `${assay}/${slot}`, axis, reader }];
  throw new DatasetFailure({
    tag: 'shape-mismatch',
    file: file.name,
    where: stored,
    expected: `${genes} genes × ${cells} cells, as there are names,`,
    found: `${reader.genes} × ${reader.cells}`,
  });
}

/** R stores by column, and its columns are cells: seen from here a dense matrix has cells in rows, a sparse one is CSR. */
function openMatrix(file: Hdf5File, path: string, cells: number, genes: number): MatrixReader {
  if (file.kindOf(path) === 'dataset') return denseReader(file, path);
  const [rows = genes, columns = cells] = file.attribute(path, 'dims') ?? [];
  if (typeof rows !== 'number' || typeof columns !== 'number')
    return file.damaged(path, 'The dimensions are not numbers.');
  return sparseReader(file, path, 'csr', { cells: columns, genes: rows });
}
