/** Annotation columns and names from stored values: text with gaps as categories, names made unique, arrays as columns. */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import type { DatasetNote } from '../notes';
import { DatasetFailure } from '../errors';
import { uniqueNames } from '../recognise/geneNames';
import { type Hierarchy, type StoredArray, type StoredValues, float64Of, plainNumbers } from './hierarchy';

/** Categories in order of first appearance; null means missing. */
export function categoryColumn(name: string, values: readonly (string | null)[]): AnnotationColumn {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const known = codeOf.get(value);
    if (known !== undefined) return known;
    codeOf.set(value, codeOf.size);
    return codeOf.size - 1;
  });
  return { kind: 'category', name, categories: [...codeOf.keys()], codes };
}

/** Blanks, also of no width, and marks of the direction of writing. */
const UNSEEN = String.raw`[\s\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+`;
const UNSEEN_AROUND = new RegExp(`^${UNSEEN}|${UNSEEN}$`, 'gu');

const trimmed = (names: readonly string[]) => names.map((name) => name.replace(UNSEEN_AROUND, ''));

/** What no table shows around a label makes no label of its own. */
export function withoutBlanks(column: AnnotationColumn): AnnotationColumn {
  return column.kind === 'category' ? { ...column, categories: trimmed(column.categories) } : column;
}

export function booleanText(value: number): string {
  return value === 0 ? 'False' : 'True';
}

/** The gene axis under unique names, without identifiers in them; `notes` gains one on names that occurred twice. */
export function namedAxis(axis: GeneAxis, notes: DatasetNote[]): GeneAxis {
  const { index, columns } = withoutIdentifiers({ ...axis, index: trimmed(axis.index) });
  const { names, repeated } = uniqueNames(index);
  if (repeated.length > 0) notes.push({ tag: 'duplicate-genes', names: repeated });
  return { index: names, columns };
}

const ENSEMBL = String.raw`ENS[A-Z]*G\d{11}(?:\.\d+)?`;
/** ENSG00000102145_GATA1, GATA1|ENSG00000102145, GATA1|2623 of TCGA, GATA1|NM_002049.4|PolyA_1 of BD Rhapsody. */
const WITH_IDENTIFIER: readonly RegExp[] = [
  new RegExp(`^(?<id>${ENSEMBL})[_|:](?<name>.+)$`),
  new RegExp(`^(?<name>[^|]+?)[_|:](?<id>${ENSEMBL})$`),
  /^(?<name>[^|?]+)\|(?<id>\d+|[NX][MR]_\d+.*)$/,
];
/** 'GRCh38_GATA1', 'mm10___Gata1': 10x files of several genomes, and of one of them. */
const WITH_GENOME = /^(?<genome>GRC[hm]\d{2}|hg\d{2}|mm\d{1,2})_+(?<name>.+)$/i;
/** Share of the genes named so; others, such as spike-ins and antibodies, keep their name. */
const MIN_SHARE = 0.8;
const IDENTIFIERS = 'gene_ids';

/** Names that carry an identifier, divided: the identifiers are a column. */
function withoutIdentifiers({ index, columns }: GeneAxis): GeneAxis {
  for (const pattern of WITH_IDENTIFIER) {
    const found = index.map((name) => pattern.exec(name)?.groups);
    if (found.filter((groups) => groups !== undefined).length < MIN_SHARE * Math.max(1, index.length))
      continue;
    const identifiers = categoryColumn(
      IDENTIFIERS,
      found.map((groups) => groups?.['id'] ?? null),
    );
    return {
      index: index.map((name, gene) => found[gene]?.['name'] ?? name),
      columns: columns.some(({ name }) => name === IDENTIFIERS) ? columns : [...columns, identifiers],
    };
  }
  return withoutGenome({ index, columns });
}

/** Names without the genome where all have the same; else the names without it are a column, by which labels are found too. */
function withoutGenome({ index, columns }: GeneAxis): GeneAxis {
  const found = index.map((name) => WITH_GENOME.exec(name)?.groups);
  if (found.filter((groups) => groups !== undefined).length < MIN_SHARE * Math.max(1, index.length))
    return { index, columns };
  const names = found.map((groups, gene) => groups?.['name'] ?? index[gene] ?? '');
  const genomes = new Set(found.flatMap((groups) => groups?.['genome'] ?? []));
  return genomes.size === 1
    ? { index: names, columns }
    : { index, columns: [...columns, categoryColumn('gene_name', names)] };
}

/** A hostile file of some kilobytes can claim billions of equal names. */
const MAX_TEXTS = 20_000_000;
const BYTES_PER_TEXT = 50;

/** The elements as text; null where the array has no text form or more than one dimension. Throws `out-of-memory`. */
export function arrayTexts(file: Hierarchy, path: string): readonly string[] | null {
  const array = file.array(path);
  const [length] = array.shape;
  if (length === undefined || array.shape.length !== 1) return null;
  expectRoomForTexts(file, length);
  const { kind: stored } = array.type;
  if (stored === 'string') return file.strings(array, 0, length);
  if (stored === 'compound' || stored === 'other') return null;
  return Array.from(
    plainNumbers(file.numbers(array, 0, length)),
    stored === 'boolean' ? booleanText : String,
  );
}

/** Names stored as text or numbers. Throws `damaged-file`, and `shape-mismatch` where their number is not `expected`. */
export function namesAt(file: Hierarchy, path: string, expected?: number): readonly string[] {
  if (file.kindOf(path) !== 'dataset') return file.damaged(path, 'The names are missing.');
  const names = arrayTexts(file, path) ?? file.damaged(path, 'The names are not stored as text.');
  if (expected === undefined || names.length === expected) return names;
  return file.mismatch(path, `${expected} names`, `${names.length} names`);
}

export function expectRoomForTexts(file: Hierarchy, count: number): void {
  if (count > MAX_TEXTS) throw DatasetFailure.outOfMemory(file.name, count * BYTES_PER_TEXT);
}

/** Text or numbers; null for another type or shape. Throws `shape-mismatch` where the length is not `rows`. */
export function plainValues(file: Hierarchy, array: StoredArray, rows: number): StoredValues | null {
  const { kind } = array.type;
  if (array.shape.length !== 1 || kind === 'compound' || kind === 'other') return null;
  expectRows(file, array, rows);
  return kind === 'string' ? file.strings(array, 0, rows) : file.numbers(array, 0, rows);
}

export function plainColumn(
  name: string,
  values: StoredValues | null,
  isBoolean: boolean,
): AnnotationColumn | null {
  if (values === null) return null;
  if (isTexts(values)) return categoryColumn(name, values);
  if (isBoolean) return categoryColumn(name, Array.from(plainNumbers(values), booleanText));
  return { kind: 'number', name, values: float64Of(values) };
}

/** A column of `plainValues`. */
export function readPlainColumn(
  file: Hierarchy,
  name: string,
  array: StoredArray,
  rows: number,
): AnnotationColumn | null {
  return plainColumn(name, plainValues(file, array, rows), array.type.kind === 'boolean');
}

export function expectRows(file: Hierarchy, array: StoredArray, rows: number): void {
  const found = array.shape[0] ?? 1;
  if (found !== rows) file.mismatch(array.path, `${rows} rows`, `${found} rows`);
}

export function isTexts(values: StoredValues): values is readonly string[] {
  return Array.isArray(values);
}
