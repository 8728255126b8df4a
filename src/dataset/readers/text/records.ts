/**
 * The rows of a delimited text file with line numbers, without blank lines and comments; and numbers in text.
 */
import Papa from 'papaparse';
import { DatasetFailure } from '../../errors';
import { byteChunks, type OnBytes, peek } from '../bytes';
import { textDecoder } from './encoding';

const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none']);
/** Words for a missing label; 'none' may be a label of controls. */
const MISSING_LABELS = new Set(['', 'na', 'n/a', '#n/a', 'nan']);
// Each digit is read in one way: `\d+\.?\d*` takes the square of their number where something else follows.
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:e[+-]?\d+)?$/i;
const WITH_COMMA = /^[+-]?\d+,\d+(e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(inity)?$/i;

export type ParseNumber = (cell: string) => number | undefined;

/** Parses plain decimal numbers; NaN for missing values, undefined for other text. */
export function numberParser(decimalComma: boolean): ParseNumber {
  const pattern = decimalComma ? DECIMAL_COMMA : DECIMAL;
  return (cell) => {
    if (pattern.test(cell)) return Number(decimalComma ? cell.replace(',', '.') : cell);
    if (MISSING.has(cell.toLowerCase())) return NaN;
    const infinite = INFINITE.exec(cell);
    return infinite === null ? undefined : infinite[1] === '-' ? -Infinity : Infinity;
  };
}

export function isMissingLabel(cell: string): boolean {
  return MISSING_LABELS.has(cell.toLowerCase());
}

/**
 * Whether rows have decimal commas. '1,234' alone could also mean 1234: false, so that it is refused rather than guessed. Among columns of whole
 * numbers, a column of '1,2' holds labels where they repeat, unless one is '0,5'.
 */
function usesDecimalComma(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.flat();
  const withComma = cells.filter((cell) => WITH_COMMA.test(cell));
  const withPoint = cells.some((cell) => /^[+-]?\d*\.\d/.test(cell));
  if (withPoint || withComma.every((cell) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell))) return false;
  const hardlyRepeat = 2 * new Set(withComma).size > withComma.length;
  if (hardlyRepeat || withComma.some((cell) => /^[+-]?0,\d/.test(cell))) return true;
  const columnsWith = (pattern: RegExp) =>
    new Set(rows.flatMap((row) => row.flatMap((cell, column) => (pattern.test(cell) ? [column] : []))));
  const fractional = columnsWith(WITH_COMMA);
  const whole = [...columnsWith(/^[+-]?[1-9]\d*$/)].filter((column) => !fractional.has(column));
  return fractional.size >= whole.length;
}

/** Minimal characters per piece; the last may be shorter. */
const MIN_PIECE_LENGTH = 2_000_000;
/** Limit against files that decompress to one endless line. */
const MAX_RECORD_LENGTH = 32_000_000;

/**
 * The decompressed text of a file in pieces that end after a line end outside quotation marks; line ends are '\n', without byte order mark.
 * Throws `damaged-file` where the compression is broken or a line has no end.
 */
export async function* textPieces(file: File, onBytes: OnBytes): AsyncGenerator<string> {
  const decode = textDecoder(await peek(file));
  // Joined once per piece, because appending would copy the text for each chunk.
  let parts: string[] = [];
  const scan: Scan = { length: 0, inQuotes: false, afterReturn: false, end: 0 };
  for await (const chunk of byteChunks(file, onBytes)) {
    const part = decode(chunk);
    findRecordEnd(part, scan);
    parts.push(part);
    if (scan.length - scan.end > MAX_RECORD_LENGTH) {
      const detail = `More than ${MAX_RECORD_LENGTH / 1e6} million characters come without a line end outside quotation marks.`;
      throw DatasetFailure.damaged(file.name, 'one of its lines', detail);
    }
    if (scan.length < MIN_PIECE_LENGTH || scan.end === 0) continue;
    const text = parts.join('');
    yield unifyLineEnds(text.slice(0, scan.end));
    parts = [text.slice(scan.end)];
    scan.length -= scan.end;
    scan.end = 0;
  }
  const rest = parts.join('') + decode();
  if (rest !== '') yield unifyLineEnds(rest);
}

function unifyLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

interface Scan {
  /** Characters scanned since the last piece. */
  length: number;
  inQuotes: boolean;
  /** The last character was '\r', which may be half a line end. */
  afterReturn: boolean;
  /** Position after the last line end outside quotation marks; 0 where there is none. */
  end: number;
}

/** Continues the scan. */
function findRecordEnd(text: string, scan: Scan): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (scan.afterReturn && code !== 10 && !scan.inQuotes) scan.end = scan.length + at;
    scan.afterReturn = code === 13;
    if (code === 34) scan.inQuotes = !scan.inQuotes;
    if (code === 10 && !scan.inQuotes) scan.end = scan.length + at + 1;
  }
  scan.length += text.length;
}

export interface TextRecord {
  /** Line number of its first character, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface TextRecords {
  readonly decimalComma: boolean;
  /** Cells of the last line of comments before the first record, by the delimiter or by blanks; it may name the columns. */
  readonly commented: TextRecord | null;
  /** Numbers of the lines that begin with '#' below the first record and have as many cells as it: they are left out. Complete after the portions. */
  readonly outcommented: readonly number[];
  /** Records in batches of a few megabytes of text. */
  readonly portions: AsyncIterable<readonly TextRecord[]>;
}

const SAMPLE = 200;
/** Characters after which the sample ends: tables may have a hundred thousand columns. */
const SAMPLE_LENGTH = 1_000_000;
/** Lines in which the names of columns are looked for. */
const MAX_COMMENTS = 1000;

/** Throws `empty-file`, `bad-header` (no delimiter). */
export async function openRecords(file: File, onBytes: OnBytes): Promise<TextRecords> {
  const pieces = textPieces(file, onBytes);
  const first = withoutSizes(await pieces.next());
  if (first.done || first.value.trim() === '')
    throw new DatasetFailure({ tag: 'empty-file', file: file.name });
  const delimiter = sniffDelimiter(first.value);
  if (delimiter === null) {
    const detail = 'No comma, tab, semicolon or space divides the lines into the same number of columns.';
    throw new DatasetFailure({ tag: 'bad-header', file: file.name, where: 'line 1', detail });
  }
  const sample = sampleRows(first.value, delimiter).slice(1);
  const outcommented: number[] = [];
  return {
    decimalComma: usesDecimalComma(sample),
    commented: lastComment(first.value, delimiter),
    outcommented,
    portions: portions(file.name, first.value, pieces, { delimiter, outcommented }),
  };
}

/** Below '#1.2' or '#1.3' a GCT file (GSEA, Connectivity Map) has a line with its numbers of rows and columns: an empty one in its place. */
function withoutSizes(first: IteratorResult<string, unknown>): IteratorResult<string, unknown> {
  return first.done === true
    ? first
    : { done: false, value: first.value.replace(/^(#1\.[23]\s*?\n)\d+\t\d+[\t\d]*\n/, '$1\n') };
}

function lastComment(piece: string, delimiter: string): TextRecord | null {
  let found: TextRecord | null = null;
  for (const [index, written] of piece.split('\n', MAX_COMMENTS).entries()) {
    const text = written.trim();
    if (text === '') continue;
    if (!text.startsWith('#')) break;
    const comment = text.replace(/^#+/, '').trim();
    const divided = comment.split(delimiter);
    const cells = divided.length > 1 ? divided : comment.split(/\s+/);
    if (comment !== '') found = { line: index + 1, cells: cleanRow(cells, delimiter) };
  }
  return found;
}

async function* portions(
  file: string,
  first: string,
  rest: AsyncGenerator<string>,
  { delimiter, outcommented }: { readonly delimiter: string; readonly outcommented: number[] },
): AsyncGenerator<readonly TextRecord[]> {
  let line = 1;
  let width = 0;
  let piece: IteratorResult<string, unknown> = { done: false, value: first };
  while (piece.done !== true) {
    const parsed = Papa.parse<string[]>(piece.value, { delimiter, newline: '\n' });
    const rows = parsed.data;
    const [problem] = parsed.errors.filter(({ type }) => type === 'Quotes');
    const records: TextRecord[] = [];
    for (const [index, row] of rows.entries()) {
      if (problem !== undefined && problem.row === index) {
        const detail = 'A quotation mark is not closed at the end of its cell.';
        throw DatasetFailure.damaged(file, `line ${line}`, detail);
      }
      if (!isSkipped(row)) records.push({ line, cells: cleanRow(row, delimiter) });
      else if (row.length === width && row[0]?.startsWith('#')) outcommented.push(line);
      width ||= records[0]?.cells.length ?? 0;
      line += 1 + row.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
    }
    yield records;
    // The empty row after a last line end is not a line.
    if (piece.value.endsWith('\n') && rows.at(-1)?.join('') === '') line -= 1;
    piece = await rest.next();
  }
}

/** The first rows, at least two. */
function sampleRows(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    step: ({ data, meta }, parser) => {
      if (!isSkipped(data)) rows.push(cleanRow(data, delimiter));
      if (rows.length === SAMPLE || (rows.length > 1 && meta.cursor > SAMPLE_LENGTH)) parser.abort();
    },
  });
  return rows;
}

/**
 * The delimiter that divides all sampled rows into the same number of columns (the header may lack the first), and into most; else the most
 * frequent one of the first line. A delimiter that leaves decimal commas intact wins at once.
 */
function sniffDelimiter(text: string): string | null {
  let best: { delimiter: string; columns: number } | null = null;
  let commonest: { delimiter: string; columns: number } | null = null;
  for (const delimiter of [',', '\t', ';', ' ']) {
    const rows = sampleRows(text, delimiter);
    const header = rows[0]?.length ?? 0;
    const columns = rows[1]?.length ?? header;
    const regular =
      rows.slice(1).every((row) => row.length === columns) && (header === columns || header === columns - 1);
    const divides = regular && columns > 1;
    if (divides && delimiter !== ' ' && holdDecimalCommas(rows)) return delimiter;
    if (divides && columns > (best?.columns ?? 1)) best = { delimiter, columns };
    if (delimiter !== ' ' && header > (commonest?.columns ?? 1)) commonest = { delimiter, columns: header };
  }
  return (best ?? commonest)?.delimiter ?? null;
}

const parseDecimalComma = numberParser(true);

/** Most cells are numbers, some with decimal commas. */
function holdDecimalCommas(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.flat();
  const numbers = cells.filter((cell) => parseDecimalComma(cell) !== undefined);
  return 2 * numbers.length > cells.length && usesDecimalComma(rows);
}

/** Comments, including those of GEO series ('!Series_title') and the delimiter line of Excel. */
const COMMENT = /^\s*(#|"?!(series|sample|platform|dataset|database)_|sep=)/i;
/** Lines of a GEO series matrix that may say what was done to a sample; each begins with its title. */
const OF_SAMPLES = /^"?!sample_(title|source_name_ch\d|characteristics_ch\d|description)"?$/i;

function isSkipped(row: readonly string[]): boolean {
  const [first = '', ...others] = row;
  if (OF_SAMPLES.test(first)) return new Set(others).size < 2;
  return COMMENT.test(first) || row.every((cell) => cell.trim() === '');
}

/** A line of labels: '!Sample_title' is title, and characteristics of the form 'genotype: WT' have the title genotype. */
function samplesRow([first = '', ...others]: readonly string[]): readonly string[] {
  const title = OF_SAMPLES.exec(first)?.[1];
  if (title === undefined) return [first, ...others];
  const keys = new Set(others.map((cell) => /^([^:]+): /.exec(cell)?.[1]));
  const [key] = keys;
  if (keys.size > 1 || key === undefined) return [title, ...others];
  return [key, ...others.map((cell) => cell.slice(key.length + 2))];
}

function cleanRow(row: readonly string[], delimiter: string): readonly string[] {
  const cells = samplesRow(row.map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  return delimiter === ' ' ? cells.filter((cell) => cell !== '') : cells;
}

function lineBreaks(cell: string): number {
  return cell.includes('\n') ? cell.split('\n').length - 1 : 0;
}
