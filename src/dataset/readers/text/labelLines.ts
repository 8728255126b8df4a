/**
 * Lines of labels above the values of a table, such as 'condition', 'replicate', 'guide' and 'gene' of each cell: several lines of names and
 * numbers, of which one may name the columns (the series of Datlinger et al. 2017 in GEO; frames of pandas with several levels of
 * columns; spreadsheets with merged cells).
 */
import { uniqueNames } from '../../recognise/geneNames';
import { CELL_HEADER, GENE_HEADER, NAMES_HEADER, numericColumns, SERIES } from './columnRoles';
import { isMissingLabel, type ParseNumber, type TextRecord } from './records';

/** The lines above the values of a table. */
export interface LabelLines {
  /** All of them: they hold no values. */
  readonly records: ReadonlySet<TextRecord>;
  /** Names of the columns: those of a line, or numbers. */
  readonly header: TextRecord;
  /** Title of the line that names the columns; null where none does, and columns are numbered. */
  readonly namedBy: string | null;
  /** A cell for each column of the table; the titles are unique. `isMerged`: cells after the first of merged ones were filled. */
  readonly labels: readonly {
    readonly title: string;
    readonly cells: readonly string[];
    readonly isMerged: boolean;
  }[];
}

const MAX_LINES = 12;
const MIN_COLUMNS = 2;
const MIN_ROWS = 2;

/** The lines of labels among the first records; null where there is one header at most. */
export function labelLinesOf(records: readonly TextRecord[], parse: ParseNumber): LabelLines | null {
  const candidates = records
    .slice(1, MAX_LINES)
    .flatMap((record, at) => (isText(record, parse) ? [at + 2] : []));
  const isAbove = (count: number) => {
    const rows = records.slice(count);
    const width = rows[0]?.cells.length ?? 0;
    const numeric = numericColumns(rows, width, parse).filter((column) => column > 0);
    const last = aligned(records[count - 1], width)?.cells ?? [];
    const words = numeric.filter((column) => parse(last[column] ?? '') === undefined);
    return rows.length >= MIN_ROWS && numeric.length >= MIN_COLUMNS && 2 * words.length > numeric.length;
  };
  const count = candidates.findLast(isAbove);
  return count === undefined ? null : linesAbove(records, count, parse);
}

function isText({ cells }: TextRecord, parse: ParseNumber): boolean {
  const written = cells.slice(1).filter((cell) => cell !== '');
  return 2 * written.filter((cell) => parse(cell) === undefined).length > written.length;
}

/** The record in columns of the values: R leaves out the name of the first. null for other widths. */
function aligned(record: TextRecord | undefined, width: number): TextRecord | null {
  if (record === undefined) return null;
  if (record.cells.length === width - 1) return { line: record.line, cells: ['', ...record.cells] };
  return record.cells.length === width ? record : null;
}

function linesAbove(records: readonly TextRecord[], count: number, parse: ParseNumber): LabelLines | null {
  const width = records[count]?.cells.length ?? 0;
  const lines = records.slice(0, count).flatMap((record) => aligned(record, width) ?? []);
  const numeric = new Set(numericColumns(records.slice(count + 1), width, parse));
  const columns = Array.from({ length: width - 1 }, (_, column) => column + 1);
  const first = columns.find((column) => numeric.has(column)) ?? 1;
  const below = records[count]?.cells ?? [];
  const namesRows =
    NAMES_HEADER.test(below[0] ?? '') &&
    columns.every((column) => !numeric.has(column) || below[column] === '');
  const rows = records.slice(namesRows ? count + 1 : count);
  if (lines.length < count || rows.length < MIN_ROWS) return null;
  // The title stands before the first value, above the names of the rows or what describes them; these have names of their own in the line of names.
  const titled = lines.map(({ line, cells }) => ({
    line,
    cells,
    title:
      cells
        .slice(0, first)
        .findLast((cell, at) => !isMissingLabel(cell) && (at === 0 || !GENE_HEADER.test(cell))) ?? '',
  }));
  const distinct = titled.filter(({ cells }) => {
    const own = columns.filter((column) => numeric.has(column)).map((column) => cells[column]);
    return new Set(own).size === own.length;
  });
  // Accessions name samples in a series matrix of GEO: other tables name them so, and not by titles.
  const naming =
    distinct.find(({ title }) => SERIES.test(title)) ??
    distinct.find(({ title }) => CELL_HEADER.test(title)) ??
    distinct[0];
  const names = naming?.cells ?? columns.map((column) => String(column - first + 1)).toSpliced(0, 0, '');
  const beside = namesRows ? below : GENE_HEADER.test(names[0] ?? '') ? names : names.with(0, '');
  const labels = titled.filter((line) => line !== naming || !NAMES_HEADER.test(line.title));
  const titles = uniqueNames(labels.map(({ line, title }) => title || `line ${line}`)).names;
  return {
    records: new Set(records.slice(0, records.length - rows.length)),
    header: {
      line: naming?.line ?? 1,
      cells: names.map((name, column) => (column < first ? (beside[column] ?? '') : name)),
    },
    namedBy: naming?.title ?? null,
    labels: labels.map(({ cells }, at) => {
      const filled = mergedCellsFilled(
        cells,
        columns.filter((column) => column >= first && numeric.has(column)),
      );
      return { title: titles[at] ?? '', cells: filled ?? cells, isMerged: filled !== null };
    }),
  };
}

/**
 * The cells with the label of merged ones, of which a spreadsheet saves the first, in all of these: every label occurs once, before at least one empty cell. null
 * where they are not so, as empty labels may be those of controls.
 * @param columns of values
 */
function mergedCellsFilled(cells: readonly string[], columns: readonly number[]): readonly string[] | null {
  const texts = columns.map((column) => cells[column] ?? '');
  const labels = texts.filter((text) => text !== '');
  const areApart = texts.every((text, at) => text === '' || texts[at + 1] === '');
  if (labels.length < 2 || texts[0] === '' || !areApart || new Set(labels).size < labels.length) return null;
  const filled = [...cells];
  let label = '';
  for (const column of columns) {
    label = cells[column] || label;
    filled[column] = label;
  }
  return filled;
}
