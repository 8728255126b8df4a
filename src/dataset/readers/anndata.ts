/**
 * AnnData (0.6 to 0.12) in HDF5 or Zarr: obs, var and the matrices are found and checked on opening, values are read on demand.
 * obs and var are groups since 0.7, compound arrays before. Columns in an unknown encoding are left out, never guessed.
 * Format: https://anndata.readthedocs.io/en/latest/fileformat-prose.html
 */
import type { AnnotationColumn, GeneAxis, NumericColumn } from '../annotation';
import type { DatasetNote } from '../notes';
import { type ChosenColumns, asChosen, judgeFeatures, notesOnDoubt } from '../recognise/numericColumns';
import type { FoundContent } from './assemble';
import { type Hierarchy, type StoredArray, plainNumbers } from './hierarchy';
import { axisOf, onlyGenes } from './geneRows';
import { withTargetsOfGuides } from './guideTargets';
import { denseReader, readable, sparseReader, storedPlaces } from './storedMatrix';
import { type MatrixReader, linesOf } from './matrixReader';
import type { OnBytes } from './bytes';
import { guessGeneColumn, nameGenes } from '../recognise/geneNames';
import { rankPerturbationColumns } from '../recognise/perturbationColumn';
import { GUIDE, callGuides } from './tenx/features';
import {
  arrayTexts,
  expectRoomForTexts,
  expectRows,
  isTexts,
  namedAxis,
  plainColumn,
  readPlainColumn,
} from './columns';

/**
 * Rows of var that are not genes (hashtags, antibodies, guides, figures of the cells) are left out, and matrices that cannot be read where another
 * can. Throws `damaged-file`, `shape-mismatch`, `unsupported-encoding` and `unsupported-filter`.
 */
export function readAnnData(file: Hierarchy, chosen: ChosenColumns = {}): FoundContent {
  const obs = readFrame(file, 'obs');
  const notes: DatasetNote[] = [];
  const labelled = wordsOf(obs.columns);
  const axes = new Map<string, Features>();
  const matrices = readable(findMatrices(file), notes, (place) => {
    const features =
      axes.get(place.frame) ?? featuresOf(namedAxis(readFrame(file, place.frame), notes), labelled, chosen);
    axes.set(place.frame, features);
    const { all, kept, axis } = features;
    const reader = openMatrix(file, place, obs.index.length, all);
    return { path: place.path, axis, reader: onlyGenes(reader, kept) };
  });
  const judged = [...axes.values()].flatMap(({ judged: own }) => own.map((one) => [one.name, one] as const));
  const all = [...new Map(judged).values()];
  notes.push(...notesOnDoubt(all), ...notesOnTypes(all));
  const typed = all.filter(({ reason }) => reason.tag === 'feature-type');
  const unlisted = new Set(typed.slice(MAX_LISTED_BY_TYPE));
  const numericColumns = all.filter((column) => !unlisted.has(column));
  const first = matrices[0];
  return {
    format: 'h5ad',
    cellNames: obs.index,
    obs: first ? withTargetsOfGuides(file, obs.columns, first.axis, notes) : obs.columns,
    matrices,
    notes,
    ...(numericColumns.length > 0 && { numericColumns }),
    places: storedPlaces(file, 'obsm', obs.index.length),
  };
}

/**
 * With the guides of each cell, called from counts of guides among the rows of var (10x files read with all their features), where no column of obs names
 * perturbed genes: that takes a pass over the matrix. Throws the errors of `readAnnData`.
 */
export async function readWithGuides(
  file: Hierarchy,
  chosen: ChosenColumns,
  onBytes: OnBytes,
): Promise<FoundContent> {
  const content = readAnnData(file, chosen);
  const axis = content.matrices[0]?.axis;
  if (axis === undefined) return content;
  const isRead = new Set(content.matrices.map(({ path }) => path));
  for (const place of findMatrices(file).filter(({ path }) => isRead.has(path))) {
    const { index, columns } = readFrame(file, place.frame);
    const types = columns.find(({ name }) => TYPES.test(name));
    const guides = types?.kind === 'category' ? rowsOfType(types, GUIDE) : [];
    const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
    const isLabelled = () =>
      rankPerturbationColumns(content.obs, lookup).some(({ parsed }) =>
        parsed.some(({ role }) => role === 'perturbation'),
      );
    if (guides.length === 0 || isLabelled()) return content;
    const reader = onlyGenes(openMatrix(file, place, content.cellNames.length, index.length), guides);
    if (!(await areCounts(reader))) continue;
    const notes = content.notes.filter(
      (note) => note.tag !== 'features-left-out' || note.types.some(({ name }) => name !== GUIDE),
    );
    const names = guides.map((row) => index[row] ?? '');
    const called = await callGuides(reader, { names, targets: null }, notes, onBytes);
    return { ...content, obs: [...called, ...content.obs], notes };
  }
  return content;
}

function rowsOfType(
  { categories, codes }: Extract<AnnotationColumn, { kind: 'category' }>,
  type: string,
): readonly number[] {
  return [...codes.keys()].filter((row) => categories[codes[row] ?? -1] === type);
}

const LINES_SEEN = 200;

async function areCounts(reader: MatrixReader): Promise<boolean> {
  const { values } = await reader.read(0, Math.min(LINES_SEEN, linesOf(reader)));
  return values.every((value) => Number.isInteger(value));
}

/** The cells with their columns, the names of all features, and X (null where there is none): of a modality that does not measure genes. */
export function readFeatures(file: Hierarchy): {
  readonly cells: GeneAxis;
  readonly features: GeneAxis;
  readonly reader: MatrixReader | null;
} {
  const [cells, features] = [readFrame(file, 'obs'), readFrame(file, 'var')];
  const place = findMatrices(file).find(({ path }) => path === 'X');
  const reader = place ? openMatrix(file, place, cells.index.length, features.index.length) : null;
  return { cells, features, reader };
}

/** Of rows that their type excludes; open chromatin has a hundred thousand. */
const MAX_LISTED_BY_TYPE = 100;

/** The rows of a var. */
interface Features {
  /** Number of all rows. */
  readonly all: number;
  /** Rows that are genes, ascending. */
  readonly kept: readonly number[];
  readonly axis: GeneAxis;
  readonly judged: readonly NumericColumn[];
}

const TYPES = /^feature_?types?$/i;
/** Labels are looked at in columns of fewer values. */
const MAX_LABELS = 10_000;

function featuresOf(axis: GeneAxis, labelled: ReadonlySet<string>, chosen: ChosenColumns): Features {
  const all = axis.index.length;
  const types = axis.columns.find(({ name, kind }) => kind === 'category' && TYPES.test(name));
  const typeOf =
    types?.kind === 'category' ? Array.from(types.codes, (code) => types.categories[code] ?? '') : null;
  const verdicts = judgeFeatures(axis.index, typeOf, labelled).map((verdict, at) =>
    asChosen(axis.index[at] ?? '', verdict, chosen),
  );
  const judged = verdicts.filter((verdict) => verdict !== null);
  const kept = [...verdicts.keys()].filter((at) => verdicts[at]?.isGene ?? true);
  // A matrix without genes is kept, for the message that it has too few.
  if (kept.length === 0 || kept.length === all) return { all, kept: [...verdicts.keys()], axis, judged };
  return { all, kept, axis: axisOf(axis, kept), judged };
}

function wordsOf(columns: readonly AnnotationColumn[]): ReadonlySet<string> {
  const labels = columns.flatMap((column) =>
    column.kind === 'category' && column.categories.length <= MAX_LABELS ? column.categories : [],
  );
  return new Set(labels);
}

/** How many rows of each type were left out. */
function notesOnTypes(judged: readonly NumericColumn[]): readonly DatasetNote[] {
  const counts = new Map<string, number>();
  for (const { isGene, reason } of judged)
    if (!isGene && reason.tag === 'feature-type') counts.set(reason.type, (counts.get(reason.type) ?? 0) + 1);
  const types = [...counts].map(([name, count]) => ({ name, count }));
  return types.length === 0 ? [] : [{ tag: 'features-left-out', types }];
}

/**
 * `path`: the matrix's name in the rest of the program; `stored`: its path in this file (before 0.7, raw.X and raw.var lay at the root);
 * `frame`: that of the table of its genes.
 */
type MatrixPlace = Readonly<Record<'path' | 'stored' | 'frame', string>>;

function findMatrices(file: Hierarchy): readonly MatrixPlace[] {
  const layers = file.kindOf('layers') === 'group' ? file.names('layers') : [];
  const places = [
    { path: 'X', stored: 'X', frame: 'var' },
    { path: 'raw/X', stored: 'raw/X', frame: 'raw/var' },
    { path: 'raw/X', stored: 'raw.X', frame: 'raw.var' },
    ...layers.map((name) => ({ path: `layers/${name}`, stored: `layers/${name}`, frame: 'var' })),
  ];
  const isMissing = (path: string) => file.kindOf(path) === 'missing';
  // An X of None is an empty dataset with the encoding 'null'.
  const isNone = (path: string) => file.attributeText(path, 'encoding-type') === 'null';
  return places.filter(({ stored, frame }) => !isMissing(stored) && !isNone(stored) && !isMissing(frame));
}

/** Throws `unsupported-encoding`, `unsupported-filter`, `shape-mismatch` (with obs or var) and `damaged-file`. */
function openMatrix(
  file: Hierarchy,
  { stored, frame }: MatrixPlace,
  cells: number,
  genes: number,
): MatrixReader {
  const format = sparseFormat(file, stored);
  const reader =
    format === null ? denseReader(file, stored) : sparseReader(file, stored, format, shapeOf(file, stored));
  if (reader.cells === cells && reader.genes === genes) return reader;
  const expected = `${cells} cells × ${genes} genes, as obs and ${frame} have it`;
  return file.mismatch(stored, expected, `${reader.cells} × ${reader.genes}`);
}

function shapeOf(file: Hierarchy, path: string): Pick<MatrixReader, 'cells' | 'genes'> {
  const [cells, genes] = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape') ?? [];
  if (typeof cells !== 'number' || typeof genes !== 'number')
    return file.damaged(path, 'The shape is missing.');
  return { cells, genes };
}

function sparseFormat(file: Hierarchy, path: string): 'csr' | 'csc' | null {
  if (file.kindOf(path) === 'dataset') return null;
  const encoding = file.attributeText(path, 'encoding-type') ?? file.attributeText(path, 'h5sparse_format');
  if (encoding === 'csr_matrix' || encoding === 'csr') return 'csr';
  if (encoding === 'csc_matrix' || encoding === 'csc') return 'csc';
  return file.refuse(path, encoding ?? 'a group without encoding');
}

/** Throws `damaged-file` where `path` is missing or has no index, `shape-mismatch` where a column has another length. */
export function readFrame(file: Hierarchy, path: string): GeneAxis {
  const kind = file.kindOf(path);
  if (kind === 'missing') return file.damaged(path, 'The table is missing.');
  return kind === 'dataset' ? readCompoundFrame(file, path) : readGroupFrame(file, path);
}

function readGroupFrame(file: Hierarchy, path: string): GeneAxis {
  const names = file.names(path);
  const indexName =
    file.attributeText(path, '_index') ?? ['_index', 'index'].find((candidate) => names.includes(candidate));
  if (indexName === undefined) return file.damaged(path, 'The table has no index.');
  const index = readTexts(file, `${path}/${indexName}`);
  if (index === null) return file.damaged(`${path}/${indexName}`, 'The names are not stored as text.');
  const order = file.attribute(path, 'column-order') ?? names;
  const columns = [...new Set(order.map(String))]
    .filter((name) => name !== indexName && name !== '__categories')
    .map((name) => readColumn(file, path, name, index.length))
    .filter((column) => column !== null);
  return { index: index.map((name) => name ?? ''), columns };
}

function readColumn(file: Hierarchy, frame: string, name: string, rows: number): AnnotationColumn | null {
  const path = `${frame}/${name}`;
  const kind = file.kindOf(path);
  if (kind === 'missing') return null;
  if (kind === 'group') return readEncodedColumn(file, path, name, rows);
  const array = file.array(path);
  if (array.shape.length !== 1) return null;
  const oldCategories = `${frame}/__categories/${name}`;
  if (file.kindOf(oldCategories) === 'dataset') return readCodes(file, name, array, oldCategories, rows);
  return readPlainColumn(file, name, array, rows);
}

function readEncodedColumn(
  file: Hierarchy,
  path: string,
  name: string,
  rows: number,
): AnnotationColumn | null {
  const encoding = file.attributeText(path, 'encoding-type');
  if (encoding === 'categorical') {
    return readCodes(file, name, file.array(`${path}/codes`), `${path}/categories`, rows);
  }
  if (encoding === null || !encoding.startsWith('nullable-')) return null;
  const column = readPlainColumn(file, name, file.array(`${path}/values`), rows);
  if (column === null) return null;
  const maskArray = file.array(`${path}/mask`);
  expectRows(file, maskArray, rows);
  const mask = plainNumbers(file.numbers(maskArray, 0, rows));
  return column.kind === 'number'
    ? { ...column, values: column.values.map((value, row) => (mask[row] === 0 ? value : NaN)) }
    : { ...column, codes: column.codes.map((code, row) => (mask[row] === 0 ? code : -1)) };
}

function readCodes(
  file: Hierarchy,
  name: string,
  array: StoredArray,
  categoriesPath: string,
  rows: number,
): AnnotationColumn | null {
  const categories = readTexts(file, categoriesPath);
  if (categories === null) return null;
  expectRows(file, array, rows);
  const codes = Int32Array.from(plainNumbers(file.numbers(array, 0, rows)));
  const wrong = codes.findIndex((code) => code < -1 || code >= categories.length);
  if (wrong >= 0) {
    const detail = `Row ${wrong + 1} has category code ${codes[wrong]}, but there are ${categories.length} categories.`;
    return file.damaged(array.path, detail);
  }
  return { kind: 'category', name, categories: categories.map((category) => category ?? ''), codes };
}

/** A one-dimensional array as text, null where it has no text form; masked entries are null. */
function readTexts(file: Hierarchy, path: string): readonly (string | null)[] | null {
  const kind = file.kindOf(path);
  if (kind === 'missing') return null;
  if (kind === 'group') {
    const encoding = file.attributeText(path, 'encoding-type');
    if (encoding === null || !encoding.startsWith('nullable-')) return null;
    const values = readTexts(file, `${path}/values`);
    const mask = file.array(`${path}/mask`);
    if (values === null) return null;
    const masked = plainNumbers(file.numbers(mask, 0, mask.shape[0] ?? 0));
    return values.map((value, row) => (masked[row] === 0 ? value : null));
  }
  return arrayTexts(file, path);
}

/** Before 0.7: one record per row; the member 'index', else the first, holds the names; categories lie in uns. */
function readCompoundFrame(file: Hierarchy, path: string): GeneAxis {
  const array = file.array(path);
  if (array.type.kind !== 'compound')
    return file.damaged(path, 'The table is neither a group nor a list of records.');
  expectRoomForTexts(file, array.shape[0] ?? 0);
  const { members } = array.type;
  const indexMember = members.find(({ name }) => name === '_index' || name === 'index') ?? members[0];
  if (indexMember === undefined) return file.damaged(path, 'The table has no columns.');
  const stored = file.member(array, indexMember);
  if (stored === null) return file.damaged(path, `The names in ${indexMember.name} are not stored as text.`);
  const index = isTexts(stored) ? stored : Array.from(plainNumbers(stored), String);
  const columns = members
    .filter((member) => member !== indexMember)
    .map((member): AnnotationColumn | null => {
      const { name } = member;
      const values = file.member(array, member);
      const asText = values === null || isTexts(values);
      const categories = asText ? null : readTexts(file, `uns/${name}_categories`);
      if (asText || categories === null) return plainColumn(name, values, member.type.kind === 'boolean');
      const codes = Int32Array.from(plainNumbers(values));
      if (codes.some((code) => code < -1 || code >= categories.length)) {
        const detail = `A row has a code outside the ${categories.length} categories.`;
        return file.damaged(`${path}/${name}`, detail);
      }
      return { kind: 'category', name, categories: categories.map((category) => category ?? ''), codes };
    })
    .filter((column) => column !== null);
  return { index, columns };
}
