/**
 * Numbers of genes from elsewhere, as embeddings or attention of pretrained models: a table per gene, or a score for each pair of genes. Scores
 * become known edges by rank, because their scale means nothing: the recipe of scGPT (rank within rows and columns).
 */
import Papa from 'papaparse';
import type { Outcome } from '../dataset/errors';
import type { TruthEdge } from './formats/knownEdges';
import { delimiterOf } from './formats/readEdgeTable';

interface GeneEmbedding {
  readonly name: string;
  /** [G] as the source writes them. */
  readonly genes: readonly string[];
  /** [G × dimension] row-major. */
  readonly values: Float32Array;
  readonly dimension: number;
}

/** A score for each pair, such as attention: row regulator, column target. */
interface GeneMatrix {
  readonly name: string;
  readonly genes: readonly string[];
  /** [G × G] row-major. */
  readonly scores: Float32Array;
}

export type GeneNumbers = GeneEmbedding | GeneMatrix;

/** Of genes of a screen, by name; all of one length. */
export type GeneRows = ReadonlyMap<string, Float32Array>;

export type GeneNumbersError =
  /** A matrix of numbers without names of its rows; `rows`: their number. */
  | { readonly tag: 'numbers-unnamed'; readonly file: string; readonly rows: number }
  | {
      readonly tag: 'numbers-names';
      readonly file: string;
      readonly names: number;
      readonly rows: number;
    }
  /** `line` from 1. */
  | { readonly tag: 'numbers-cell'; readonly file: string; readonly line: number; readonly cell: string }
  /** More than `limit` bytes of text. */
  | { readonly tag: 'numbers-too-large'; readonly file: string; readonly limit: number }
  /** A gene of the screen has rows that differ, under one name. */
  | { readonly tag: 'numbers-twice'; readonly file: string; readonly gene: string }
  /** No row is of a gene of the screen; `names` of the rows. */
  | {
      readonly tag: 'numbers-other-genes';
      readonly file: string;
      readonly names: readonly string[];
      readonly genes: readonly string[];
    }
  /** Neither rows of numbers nor anything else that can be used; `detail`: what is wrong. */
  | { readonly tag: 'numbers-format'; readonly file: string; readonly detail: string };

/**
 * A table with a name and numbers in each line, with a header or not, as of gene2vec (`GENE v1 v2 …`, possibly after a line with the two
 * sizes). A matrix where the columns are named as the rows, in any order.
 */
export function readGeneNumbers(text: string, file: string): Outcome<GeneNumbers, GeneNumbersError> {
  const delimiter = delimiterOf(text);
  const parsed = Papa.parse<string[]>(text.trim(), { delimiter, comments: '#', skipEmptyLines: 'greedy' });
  const lines = parsed.data.map((row) => row.map((cell) => cell.trim()));
  const [first = [], second = []] = lines;
  const isSizes = first.length === 2 && second.length > 3 && first.every(isNumber);
  const hasHeader = !isSizes && first.slice(1).some((cell) => !isNumber(cell));
  const rows = lines.slice(isSizes || hasHeader ? 1 : 0);
  const width = rows[0]?.length ?? 0;
  if (rows.length < 2 || width < 2)
    return broken(file, 'It has fewer than two lines with a name and numbers.');
  if (rows.every((row) => isNumber(row[0] ?? '')))
    return { ok: false, error: { tag: 'numbers-unnamed', file, rows: rows.length } };
  const values = new Float32Array(rows.length * (width - 1));
  const offset = lines.length - rows.length;
  for (const [at, row] of rows.entries()) {
    if (row.length !== width)
      return broken(file, `Line ${at + offset + 1} has ${row.length} fields; others have ${width}.`);
    for (let column = 1; column < width; column++) {
      const cell = row[column] ?? '';
      if (!isNumber(cell))
        return { ok: false, error: { tag: 'numbers-cell', file, line: at + offset + 1, cell } };
      values[at * (width - 1) + column - 1] = Number(cell);
    }
  }
  const genes = rows.map(([name = '']) => name);
  const columns = hasHeader ? first.slice(first.length - (width - 1)) : null;
  return geneNumbers(file, { genes, columns, values });
}

/**
 * @param found values [rows × columns] row-major; `genes` of the rows, `columns` their names where they are known; a square without names of its
 * columns has those of its rows
 */
export function geneNumbers(
  file: string,
  found: {
    readonly genes: readonly string[];
    readonly columns: readonly string[] | null;
    readonly values: Float32Array;
  },
): Outcome<GeneNumbers, GeneNumbersError> {
  const { genes, columns, values } = found;
  const dimension = values.length / Math.max(1, genes.length);
  if (!Number.isInteger(dimension) || dimension < 1)
    return { ok: false, error: { tag: 'numbers-names', file, names: genes.length, rows: values.length } };
  if (!values.every(Number.isFinite)) return broken(file, 'Some of its values are not numbers.');
  if (dimension !== genes.length) return { ok: true, value: { name: file, genes, values, dimension } };
  const at = new Map((columns ?? genes).map((name, column) => [name, column]));
  const order = genes.map((name) => at.get(name));
  // A table of as many numbers as genes whose columns are no genes.
  if (order.some((column) => column === undefined))
    return { ok: true, value: { name: file, genes, values, dimension } };
  const scores = new Float32Array(values.length);
  for (let row = 0; row < dimension; row++)
    for (const [column, from] of order.entries())
      scores[row * dimension + column] = values[row * dimension + (from ?? 0)] ?? 0;
  return { ok: true, value: { name: file, genes, scores } };
}

/** Names one a line, of the rows of an array that has none; the first word where a line has several. */
export function readNames(text: string): readonly string[] {
  return text
    .replace(/^\u{feff}/u, '')
    .split(/\r\n?|\n/u)
    .map((line) => line.split(/[\t,;]/u)[0]?.trim() ?? '')
    .filter((name) => name !== '');
}

function broken(file: string, detail: string): Outcome<never, GeneNumbersError> {
  return { ok: false, error: { tag: 'numbers-format', file, detail } };
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}

/** Share of the pairs that become edges. */
const EDGE_SHARE = 0.05;

/**
 * The highest scores among the wanted genes as edges without a sign: each pair has the mean of its ranks within its row and its column, and
 * the highest twentieth are edges, with that rank in [0, 1] as confidence. Embeddings have the cosine of two genes as score, both ways.
 * @param geneOf the gene of the screen for a name of the source; null: none
 */
export function edgesByRank(
  numbers: GeneNumbers,
  geneOf: (name: string) => string | null,
): readonly TruthEdge[] {
  const kept = keptRows(numbers.genes, geneOf);
  const count = kept.length;
  const score = 'scores' in numbers ? scoresOf(numbers, kept) : cosines(numbers, kept);
  const ranks = new Float64Array(count * count);
  const line = Array.from({ length: count }, (_, at) => at);
  for (let a = 0; a < count; a++) {
    addRanks(
      line.map((b) => a * count + b).filter((at) => at !== a * count + a),
      score,
      ranks,
    );
    addRanks(
      line.map((b) => b * count + a).filter((at) => at !== a * count + a),
      score,
      ranks,
    );
  }
  const pairs = line.flatMap((a) => line.filter((b) => b !== a).map((b) => a * count + b));
  const ordered = pairs.toSorted((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0));
  return ordered.slice(0, Math.round(EDGE_SHARE * pairs.length)).map((at) => ({
    source: kept[Math.floor(at / count)]?.gene ?? '',
    target: kept[at % count]?.gene ?? '',
    sign: 0,
    confidence: (ranks[at] ?? 0) / 2,
  }));
}

/**
 * [R × R] cosine of the rows of `wanted` genes of the screen; 0, in its own place too, for a gene without a row or with zeros alone. null for scores of pairs.
 * @param geneOf as of edgesByRank
 */
export function likenessOf(
  numbers: GeneNumbers,
  geneOf: (name: string) => string | null,
  wanted: readonly string[],
): Float32Array | null {
  if ('scores' in numbers) return null;
  const rowOf = new Map(keptRows(numbers.genes, geneOf).map((kept) => [kept.gene, kept]));
  const kept = wanted.flatMap((gene) => rowOf.get(gene) ?? []);
  const places = wanted.flatMap((gene, place) => (rowOf.has(gene) ? [place] : []));
  const found = cosines(numbers, kept);
  const likeness = new Float32Array(wanted.length ** 2);
  for (const [a, row] of places.entries())
    for (const [b, column] of places.entries())
      likeness[row * wanted.length + column] = found[a * kept.length + b] ?? 0;
  return likeness;
}

/**
 * The numbers of the genes of a screen; of a matrix, its rows. A row under the gene's own name goes before rows under other names of it, of which the first counts.
 * @param geneOf as of edgesByRank
 */
export function rowsAmong(
  numbers: GeneNumbers,
  geneOf: (name: string) => string | null,
  genes: readonly string[],
): Outcome<GeneRows, GeneNumbersError> {
  const file = numbers.name;
  const [values, dimension] =
    'scores' in numbers ? [numbers.scores, numbers.genes.length] : [numbers.values, numbers.dimension];
  const rows = new Map<string, { readonly written: string; readonly row: Float32Array }>();
  for (const [at, written] of numbers.genes.entries()) {
    const gene = geneOf(written);
    if (gene === null) continue;
    const row = values.subarray(at * dimension, (at + 1) * dimension);
    const before = rows.get(gene);
    if (before?.written === written && before.row.some((value, k) => value !== row[k]))
      return { ok: false, error: { tag: 'numbers-twice', file, gene: written } };
    if (!before || (written === gene && before.written !== gene)) rows.set(gene, { written, row });
  }
  if (rows.size === 0) {
    const names = [...new Set(numbers.genes)];
    return { ok: false, error: { tag: 'numbers-other-genes', file, names, genes } };
  }
  return { ok: true, value: new Map([...rows].map(([gene, { row }]) => [gene, row])) };
}

interface KeptRow {
  readonly row: number;
  readonly gene: string;
}

/** The first row of each gene. */
function keptRows(names: readonly string[], geneOf: (name: string) => string | null): readonly KeptRow[] {
  const rows = new Map<string, KeptRow>();
  for (const [row, name] of names.entries()) {
    const gene = geneOf(name);
    if (gene !== null && !rows.has(gene)) rows.set(gene, { row, gene });
  }
  return [...rows.values()];
}

function scoresOf({ genes, scores }: GeneMatrix, kept: readonly KeptRow[]): Float64Array {
  return Float64Array.from(kept.flatMap((a) => kept.map((b) => scores[a.row * genes.length + b.row] ?? 0)));
}

function cosines({ values, dimension }: GeneEmbedding, kept: readonly KeptRow[]): Float64Array {
  const units = kept.map(({ row }) => {
    const own = values.subarray(row * dimension, (row + 1) * dimension);
    // A stranger's table may have more columns than a call takes arguments.
    const length = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0));
    return own.map((value) => (length === 0 ? 0 : value / length));
  });
  return Float64Array.from(
    units.flatMap((a) => units.map((b) => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0))),
  );
}

/** Adds to each place its rank among these in [0, 1], ties alike. */
function addRanks(places: readonly number[], score: Float64Array, ranks: Float64Array): void {
  const sorted = places.toSorted((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
  for (let from = 0; from < sorted.length;) {
    let end = from + 1;
    while (end < sorted.length && score[sorted[end] ?? 0] === score[sorted[from] ?? 0]) end++;
    const rank = sorted.length < 2 ? 1 : (from + end - 1) / 2 / (sorted.length - 1);
    for (const place of sorted.slice(from, end)) ranks[place] = (ranks[place] ?? 0) + rank;
    from = end;
  }
}
