/**
 * Whether the first line of a table names its columns or is a row of values: numbers where the other rows have numbers are values,
 * unless they count the columns. Whole numbers, no two alike and rather larger than those below, may be identifiers of genes: that is asked.
 */
import { CELL_HEADER, GENE_HEADER, isNamesHeader, isNumbering } from './columnRoles';
import type { ParseNumber } from './numbers';
import type { TextRecord } from './records';

/** What a person says of a table that cannot be told from it. */
export interface TableReading {
  readonly firstLine?: 'names' | 'values';
  readonly rows?: 'cells' | 'genes';
}

/** Fewer columns of numbers without names are rather a list of edges. */
const VALUES_AT_LEAST = 3;
/** In a row of so many counts some are alike. */
const MANY = 15;
/** Fewer may be values that happen to count. */
const ROWS_THAT_COUNT = 5;

export function firstLineOf(
  first: TextRecord,
  rows: readonly TextRecord[],
  parse: ParseNumber,
): 'names' | 'values' | 'unclear' {
  const width = first.cells.length;
  if (rows.length === 0 || rows.some(({ cells }) => cells.length !== width)) return 'names';
  const numeric = numericColumns(rows, width, parse);
  const [head = ''] = first.cells;
  const headsNames =
    !numeric.includes(0) && (isNamesHeader(head) || GENE_HEADER.test(head) || CELL_HEADER.test(head));
  const written = numeric.map((column) => first.cells[column] ?? '');
  const numbers = written.map((text) => parse(text) ?? Number.NaN);
  if (headsNames || numbers.length < VALUES_AT_LEAST || numbers.some(Number.isNaN)) return 'names';
  if (isNumbering(written)) return 'names';
  const canBeNames = numbers.every(Number.isInteger) && new Set(numbers).size === numbers.length;
  if (!canBeNames) return 'values';
  const below = rows.flatMap(({ cells }) => numeric.map((column) => parse(cells[column] ?? '') ?? 0));
  const largest = below.reduce((most, value) => Math.max(most, value), -Infinity);
  const larger = numbers.filter((number) => number > largest).length;
  return 2 * larger > numbers.length || numbers.length >= MANY ? 'unclear' : 'values';
}

/** A first line for a table that has none: names of the rows where there are some, genes numbered. */
export function madeUpNames(rows: readonly TextRecord[], parse: ParseNumber): TextRecord {
  const width = rows[0]?.cells.length ?? 0;
  const numeric = new Set(numericColumns(rows, width, parse));
  const first = rows.map(({ cells }) => cells[0] ?? '');
  const areNames = new Set(first).size === first.length && (!numeric.has(0) || countsRows(first));
  let genes = 0;
  const cells = Array.from({ length: width }, (_, column) => {
    if (column === 0 && areNames) return '';
    if (!numeric.has(column)) return `column ${column + 1}`;
    genes += 1;
    return `gene_${genes}`;
  });
  return { line: 1, cells };
}

function numericColumns(rows: readonly TextRecord[], width: number, parse: ParseNumber): readonly number[] {
  return Array.from({ length: width }, (_, column) => column).filter((column) => {
    const numbers = rows.filter(({ cells }) => parse(cells[column] ?? '') !== undefined).length;
    return 2 * numbers > rows.length;
  });
}

/** 0, 1, 2 … or 1, 2, 3 …, as data frames number their rows. */
function countsRows(names: readonly string[]): boolean {
  const start = Number(names[0]);
  return (
    names.length >= ROWS_THAT_COUNT &&
    (start === 0 || start === 1) &&
    names.every((name, row) => name === String(start + row))
  );
}
