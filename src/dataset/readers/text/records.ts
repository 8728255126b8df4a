/** The rows of a delimited text file with their line numbers; blank lines and comments left out. */
import Papa from 'papaparse';
import { DatasetFailure } from '../../errors';
import { byteChunks, type OnBytes, peek } from '../bytes';

/** Cells of a table as numbers. What is not written as a plain decimal number is not one. */
const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none']);
/** The words that mean 'no label' as well; 'none' may be a label of controls. */
const MISSING_LABELS = new Set(['', 'na', 'n/a', '#n/a', 'nan']);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(inity)?$/i;

export type ParseNumber = (cell: string) => number | undefined;

/** NaN for what stands for a missing value, undefined for what is no number at all. */
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
 * Whether these cells write decimals with a comma. '1,234' alone could also be one thousand two hundred thirty-four, and
 * is then left to be refused rather than guessed.
 */
function usesDecimalComma(cells: readonly string[]): boolean {
  const withComma = cells.filter((cell) => /^[+-]?\d+,\d+(e[+-]?\d+)?$/i.test(cell));
  const withPoint = cells.some((cell) => /^[+-]?\d*\.\d/.test(cell));
  return !withPoint && withComma.some((cell) => !/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell));
}

/** Bytes to text: gzip, the usual encodings and line ends, in pieces that end where a record ends. */

/** Characters per piece, at least; the last one may be shorter. */
const PIECE = 2_000_000;
/** Characters of one record at most: packed to almost nothing, a line without end would fill the memory. */
const LONGEST_RECORD = 32_000_000;

/** UTF-16 where the byte order mark says so, Windows-1252 where the bytes are not UTF-8, else UTF-8. */
export function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    // Streaming: a character cut off at the end is no mistake.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/**
 * The text of the file, line ends as '\n', without byte order mark. A piece ends after a line end outside quotation
 * marks. Throws `damaged-file` where the compression is broken and where a line has no end.
 */
export async function* textPieces(file: File, onBytes: OnBytes): AsyncGenerator<string> {
  const head = await peek(file);
  const decoder = new TextDecoder(encodingOf(head));
  // Joined once per piece: a text that grows by a portion at a time would be copied for each.
  let parts: string[] = [];
  const scan: Scan = { length: 0, inQuotes: false, afterReturn: false, end: 0 };
  for await (const chunk of byteChunks(file, onBytes)) {
    const part = decoder.decode(chunk, { stream: true });
    findRecordEnd(part, scan);
    parts.push(part);
    if (scan.length - scan.end > LONGEST_RECORD) throw tooLong(file.name);
    if (scan.length < PIECE || scan.end === 0) continue;
    const text = parts.join('');
    yield unifyLineEnds(text.slice(0, scan.end));
    parts = [text.slice(scan.end)];
    scan.length -= scan.end;
    scan.end = 0;
  }
  const rest = parts.join('') + decoder.decode();
  if (rest !== '') yield unifyLineEnds(rest);
}

function tooLong(file: string): DatasetFailure {
  const detail = `More than ${LONGEST_RECORD / 1e6} million characters come without a line end outside quotation marks.`;
  return new DatasetFailure({ tag: 'damaged-file', file, where: 'one of its lines', detail });
}

function unifyLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

interface Scan {
  /** Characters looked at since the last piece. */
  length: number;
  inQuotes: boolean;
  /** The last one was '\r', which may be half a line end. */
  afterReturn: boolean;
  /** Just after the last line end outside quotation marks; 0 where there is none. */
  end: number;
}

/** Goes on where it stopped. */
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
  /** Of its first character in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Dialect {
  readonly delimiter: string;
  readonly decimalComma: boolean;
}

interface TextRecords {
  readonly dialect: Dialect;
  /** In portions of a few megabytes of text. */
  readonly portions: AsyncIterable<readonly TextRecord[]>;
}

const SAMPLE = 200;

/** Throws `empty-file` and, where no delimiter divides the lines, `bad-header`. */
export async function openRecords(
  file: File,
  onBytes: (done: number, total: number) => void,
): Promise<TextRecords> {
  const pieces = textPieces(file, onBytes);
  const first = await pieces.next();
  if (first.done || first.value.trim() === '')
    throw new DatasetFailure({ tag: 'empty-file', file: file.name });
  const delimiter = sniffDelimiter(first.value);
  if (delimiter === null) {
    const detail = 'No comma, tab, semicolon or space divides the lines into the same number of columns.';
    throw new DatasetFailure({ tag: 'bad-header', file: file.name, where: 'line 1', detail });
  }
  const sample = sampleRows(first.value, delimiter).slice(1).flat();
  return {
    dialect: { delimiter, decimalComma: usesDecimalComma(sample) },
    portions: portions(file.name, first.value, pieces, delimiter),
  };
}

async function* portions(
  file: string,
  first: string,
  rest: AsyncGenerator<string>,
  delimiter: string,
): AsyncGenerator<readonly TextRecord[]> {
  let line = 1;
  let piece: IteratorResult<string, unknown> = { done: false, value: first };
  while (piece.done !== true) {
    const parsed = Papa.parse<string[]>(piece.value, { delimiter, newline: '\n' });
    const rows = parsed.data;
    const [problem] = parsed.errors.filter(({ type }) => type === 'Quotes');
    const records: TextRecord[] = [];
    for (const [index, row] of rows.entries()) {
      if (problem !== undefined && problem.row === index) {
        const detail = 'A quotation mark is opened and not closed where the cell ends.';
        throw new DatasetFailure({ tag: 'damaged-file', file, where: `line ${line}`, detail });
      }
      if (!isSkipped(row)) records.push({ line, cells: cleanRow(row, delimiter) });
      line += 1 + row.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
    }
    yield records;
    // After a last line end comes one empty row that is no line.
    if (piece.value.endsWith('\n') && rows.at(-1)?.join('') === '') line -= 1;
    piece = await rest.next();
  }
}

function sampleRows(text: string, delimiter: string): readonly (readonly string[])[] {
  const { data } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: SAMPLE + 20 });
  const rows = data.filter((row) => !isSkipped(row)).map((row) => cleanRow(row, delimiter));
  return rows.slice(0, SAMPLE);
}

/**
 * The delimiter that divides the header and all sampled rows alike (the header may lack the name of the first column),
 * into the most columns; failing that, the commonest one of the first line. Commas that stand within numbers divide nothing.
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

const parse = numberParser(true);

/** Most cells are numbers, written with a comma. */
function holdDecimalCommas(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.flat();
  const numbers = cells.filter((cell) => parse(cell) !== undefined);
  return 2 * numbers.length > cells.length && usesDecimalComma(numbers);
}

/** Comments, of series from GEO as well ('!Series_title'), and the line that tells Excel the delimiter. */
const COMMENT = /^\s*(#|"?!(series|sample|platform|dataset|database)_|sep=)/i;

function isSkipped(row: readonly string[]): boolean {
  return COMMENT.test(row[0] ?? '') || row.every((cell) => cell.trim() === '');
}

function cleanRow(row: readonly string[], delimiter: string): readonly string[] {
  const cells = row.map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return delimiter === ' ' ? cells.filter((cell) => cell !== '') : cells;
}

function lineBreaks(cell: string): number {
  return cell.includes('\n') ? cell.split('\n').length - 1 : 0;
}
