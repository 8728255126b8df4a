import Papa from 'papaparse';

/**
 * A reference network, and the reader of its file: an edge list in any dialect of the field. Columns are found by name, because their order
 * varies (BoolODE writes Gene2 before Gene1). Errors are data. Sign 0: unknown.
 */
export interface TruthEdge {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1 | 0;
}
export interface Truth {
  readonly name: string;
  readonly edges: readonly TruthEdge[];
  /** Names of the file that are other names of genes of the run, which the edges have instead (matchTruth). */
  readonly renamed?: readonly { readonly written: string; readonly gene: string }[];
}

export type TruthError =
  | { readonly tag: 'truth-empty'; readonly file: string }
  /** Bytes that are not text, as of a data file. */
  | { readonly tag: 'truth-binary'; readonly file: string }
  | { readonly tag: 'truth-too-large'; readonly file: string; readonly limit: number }
  /** No two columns qualify as regulator and target; `columns` of the first line. */
  | { readonly tag: 'truth-columns'; readonly file: string; readonly columns: readonly string[] }
  /** `line` counts lines that are neither empty nor comments. */
  | {
      readonly tag: 'truth-ragged';
      readonly file: string;
      readonly line: number;
      readonly expected: number;
      readonly found: number;
    };

export type TruthOutcome =
  | { readonly ok: true; readonly truth: Truth }
  | { readonly ok: false; readonly error: TruthError };

const largestText = 64_000_000;
const largestEdges = 2_000_000;

const sourceNames = ['source', 'regulator', 'gene1', 'tf', 'from'];
const targetNames = ['target', 'gene2', 'gene', 'to', 'target_gene'];
const signNames = ['sign', 'type', 'mor', 'effect', 'interaction', 'regulation', 'weight'];

const activating = new Set(['+', '+1', '1', 'activation', 'activates', 'activating', 'positive', 'up']);
const repressing = new Set([
  '-',
  '−',
  '-1',
  'repression',
  'represses',
  'repressing',
  'inhibition',
  'inhibits',
  'inhibiting',
  'negative',
  'down',
]);

/** Columns of regulator, target and sign; `present`: a third column of 0 and 1 that tells whether the edge exists. */
interface Columns {
  readonly source: number;
  readonly target: number;
  readonly sign: number | null;
  readonly present: number | null;
  readonly hasHeader: boolean;
}

/**
 * The edges of `text` (columns separated by tab, comma, semicolon or spaces; `#` starts a comment). With a header: source/target,
 * Gene1/Gene2, TF/target, regulator/target in any order and case, and optional sign/Type/mor/weight. Without: regulator, target, and 0/1
 * (no edge, edge) or a sign. Repeated edges count once, with sign 0 where their signs differ.
 */
export function parseTruth(text: string, file: string): TruthOutcome {
  if (text.length > largestText) return failed({ tag: 'truth-too-large', file, limit: largestText });
  // oxlint-disable-next-line no-control-regex -- text has no such characters
  if (/[\u0000-\u0008\u000E-\u001A]/.test(text.slice(0, 4096))) return failed({ tag: 'truth-binary', file });
  const lines = text.replace(/^\u{feff}/u, '');
  const firstLine = lines.split(/\r\n?|\n/u, 200).find((line) => line.trim() !== '' && !line.startsWith('#'));
  const delimiter = ['\t', ',', ';', ' '].find((mark) => firstLine?.includes(mark)) ?? '\t';
  const parsed = Papa.parse<string[]>(lines, { delimiter, comments: '#', skipEmptyLines: 'greedy' });
  const rows = parsed.data.map((row) => row.map((cell) => cell.trim()));
  const [first] = rows;
  if (first === undefined) return failed({ tag: 'truth-empty', file });
  if (rows.length > largestEdges) return failed({ tag: 'truth-too-large', file, limit: largestEdges });
  const ragged = rows.findIndex((row) => row.length !== first.length);
  if (ragged >= 0)
    return failed({
      tag: 'truth-ragged',
      file,
      line: ragged + 1,
      expected: first.length,
      found: rows[ragged]?.length ?? 0,
    });
  const columns = columnsByName(first) ?? columnsByContent(rows);
  if (columns === null) return failed({ tag: 'truth-columns', file, columns: first.slice(0, 20) });
  const edges = edgesOf(columns.hasHeader ? rows.slice(1) : rows, columns);
  if (edges.length === 0) return failed({ tag: 'truth-empty', file });
  return { ok: true, truth: { name: file, edges } };
}

function columnsByName(header: readonly string[]): Columns | null {
  const names = header.map((name) => name.toLowerCase());
  const firstOf = (wanted: readonly string[]) =>
    wanted.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? null;
  const source = firstOf(sourceNames);
  const target = firstOf(targetNames);
  if (source === null || target === null) return null;
  return { source, target, sign: firstOf(signNames), present: null, hasHeader: true };
}

/** Two columns are regulator and target; a third one must hold signs or 0/1 throughout, or the first line is a header. */
function columnsByContent(rows: readonly (readonly string[])[]): Columns | null {
  const plain = { source: 0, target: 1, sign: null, present: null, hasHeader: false };
  const width = rows[0]?.length ?? 0;
  if (width === 2) return plain;
  if (width !== 3) return null;
  const third = new Set(rows.map((row) => (row[2] ?? '').toLowerCase()));
  if ([...third].every((value) => value === '0' || value === '1')) return { ...plain, present: 2 };
  if ([...third].every((value) => activating.has(value) || repressing.has(value)))
    return { ...plain, sign: 2 };
  return null;
}

function edgesOf(rows: readonly (readonly string[])[], columns: Columns): TruthEdge[] {
  return distinctEdges(
    rows.flatMap((row) => {
      const source = row[columns.source] ?? '';
      const target = row[columns.target] ?? '';
      if (source === '' || target === '') return [];
      if (columns.present !== null && row[columns.present] === '0') return [];
      return { source, target, sign: columns.sign === null ? 0 : signOf(row[columns.sign] ?? '') };
    }),
  );
}

/** Each pair once, with sign 0 where its signs differ. */
export function distinctEdges(all: readonly TruthEdge[]): TruthEdge[] {
  const edges = new Map<string, TruthEdge>();
  for (const edge of all) {
    const key = `${edge.source}\t${edge.target}`;
    const known = edges.get(key);
    edges.set(key, known === undefined || known.sign === edge.sign ? edge : { ...edge, sign: 0 });
  }
  return [...edges.values()];
}

function signOf(cell: string): 1 | -1 | 0 {
  const value = cell.toLowerCase();
  if (activating.has(value)) return 1;
  if (repressing.has(value)) return -1;
  const number = Number(value);
  if (value === '' || Number.isNaN(number) || number === 0) return 0;
  return number > 0 ? 1 : -1;
}

function failed(error: TruthError): TruthOutcome {
  return { ok: false, error };
}
