/**
 * h5Seurat files (SeuratDisk): counts and data of each assay are matrices, its features the genes; cells and their annotations lie at the
 * top. Scaled data are left out: they lack genes and are no measurement.
 * Format: https://mojaveazure.github.io/seurat-disk/articles/h5Seurat-spec.html
 */
import type { AnnotationColumn, GeneAxis } from '../../annotation';
import type { DatasetNote } from '../../notes';
import type { FoundContent, FoundMatrix } from '../assemble';
import { denseReader, sparseReader } from '../storedMatrix';
import { type Hierarchy, type StoredValues, float64Of, plainNumbers } from '../hierarchy';
import {
  arrayTexts,
  booleanText,
  categoryColumn,
  expectRows,
  isTexts,
  namedAxis,
  namesAt,
  plainValues,
} from '../columns';
import type { MatrixReader } from '../matrixReader';

/** The active assay first, counts before data. Throws `damaged-file`, `shape-mismatch`, `unsupported-filter`. */
export function readH5Seurat(file: Hierarchy): FoundContent {
  const cellNames = namesAt(file, 'cell.names');
  const active = file.attributeText('/', 'active.assay');
  const assays = file
    .names('assays')
    .filter((name) => file.kindOf(`assays/${name}/features`) === 'dataset')
    .toSorted((a, b) => Number(b === active) - Number(a === active));
  const notes: DatasetNote[] = [];
  const matrices = assays.flatMap((assay) => {
    const axis = namedAxis({ index: namesAt(file, `assays/${assay}/features`), columns: [] }, notes);
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

/** Empty where the slot is. */
function matrixAt(
  file: Hierarchy,
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
  const expected = `${genes} genes × ${cells} cells, as there are names,`;
  return file.mismatch(stored, expected, `${reader.genes} × ${reader.cells}`);
}

/** R stores by column, and columns are cells: read by rows, a dense matrix is [cells × genes] and a sparse one CSR. */
function openMatrix(file: Hierarchy, path: string, cells: number, genes: number): MatrixReader {
  if (file.kindOf(path) === 'dataset') return denseReader(file, path);
  const [rows = genes, columns = cells] = file.attribute(path, 'dims') ?? [];
  if (typeof rows !== 'number' || typeof columns !== 'number')
    return file.damaged(path, 'The dimensions are not numbers.');
  return sparseReader(file, path, 'csr', { cells: columns, genes: rows });
}

/** How R stores missing integers and missing text. */
const MISSING_INTEGER = -(2 ** 31);
const MISSING_TEXT = 'NA';
const ROW_NAMES = 'row.names';

/**
 * A data frame of R: a group with a dataset per column, factors as groups of levels and codes from 1, logicals as 0, 1 and 2 (missing); or,
 * without factors, an array of records. [] where there is none. Throws `shape-mismatch` and `damaged-file` (unknown levels).
 */
function readDataFrame(file: Hierarchy, path: string, rows: number): readonly AnnotationColumn[] {
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
  file: Hierarchy,
  frame: string,
  name: string,
  rows: number,
  logicals: ReadonlySet<string>,
): AnnotationColumn | null {
  const path = `${frame}/${name}`;
  if (file.kindOf(path) === 'group') return readFactor(file, path, name, rows);
  const array = file.array(path);
  const isLogical =
    array.type.kind === 'boolean' || logicals.has(name) || file.attributeText(path, 's3class') === 'logical';
  return columnOf(name, plainValues(file, array, rows), isLogical);
}

function readFactor(file: Hierarchy, path: string, name: string, rows: number): AnnotationColumn | null {
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
  file: Hierarchy,
  path: string,
  rows: number,
  logicals: ReadonlySet<string>,
): readonly AnnotationColumn[] {
  const array = file.array(path);
  if (array.type.kind !== 'compound')
    return file.damaged(path, 'The table is neither a group nor a list of records.');
  expectRows(file, array, rows);
  return array.type.members
    .map((member) => {
      const isLogical = member.type.kind === 'boolean' || logicals.has(member.name);
      return columnOf(member.name, file.member(array, member), isLogical);
    })
    .filter((column) => column !== null);
}

function columnOf(name: string, values: StoredValues | null, isLogical: boolean): AnnotationColumn | null {
  if (values === null) return null;
  if (isTexts(values)) {
    const texts = values.map((text) => (text === MISSING_TEXT ? null : text));
    return categoryColumn(name, texts);
  }
  if (isLogical) {
    const texts = Array.from(plainNumbers(values), (one) =>
      one === 0 || one === 1 ? booleanText(one) : null,
    );
    return categoryColumn(name, texts);
  }
  const whole = values.kind === 'integer';
  const numbers = float64Of(values).map((one) => (whole && one === MISSING_INTEGER ? Number.NaN : one));
  return { kind: 'number', name, values: numbers };
}
