/**
 * h5Seurat files (SeuratDisk): every assay's counts and data as a matrix of its own, genes from its features, cells and
 * their columns from the top. What was scaled is left out: it lacks genes and is no measurement.
 * Format: https://mojaveazure.github.io/seurat-disk/articles/h5Seurat-spec.html
 */
import type { GeneAxis, AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import { type FoundContent, type FoundMatrix, namedAxis } from '../assemble';
import { denseReader, sparseReader } from '../storedMatrix';
import type { Hdf5File } from './file';
import { arrayTexts, booleanText, categoryColumn, expectRows, isTexts } from '../columns';
import type { MatrixReader } from '../matrixReader';
import { float64Of, plainNumbers, type RawNumbers } from '../storedValues';

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

/**
 * A data frame of R as SeuratDisk stores it: a group with one dataset per column, factors as groups of levels and values
 * counted from 1, logicals as 0, 1 and 2 for missing; or, without factors, a list of records.
 */

/** What R writes for a missing integer, and for missing text. */
const MISSING_INTEGER = -(2 ** 31);
const MISSING_TEXT = 'NA';
const ROW_NAMES = 'row.names';

/** [] where there is no such table. Throws `shape-mismatch` and `damaged-file` (levels that do not exist). */
function readDataFrame(file: Hdf5File, path: string, rows: number): readonly AnnotationColumn[] {
  const kind = file.kindOf(path);
  if (kind === 'missing') return [];
  const logicals = new Set((file.attribute(path, 'logicals') ?? []).map(String));
  if (kind === 'dataset') return readRecords(file, path, rows, logicals);
  const known = file.names(path);
  const ordered = (file.attribute(path, 'colnames') ?? []).map(String).filter((name) => known.includes(name));
  return [...new Set([...ordered, ...known])]
    .filter((name) => name !== ROW_NAMES && name !== '_index')
    .map((name) => readColumn(file, path, name, rows, logicals))
    .filter((column) => column !== null);
}

function readColumn(
  file: Hdf5File,
  frame: string,
  name: string,
  rows: number,
  logicals: ReadonlySet<string>,
): AnnotationColumn | null {
  const path = `${frame}/${name}`;
  if (file.kindOf(path) === 'group') return readFactor(file, path, name, rows);
  const array = file.array(path);
  const { kind } = array.type;
  if (array.shape.length !== 1 || kind === 'compound' || kind === 'other') return null;
  expectRows(file, array, rows);
  if (kind === 'string') return textColumn(name, file.strings(array, 0, rows));
  const isLogical =
    kind === 'boolean' || logicals.has(name) || file.attributeText(path, 's3class') === 'logical';
  return numberColumn(name, file.numbers(array, 0, rows), isLogical);
}

function readFactor(file: Hdf5File, path: string, name: string, rows: number): AnnotationColumn | null {
  if (file.kindOf(`${path}/levels`) !== 'dataset' || file.kindOf(`${path}/values`) !== 'dataset') return null;
  const levels = arrayTexts(file, `${path}/levels`);
  if (levels === null) return null;
  const array = file.array(`${path}/values`);
  expectRows(file, array, rows);
  const values = plainNumbers(file.numbers(array, 0, rows));
  const codes = Int32Array.from(values, (value) => (value === MISSING_INTEGER ? -1 : value - 1));
  const wrong = codes.findIndex(
    (code, row) => code >= levels.length || (code < 0 && values[row] !== MISSING_INTEGER),
  );
  if (wrong >= 0)
    return file.damaged(array.path, `Row ${wrong + 1} has level ${values[wrong]} of ${levels.length}.`);
  return { kind: 'category', name, categories: levels, codes };
}

function readRecords(
  file: Hdf5File,
  path: string,
  rows: number,
  logicals: ReadonlySet<string>,
): readonly AnnotationColumn[] {
  const array = file.array(path);
  if (array.type.kind !== 'compound')
    return file.damaged(path, 'The table is neither a group nor a list of records.');
  expectRows(file, array, rows);
  return array.type.members
    .map((member): AnnotationColumn | null => {
      const values = file.member(array, member);
      if (values === null) return null;
      if (isTexts(values)) return textColumn(member.name, values);
      return numberColumn(member.name, values, member.type.kind === 'boolean' || logicals.has(member.name));
    })
    .filter((column) => column !== null);
}

function textColumn(name: string, texts: readonly string[]): AnnotationColumn {
  return categoryColumn(
    name,
    texts.map((text) => (text === MISSING_TEXT ? null : text)),
  );
}

function numberColumn(name: string, raw: RawNumbers, isLogical: boolean): AnnotationColumn {
  const plain = plainNumbers(raw);
  if (isLogical)
    return categoryColumn(
      name,
      Array.from(plain, (value) => (value === 0 || value === 1 ? booleanText(value) : null)),
    );
  const whole = raw.kind === 'integer';
  const values = float64Of(raw).map((value) => (whole && value === MISSING_INTEGER ? Number.NaN : value));
  return { kind: 'number', name, values };
}
