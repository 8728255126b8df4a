/** Known edges as wide tables: a matrix with regulators on one side and targets on the other, and base networks of CellOracle. */
import Papa from 'papaparse';
import { type EdgesOutcome, MAX_EDGES, type TruthEdge } from './knownEdges';

/** Where more pairs have a number, of this many at least, the table holds values, not a network. */
const MOST_FILLED = 0.5;
const FEW_PAIRS = 50;

export interface WideTable {
  readonly delimiter: string;
  /** Columns of targets and of peaks in a base network, whose other columns are regulators; null: a matrix. */
  readonly base: { readonly target: number; readonly peak: number } | null;
}

/** What the first lines are, or null: names above and before numbers, or the columns peak_id and gene_short_name. */
export function wideTableOf(text: string, delimiter: string): WideTable | null {
  const options = { delimiter, comments: '#', preview: 20, skipEmptyLines: 'greedy' } as const;
  const { data } = Papa.parse<string[]>(text.slice(0, firstLines(text)), options);
  const [header = [], ...rows] = data.map((row) => row.map((cell) => cell.trim()));
  const base = { target: header.indexOf('gene_short_name'), peak: header.indexOf('peak_id') };
  if (base.target >= 0 && base.peak >= 0) return { delimiter, base };
  const width = rows[0]?.length ?? 0;
  const names = namesOver(header, width);
  const [corner = ''] = names;
  const isMatrix =
    width >= 3 &&
    isCorner(corner) &&
    names.length === width &&
    names.every((name, at) => at === 0 || (name !== '' && Number.isNaN(Number(name)))) &&
    rows.every(
      ([name = '', ...cells]) =>
        name !== '' && Number.isNaN(Number(name)) && cells.length === width - 1 && cells.every(isValue),
    );
  return isMatrix ? { delimiter, base: null } : null;
}

/** Characters up to the end of the twenty-first line. */
function firstLines(text: string): number {
  let end = -1;
  for (let line = 0; line < 21; line++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text.length;
  }
  return end;
}

/** R leaves out the name of the first column; some programs end the line with a mark instead. */
function namesOver(header: readonly string[], width: number): readonly string[] {
  const isShifted = header.length === width && header[0] !== '' && header.at(-1) === '';
  const names = isShifted ? header.slice(0, -1) : header;
  return names.length === width - 1 ? ['', ...names] : names;
}

/** Blank and NA: no edge. */
function isValue(cell: string): boolean {
  return /^(?:na|nan)?$/iu.test(cell) || !Number.isNaN(Number(cell));
}

/** A number other than 0 is an edge; numbers are signs where some are below 0. */
export function readWideTable(text: string, file: string, { delimiter, base }: WideTable): EdgesOutcome {
  const format = base ? 'CellOracle base network' : 'matrix of regulators and targets';
  const broken = (detail: string): EdgesOutcome => ({
    ok: false,
    error: { tag: 'truth-format', file, format, detail },
  });
  let header: readonly string[] | null = null;
  let corner = '';
  let width = 0;
  let problem: string | null = null;
  let rows = 0;
  const found: { readonly row: string; readonly column: string; readonly value: number }[] = [];
  Papa.parse<string[]>(text, {
    delimiter,
    comments: '#',
    skipEmptyLines: 'greedy',
    step: ({ data }, parser) => {
      const cells = data.map((cell) => cell.trim());
      if (header === null) {
        header = cells;
        return;
      }
      rows++;
      const names = namesOver(header, cells.length);
      if (rows === 1) [corner = '', width] = [names[0], cells.length];
      const row = cells[base?.target ?? 0] ?? '';
      if (cells.length !== names.length)
        problem = `Row ${rows} below its header has ${cells.length} fields; the header has ${names.length}.`;
      for (const [at, cell] of cells.entries()) {
        if (at === (base?.target ?? 0) || at === base?.peak || names[at] === '') continue;
        if (!isValue(cell))
          problem ??= `Row ${rows} below its header has “${cell.slice(0, 40)}” for a number.`;
        const value = Number(cell);
        if (cell !== '' && value !== 0 && !Number.isNaN(value))
          found.push({ row, column: names[at] ?? '', value });
      }
      if (found.length > MAX_EDGES) problem ??= `It has more than ${MAX_EDGES} edges.`;
      if (problem !== null) parser.abort();
    },
  });
  if (problem !== null) return broken(problem);
  const columns = width - 1;
  if (!base && rows * columns >= FEW_PAIRS && found.length > MOST_FILLED * rows * columns)
    return broken(
      'More than half of its pairs have a number: it is no network. Set pairs without an edge to 0.',
    );
  const isRegulatorAbove = base !== null || regulatorsAbove(corner, rows, columns);
  const isSigned = base === null && found.some(({ value }) => value < 0);
  const edges = found.map(({ row, column, value }): TruthEdge => ({
    source: isRegulatorAbove ? column : row,
    target: isRegulatorAbove ? row : column,
    sign: isSigned ? (value > 0 ? 1 : -1) : 0,
  }));
  return { ok: true, edges, ...(base || isTold(corner) ? {} : { directionAssumed: true }) };
}

/** Tables of cells begin with other words. */
function isCorner(cell: string): boolean {
  return isTold(cell) || /^(?:|genes?|names?|symbols?|index|id|unnamed: 0)$/iu.test(cell);
}

const regulatorWords = /^(?:tfs?|regulators?|source)$/iu;
const targetWords = /^targets?$/iu;

function isTold(corner: string): boolean {
  return regulatorWords.test(corner) || targetWords.test(corner);
}

/** By the word in the corner; else the shorter side, as matrices of tools have it: a line per gene, a column per transcription factor. */
function regulatorsAbove(corner: string, rows: number, columns: number): boolean {
  if (isTold(corner)) return targetWords.test(corner);
  return columns < rows;
}
