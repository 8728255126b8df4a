/** A second file with labels of cells, matched by cell names in any of its columns. */
import type { AnnotationColumn, OpenedFile } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import { guidesCounted, listsGuides, oneRowPerCell } from './guideLines';
import { rowsByLane } from './lanes';
import { numberParser, openRecords } from './records';
import { annotation } from './table';

export interface LabelsTable {
  readonly file: string;
  readonly header: readonly string[];
  /** All rows; the cell names tell whether the first is a header. */
  readonly rows: readonly (readonly string[])[];
  readonly decimalComma: boolean;
}

export interface MatchedLabels {
  readonly columns: readonly AnnotationColumn[];
  readonly notes: readonly DatasetNote[];
}

export async function readLabels(file: File): Promise<LabelsTable> {
  const { decimalComma, portions } = await openRecords(file, () => undefined);
  const rows: (readonly string[])[] = [];
  let expected = 0;
  for await (const portion of portions) {
    for (const { line, cells } of portion) {
      // The second row decides: R omits the header of the first column.
      if (rows.length <= 1) expected = cells.length;
      if (cells.length !== expected) {
        throw new DatasetFailure({ tag: 'ragged-row', file: file.name, line, expected, found: cells.length });
      }
      rows.push(cells);
    }
  }
  const inverted = cellsOfGuides(rows);
  if (inverted !== null) return { file: file.name, header: ['cell', 'guide'], rows: inverted, decimalComma };
  const [first = []] = rows;
  const header = first.length === expected - 1 ? ['', ...first] : first;
  return { file: file.name, header, rows: [header, ...rows.slice(1)], decimalComma };
}

const BARCODES = /^[ACGTN]{8,}\S*(?:[,;| ]+[ACGTN]{8,}\S*)*$/;

/** A line for each guide with all its cells, as Dixit et al. give them (cbc_gbc_dict), as one for each cell below a header; null for all else. */
function cellsOfGuides(rows: readonly (readonly string[])[]): LabelsTable['rows'] | null {
  const listing = rows.filter(([, cells = '', ...more]) => more.length === 0 && BARCODES.test(cells));
  const several = listing.some(([, cells = '']) => /[,;| ]/.test(cells));
  if (!several || 2 * listing.length < rows.length) return null;
  const guidesOf = new Map<string, string[]>();
  for (const [guide = '', cells = ''] of listing)
    for (const cell of cells.split(/[,;| ]+/)) guidesOf.set(cell, [...(guidesOf.get(cell) ?? []), guide]);
  return [['cell', 'guide'], ...Array.from(guidesOf, ([cell, guides]) => [cell, guides.join(';')])];
}

/** Whether it is a table of values as that of `opened`: its columns are genes of that, or its rows are, and its columns numbers. */
export function holdsValues({ header, rows, decimalComma }: LabelsTable, { genes }: OpenedFile): boolean {
  const known = new Set(Object.values(genes).flatMap(({ index }) => index));
  const most = (texts: readonly string[]) =>
    2 * texts.filter((text) => known.has(text)).length > texts.length;
  if (header.length <= MOST_LABELS_OF_GENES) return false;
  if (most(header.slice(1))) return true;
  const parse = numberParser(decimalComma);
  const [first = []] = rows.slice(1);
  const numbers = first.filter((text) => parse(text) !== undefined).length;
  return 2 * numbers > first.length && most(rows.slice(1).map(([name = '']) => name));
}

/** A table of labels may have the expression of some genes too. */
const MOST_LABELS_OF_GENES = 3;

/** The share of `names` that occur in one column, for the column with most of them, or by barcodes and lanes. */
export function maxShareKnown(table: LabelsTable, names: readonly string[]): number {
  const shares = table.header.map((_, column) => {
    const known = new Set(table.rows.map((row) => row[column] ?? ''));
    return names.filter((name) => known.has(name)).length / Math.max(1, names.length);
  });
  const share = Math.max(0, ...shares);
  if (share === 1 || names.length === 0) return share;
  return Math.max(share, Math.min(1, (rowsByLane(table, names)?.matched ?? 0) / names.length));
}

/** Columns in the order of `written`; by barcodes and lanes where more cells are found so. Throws `no-shared-cells`, `cells-without-names`, `duplicate-cells` (in either file). */
export function matchLabels(table: LabelsTable, mainFile: string, written: readonly string[]): MatchedLabels {
  const start = numberingOf(written);
  const from = start === null ? null : numberingFrom(table, written.length, start);
  if (start !== null && from === null) {
    const [cells, rows] = [written.length, table.rows.length - 1];
    throw new DatasetFailure({ tag: 'cells-without-names', file: mainFile, labels: table.file, cells, rows });
  }
  const isMoved = from !== null && from !== start;
  const cellNames = isMoved ? written.map((_, cell) => String(from + cell)) : written;
  const [spelled, matches] = matchesOf(table, cellNames);
  const known = cellNames.map(spelled);
  const cells = new Set(known);
  const matched = largest(matches);
  // All rows but a header are known as they are.
  const byLane = matched + 1 < table.rows.length ? rowsByLane(table, written) : null;
  if (byLane !== null && byLane.matched > matched) return matchLabels(byLane.table, mainFile, written);
  if (matched === 0) {
    throw new DatasetFailure({
      tag: 'no-shared-cells',
      file: mainFile,
      labels: table.file,
      cells: cellNames.slice(0, 2),
      samples: table.rows.slice(1, 3).map((row) => row[0] ?? ''),
    });
  }
  expectDistinct(mainFile, known);
  const key = matches.indexOf(matched);
  const hasHeader = !cells.has(spelled(table.header[key] ?? ''));
  const listed = hasHeader ? table.rows.slice(1) : table.rows;
  const guideLines = hasHeader && listsGuides(table.header);
  const parse = numberParser(table.decimalComma);
  const counted = guideLines
    ? guidesCounted(table.header, listed, { key, cells: known, spelled, parse })
    : null;
  const rows = guideLines ? oneRowPerCell(counted?.rows ?? listed, key) : listed;
  const names = rows.map((row) => spelled(row[key] ?? ''));
  expectDistinct(table.file, names);
  const rowOfCell = new Map(names.map((name, row) => [name, row]));
  const identity = hasHeader ? table.header.findIndex((title) => IDENTITY.test(title)) : -1;
  const uncertain = uncertainRows(table.header);
  const columns = table.header.flatMap((title, index) => {
    if (index === key) return [];
    const name = hasHeader ? title || `column ${index + 1}` : labelName(index, key, table.header.length);
    const isUncertain = index === identity ? uncertain : null;
    const texts = known.map((cell) => {
      const row = rows[rowOfCell.get(cell) ?? -1];
      return row === undefined || isUncertain?.(row) === true ? '' : (row[index] ?? '');
    });
    const numeric = texts.some((text) => text !== '' && parse(text) !== undefined);
    return [annotation({ index, name, numeric }, texts, parse)];
  });
  const labelled = rows.filter((row) => cells.has(spelled(row[key] ?? '')));
  const doubtful = identity < 0 ? 0 : labelled.filter(uncertain).length;
  const count = { matched: labelled.length, cells: written.length, rows: rows.length };
  const notes: DatasetNote[] = [
    isMoved
      ? { tag: 'labels-by-position', file: table.file, from }
      : { tag: 'labels-file', file: table.file, ...count },
  ];
  if (doubtful > 0) notes.push({ tag: 'uncertain-guides', file: table.file, cells: doubtful });
  return { columns: [...columns, ...(counted?.called ?? [])], notes: [...notes, ...(counted?.notes ?? [])] };
}

/** The first of the numbers 0, 1, 2 … or 1, 2, 3 …, where these are the names of all cells; else null. */
function numberingOf(cellNames: readonly string[]): number | null {
  const start = Number(cellNames[0]);
  if (start !== 0 && start !== 1) return null;
  return cellNames.every((name, cell) => name === String(start + cell)) ? start : null;
}

/**
 * The number of the first cell in a column of row numbers, for `cells` cells that are numbered from `start` in their own file: pandas numbers from 0, R
 * from 1, and labels would lie one cell off. null without such a column.
 */
function numberingFrom({ header, rows }: LabelsTable, cells: number, start: number): number | null {
  for (const column of header.keys()) {
    const texts = rows.map((row) => row[column] ?? '');
    const numbers = (/^\d+$/.test(texts[0] ?? '') ? texts : texts.slice(1)).map((text) =>
      /^\d+$/.test(text) ? Number(text) : NaN,
    );
    const least = numbers.reduce((min, number) => Math.min(min, number), Infinity);
    const most = numbers.reduce((max, number) => Math.max(max, number), 0);
    const isDistinct = listsGuides(header) || new Set(numbers).size === numbers.length;
    if (numbers.length === 0 || !isDistinct || !(least >= 0 && most <= cells)) continue;
    if (least === 0 && most < cells) return 0;
    return most === cells && least > 0 ? 1 : start;
  }
  return null;
}

/** Columns of cell_identities.csv: guide, whether its coverage suffices, and the number of cells in the droplet. */
const IDENTITY = /^guide[ _]identity$/i;
const COVERAGE = /^good[ _]coverage$/i;
const NUMBER = /^number[ _]of[ _]cells$/i;

/** Tells rows with an uncertain guide: low coverage, or several cells in the droplet. */
function uncertainRows(header: readonly string[]): (row: readonly string[]) => boolean {
  const coverage = header.findIndex((title) => COVERAGE.test(title));
  const number = header.findIndex((title) => NUMBER.test(title));
  return (row) => /^(false|0)$/i.test(row[coverage] ?? '') || Number(row[number] ?? 1) > 1;
}

type Spelling = (name: string) => string;
const asWritten: Spelling = (name) => name;
const withoutWell: Spelling = (name) => name.replace(/-\d+$/, '');
/** As R spells names of columns (make.names): AAACCTGAGAAACCAT.1 for AAACCTGAGAAACCAT-1, X5 for 5. */
const inR: Spelling = (name) => name.replace(/^(?=\d)/, 'X').replaceAll(/[^\w.]/g, '.');

/** Rows per column that name a cell: with names as written, or where none match, as R spells them, or without well numbers ('-1'). */
function matchesOf(table: LabelsTable, cellNames: readonly string[]): readonly [Spelling, readonly number[]] {
  const count = (spelled: Spelling) => {
    const cells = new Set(cellNames.map(spelled));
    return table.header.map(
      (_, column) => table.rows.filter((row) => cells.has(spelled(row[column] ?? ''))).length,
    );
  };
  const written = count(asWritten);
  if (largest(written) > 0) return [asWritten, written];
  for (const spelled of [inR, withoutWell]) {
    const found = new Set(cellNames.map(spelled)).size === cellNames.length ? count(spelled) : [];
    if (largest(found) > 0) return [spelled, found];
  }
  return [asWritten, written];
}

/** Of two columns without header, the one without cell names is the label. */
function labelName(index: number, key: number, width: number): string {
  return width === 2 && index !== key ? 'label' : `column ${index + 1}`;
}

function expectDistinct(file: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  if (repeated.size === 0) return;
  throw new DatasetFailure({ tag: 'duplicate-cells', file, names: [...repeated] });
}

/** Of more columns than a call takes arguments too. */
function largest(counts: readonly number[]): number {
  return counts.reduce((most, one) => Math.max(most, one), 0);
}
