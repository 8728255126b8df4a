/** The rows of a delimited text file with their line numbers; blank lines and comments left out. */
import Papa from 'papaparse';
import { DatasetFailure } from '../../errors';
import { textPieces } from './decode';
import { numberParser, usesDecimalComma } from './numbers';

export interface TextRecord {
  /** Of its first character in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Dialect {
  readonly delimiter: string;
  readonly decimalComma: boolean;
}

export interface TextRecords {
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
