/**
 * Edge lists as tables, in any dialect of the field. Columns are found by name, because their order varies (BoolODE writes Gene2 before
 * Gene1), and by content where there is no header.
 */
import Papa from 'papaparse';
import { type EdgesOutcome, isInteraction, MAX_EDGES, signOf, type TruthEdge } from './knownEdges';

const sourceNames = [
  'source_genesymbol',
  'source',
  'regulator',
  'gene1',
  'tf',
  'from',
  'regulatorygene',
  'tf_name',
  'transcription factor',
];
const targetNames = [
  'target_genesymbol',
  'target',
  'gene2',
  'gene',
  'to',
  'target_gene',
  'targetgene',
  'target gene',
];
const signNames = ['sign', 'type', 'mor', 'effect', 'interaction', 'regulation', 'mode', 'weight'];
/** Sizes that rank edges, as those of GENIE3 and GRNBoost2. */
const sizeNames = ['importance', 'weight', 'score'];
/** Columns of OmniPath. */
const stimulationNames = ['consensus_stimulation', 'is_stimulation'];
const inhibitionNames = ['consensus_inhibition', 'is_inhibition'];

interface Columns {
  readonly source: number;
  readonly target: number;
  readonly sign: (row: readonly string[]) => 1 | -1 | 0;
  /** Absent where the table states none. */
  readonly confidence?: (row: readonly string[]) => number | undefined;
  /** A column in which 0 tells that there is no edge: a third one of 0 and 1, or weights. */
  readonly present: number | null;
  readonly hasHeader: boolean;
}

/** `text` without a byte order mark. `#` starts a comment. */
export function readEdgeTable(text: string, file: string): EdgesOutcome {
  const parsed = Papa.parse<string[]>(text, {
    delimiter: delimiterOf(text),
    comments: '#',
    skipEmptyLines: 'greedy',
    // With a header.
    preview: MAX_EDGES + 1,
  });
  if (parsed.meta.truncated) return { ok: false, error: { tag: 'truth-too-large', file, limit: MAX_EDGES } };
  const rows = parsed.data.map((row) => row.map((cell) => cell.trim()));
  const [first] = rows;
  if (first === undefined) return { ok: false, error: { tag: 'truth-empty', file } };
  const ragged = rows.findIndex((row) => row.length !== first.length);
  if (ragged >= 0) {
    const found = rows[ragged]?.length ?? 0;
    return {
      ok: false,
      error: { tag: 'truth-ragged', file, line: ragged + 1, expected: first.length, found },
    };
  }
  const columns = columnsByName(first, rows) ?? columnsByContent(rows);
  if (columns === null)
    return { ok: false, error: { tag: 'truth-columns', file, columns: first.slice(0, 20) } };
  const edges = edgesOf(columns.hasHeader ? rows.slice(1) : rows, columns);
  return { ok: true, edges, ...(columns.hasHeader ? {} : { directionAssumed: true }) };
}

/** The mark that splits the first lines into equally many cells; names such as “ARG5,6” have commas. */
export function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n?|\n/u)
    .slice(0, 20)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [first = ''] = lines;
  const marks = ['\t', ';', ',', ' '].filter((mark) => first.includes(mark));
  const isEven = (mark: string) => {
    const pieces = first.split(mark).length;
    return lines.every((line) => line.split(mark).length === pieces);
  };
  return marks.find(isEven) ?? ['\t', ',', ';', ' '].find((mark) => first.includes(mark)) ?? '\t';
}

function columnsByName(header: readonly string[], rows: readonly (readonly string[])[]): Columns | null {
  const names = header.map((name) => name.toLowerCase());
  const firstOf = (wanted: readonly string[]) =>
    wanted.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? null;
  const source = firstOf(sourceNames);
  const target = firstOf(targetNames);
  if (source === null || target === null) return null;
  const [up, down] = [firstOf(stimulationNames), firstOf(inhibitionNames)];
  const sign = firstOf(signNames);
  const confidence = confidenceBy(names, rows.slice(1));
  const weight = names.indexOf('weight');
  const present = weight < 0 || areSigns(rows.slice(1).map((row) => row[weight] ?? '')) ? null : weight;
  const plain = { source, target, present, hasHeader: true, ...(confidence && { confidence }) };
  if (up !== null && down !== null)
    return { ...plain, sign: (row) => oneOf(isTrue(row[up]), isTrue(row[down])) };
  if (sign === null || (names[sign] === 'weight' && areSizes(rows.slice(1).map((row) => row[sign] ?? ''))))
    return { ...plain, sign: () => 0 };
  return { ...plain, sign: (row) => signOf(row[sign] ?? '') };
}

/** A column of that name with numbers from 0 to 1 or DoRothEA's letters A to E; else, of sizes that rank edges, the share of edges that are no larger. */
function confidenceBy(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Columns['confidence'] | null {
  const cellsAt = (column: number) => rows.map((row) => row[column] ?? '');
  const stated = names.indexOf('confidence');
  if (stated >= 0) {
    const cells = cellsAt(stated);
    if (cells.every((cell) => /^[A-E]$/u.test(cell)))
      return (row) => (5 - 'ABCDE'.indexOf(row[stated] ?? '')) / 5;
    if (cells.every((cell) => cell !== '' && Number(cell) >= 0 && Number(cell) <= 1))
      return (row) => Number(row[stated]);
  }
  const size = sizeNames.map((name) => names.indexOf(name)).find((at) => at >= 0 && areSizes(cellsAt(at)));
  if (size === undefined) return null;
  const sorted = cellsAt(size)
    .map(Number)
    .toSorted((a, b) => a - b);
  const shares = new Map(sorted.map((value, at) => [value, (at + 1) / sorted.length]));
  return (row) => shares.get(Number(row[size]));
}

function isTrue(cell = ''): boolean {
  return /^(?:1|true|yes)$/iu.test(cell);
}

function oneOf(up: boolean, down: boolean): 1 | -1 | 0 {
  if (up === down) return 0;
  return up ? 1 : -1;
}

/** Weights of several sizes and none below 0 rank edges and tell no sign, as those of GENIE3. */
function areSizes(cells: readonly string[]): boolean {
  const values = cells.map(Number);
  return new Set(values).size > 1 && values.every((value) => value >= 0);
}

/** Weights of −1 and 1 alone are signs, among which 0 is one that is not known, as in CollecTRI. */
function areSigns(cells: readonly string[]): boolean {
  const values = new Set(cells.map(Number));
  return values.has(-1) && [...values].every((value) => Math.abs(value) === 1 || value === 0);
}

/**
 * Two columns are regulator and target. A third one must hold 0 and 1, or signs; of more columns the third holds words for signs, as in
 * TRRUST. Three columns with such words in the middle are regulator, interaction, target. Otherwise the first line is a header.
 */
function columnsByContent(rows: readonly (readonly string[])[]): Columns | null {
  const plain = { source: 0, target: 1, sign: () => 0 as const, present: null, hasHeader: false };
  const width = rows[0]?.length ?? 0;
  if (width === 2) return plain;
  const valuesAt = (column: number) => [...new Set(rows.map((row) => (row[column] ?? '').toLowerCase()))];
  if (width === 3 && valuesAt(2).every((value) => value === '0' || value === '1'))
    return { ...plain, present: 2 };
  if (width >= 3 && valuesAt(2).every(isInteraction))
    return { ...plain, sign: (row) => signOf(row[2] ?? '') };
  if (width === 3 && valuesAt(1).every((value) => value !== '' && isInteraction(value)))
    return { ...plain, target: 2, sign: (row) => signOf(row[1] ?? '') };
  return null;
}

function isZero(cell = ''): boolean {
  return cell !== '' && Number(cell) === 0;
}

function edgesOf(rows: readonly (readonly string[])[], columns: Columns): TruthEdge[] {
  return rows.flatMap((row) => {
    const source = row[columns.source] ?? '';
    const target = row[columns.target] ?? '';
    if (source === '' || target === '') return [];
    if (columns.present !== null && isZero(row[columns.present])) return [];
    const confidence = columns.confidence?.(row);
    return { source, target, sign: columns.sign(row), ...(confidence === undefined ? {} : { confidence }) };
  });
}
