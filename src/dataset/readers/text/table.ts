/**
 * Reads a delimited text file as a table of row names, annotations and values, before its rows are known to be cells or genes.
 */
import type { AnnotationColumn, NumericColumn } from '../../annotation';
import { DatasetFailure } from '../../errors';
import type { OnBytes } from '../bytes';
import { categoryColumn } from '../columns';
import {
  type ColumnRoles,
  type NamedColumn,
  SERIES,
  type TableReading,
  type UnsettledRoles,
  columnRoles,
  firstLineOf,
  generatedHeader,
  rolesAmongCells,
  rolesAmongGenes,
} from './columnRoles';
import { type LabelLines, labelLinesOf } from './labelLines';
import { expectMeasurements, expectNames, expectUngrouped, expectValues, expectWide } from './refusals';
import { type ParseNumber, type TextRecord, isMissingLabel, numberParser, openRecords } from './records';
import type { MatrixReader } from '../matrixReader';

export interface Table {
  readonly roles: ColumnRoles;
  readonly orientation: Orientation;
  /** Numeric columns that are no plain genes, in a table with cells in rows. */
  readonly judged: readonly NumericColumn[];
  readonly rowNames: readonly string[];
  readonly annotations: readonly AnnotationColumn[];
  /** Labels of the value columns from lines above the values; null without such lines. */
  readonly labelLines: {
    readonly namedBy: string | null;
    readonly columns: readonly AnnotationColumn[];
    /** Titles of lines of merged cells. */
    readonly merged: readonly string[];
  } | null;
  /** [rows × value columns] */
  readonly values: ValueRows;
  readonly decimalComma: boolean;
  /** Numbers of the lines that begin with '#' and could be rows: they are left out. */
  readonly outcommented: readonly number[];
  /** 'values': the file has no header, and columns are named gene_1, gene_2 … */
  readonly firstLine: 'names' | 'values';
}

export type Orientation =
  | { readonly rows: 'cells' }
  /** `reason` completes "Genes were taken to be in rows, because …". */
  | { readonly rows: 'genes'; readonly reason: string };

/** What is above the values: a header, several lines of labels, or nothing. */
export type Above = 'header' | 'labels' | 'nothing';

/** Whether rows are cells or genes, from the first rows. Throws where the user has to say it. */
type Orient = (roles: UnsettledRoles, rowNames: readonly string[], above: Above) => Orientation;

/** Rows from which the roles of columns are inferred. */
const PREVIEW_ROWS = 200;
/** Fewer rows of more than ten thousand columns: a cell of text takes some forty bytes, and each is tried as a number several times. */
const PREVIEW_CELLS = 2_000_000;
const SHOWN = 4;

/**
 * Throws `table-unclear` where the user has to say what the first line is (`reading`), `empty-file`, `bad-header`, `ragged-row`, `not-a-number`,
 * `not-finite`, `no-matrix` (no numeric column), `statistics-table`, `cycle-thresholds`, `damaged-file` (quotation marks, compression), `out-of-memory`.
 */
export async function readTable(
  file: File,
  reading: TableReading,
  orient: Orient,
  onBytes: OnBytes,
): Promise<Table> {
  const { decimalComma, commented, outcommented, portions } = await openRecords(file, onBytes);
  const parse = numberParser(decimalComma);
  const start = (records: readonly TextRecord[]) =>
    startTable(file.name, records, { commented, parse, reading, orient });
  let builder: TableBuilder | null = null;
  let waiting: readonly TextRecord[] = [];
  for await (const portion of portions) {
    waiting = [...waiting, ...portion];
    const width = waiting[0]?.cells.length ?? 0;
    const isShort = waiting.length <= PREVIEW_ROWS && waiting.length * width <= PREVIEW_CELLS;
    if (builder === null && isShort) continue;
    builder ??= start(waiting);
    builder.add(waiting);
    waiting = [];
  }
  builder ??= start(waiting);
  builder.add(waiting);
  return { ...builder.finish(), decimalComma, outcommented };
}

interface TableBuilder {
  readonly add: (records: readonly TextRecord[]) => void;
  readonly finish: () => Omit<Table, 'decimalComma' | 'outcommented'>;
}

interface TableSyntax {
  readonly commented: TextRecord | null;
  readonly parse: ParseNumber;
  readonly reading: TableReading;
  readonly orient: Orient;
}

/** Infers header and columns from the first records, which are to be added like all others. */
function startTable(
  file: string,
  records: readonly TextRecord[],
  { commented, parse, reading, orient }: TableSyntax,
): TableBuilder {
  const [top, ...below] = records;
  if (top === undefined) throw new DatasetFailure({ tag: 'empty-file', file });
  const isSeries = SERIES.test(records.at(-1)?.cells[0] ?? '');
  if (isSeries) throw new DatasetFailure({ tag: 'only-header', file, isSeries });
  const lines = reading.firstLine === 'values' ? null : labelLinesOf(records.slice(0, PREVIEW_ROWS), parse);
  const named =
    lines === null &&
    reading.firstLine === undefined &&
    commented !== null &&
    namesColumns(commented, top, below, parse);
  const [first, others] = named ? [commented, records] : [top, below];
  if (others.length === 0) throw new DatasetFailure({ tag: 'only-header', file, isSeries });
  const chosen = named || lines !== null ? 'names' : reading.firstLine;
  const preview = others.slice(0, PREVIEW_ROWS).filter((record) => lines?.records.has(record) !== true);
  const firstLine = chosen ?? firstLineOf(first, preview, parse);
  if (firstLine === 'unclear') {
    const samples = first.cells.slice(0, SHOWN);
    throw new DatasetFailure({ tag: 'table-unclear', file, asks: 'first-line', samples });
  }
  const header =
    lines?.header ?? (firstLine === 'names' ? first : generatedHeader([first, ...preview], parse));
  if (firstLine === 'names') expectValues(file, header);
  const rows = firstLine === 'names' ? preview : [first, ...preview];
  const unsettled = columnRoles(file, header, preview, parse);
  expectMeasurements(file, header, unsettled.values, rows);
  const { names } = unsettled;
  const orientation = orient(
    unsettled,
    rows.map(({ cells }, row) => (names === null ? String(row + 1) : (cells[names] ?? ''))),
    lines !== null ? 'labels' : firstLine === 'names' ? 'header' : 'nothing',
  );
  const { roles, judged } =
    orientation.rows === 'cells'
      ? rolesAmongCells(unsettled, preview, reading)
      : { roles: rolesAmongGenes(unsettled), judged: [] };
  expectWide(file, header, roles.values, rows);
  if (roles.values.length === 0) throw new DatasetFailure({ tag: 'no-matrix', file });
  expectUngrouped(file, roles.values, rows);
  if (chosen !== 'names') expectNames(file, header, roles.values, { rows, are: orientation.rows }, parse);

  const rowNames: string[] = [];
  const texts = roles.annotations.map((): string[] => []);
  const values = new ValueRows(file, roles.values.length);
  const notFinite = { count: 0, where: '' };
  const addRow = ({ line, cells }: TextRecord) => {
    const found = cells.length;
    if (found !== roles.width)
      throw new DatasetFailure({ tag: 'ragged-row', file, line, expected: roles.width, found });
    const row = values.nextRow();
    rowNames.push(roles.names === null ? String(values.rows) : (cells[roles.names] ?? ''));
    roles.annotations.forEach(({ index }, i) => texts[i]?.push(cells[index] ?? ''));
    // An index loop, because tables have thousands of columns.
    for (let i = 0; i < roles.values.length; i++) {
      const { index, name } = roles.values[i] as NamedColumn;
      const text = cells[index] ?? '';
      const value = parse(text);
      if (value === undefined)
        throw new DatasetFailure({ tag: 'not-a-number', file, line, column: name, value: text });
      if (!Number.isFinite(value)) {
        notFinite.count += 1;
        if (notFinite.count === 1) notFinite.where = `line ${line}, column ${name}`;
      }
      row[i] = value;
    }
  };
  return {
    add(added) {
      for (const record of added)
        if (record !== header && lines?.records.has(record) !== true) addRow(record);
    },
    finish() {
      if (notFinite.count > 0) throw new DatasetFailure({ tag: 'not-finite', file, ...notFinite });
      const annotations = roles.annotations.map((column, i) => annotation(column, texts[i] ?? [], parse));
      const labelLines = lines === null ? null : labelsOfColumns(lines, roles.values, parse);
      return { roles, orientation, judged, rowNames, annotations, labelLines, values, firstLine };
    },
  };
}

/** Whether a comment names the columns: it fits the width of the rows, whose first is values like the others. */
function namesColumns(
  { cells: names }: TextRecord,
  top: TextRecord,
  below: readonly TextRecord[],
  parse: ParseNumber,
): boolean {
  const width = top.cells.length;
  const fits = names.length === width || names.length === width - 1;
  const isNamed = new Set(names).size === names.length && names.every((name) => parse(name) === undefined);
  const isValue = (record: TextRecord) => record.cells.map((cell) => parse(cell) !== undefined);
  const kinds = isValue(top);
  const alike = below.slice(0, PREVIEW_ROWS).every((record) => String(isValue(record)) === String(kinds));
  return width > 2 && fits && isNamed && alike && kinds.filter(Boolean).length >= 2;
}

function labelsOfColumns(
  { namedBy, labels }: LabelLines,
  values: readonly NamedColumn[],
  parse: ParseNumber,
): Table['labelLines'] {
  const columns = labels.map(({ title, cells }) => {
    const texts = values.map(({ index }) => cells[index] ?? '');
    return annotation({ index: 0, name: title, numeric: true }, texts, parse);
  });
  return { namedBy, columns, merged: labels.flatMap(({ title, isMerged }) => (isMerged ? [title] : [])) };
}

/** A number column where all cells are numbers, else categories. */
export function annotation(
  column: NamedColumn,
  texts: readonly string[],
  parse: ParseNumber,
): AnnotationColumn {
  const numbers = column.numeric ? texts.map(parse) : [];
  if (column.numeric && numbers.every((value) => value !== undefined)) {
    return { kind: 'number', name: column.name, values: Float64Array.from(numbers, (value) => value ?? NaN) };
  }
  const labels = texts.map((text) => (isMissingLabel(text) ? null : text));
  return categoryColumn(column.name, labels);
}

const MAX_VALUES = 250_000_000;
/** Memory of the name and labels of a row, in values. */
const MIN_VALUES_PER_ROW = 25;
const PER_ARRAY = 1_000_000;

/** Values of a table, collected row by row in large arrays, up to a gigabyte. */
export class ValueRows {
  readonly #file: string;
  readonly #width: number;
  readonly #rowsPerArray: number;
  readonly #arrays: Float32Array[] = [];
  #rows = 0;

  constructor(file: string, width: number) {
    this.#file = file;
    this.#width = width;
    this.#rowsPerArray = Math.max(1, Math.floor(PER_ARRAY / width));
  }

  get rows(): number {
    return this.#rows;
  }

  /** A new row, to be filled by the caller. Throws `out-of-memory`. */
  nextRow(): Float32Array {
    if (this.#rows * Math.max(this.#width, MIN_VALUES_PER_ROW) > MAX_VALUES) {
      throw DatasetFailure.outOfMemory(this.#file, MAX_VALUES * 4);
    }
    if (this.#rows === this.#arrays.length * this.#rowsPerArray) {
      this.#arrays.push(new Float32Array(this.#rowsPerArray * this.#width));
    }
    this.#rows += 1;
    return this.row(this.#rows - 1);
  }

  row(index: number): Float32Array {
    const array = this.#arrays[Math.floor(index / this.#rowsPerArray)] ?? new Float32Array(0);
    const start = (index % this.#rowsPerArray) * this.#width;
    return array.subarray(start, start + this.#width);
  }

  reader(rowsAre: 'cells' | 'genes'): MatrixReader {
    const genes = rowsAre === 'cells' ? this.#width : this.#rows;
    return {
      encoding: 'dense',
      cells: rowsAre === 'cells' ? this.#rows : this.#width,
      genes,
      entriesBefore: (line) => line * genes,
      bytesPerEntry: 4,
      band: 1,
      read: (first, count) => {
        const values = new Float32Array(count * genes);
        if (rowsAre === 'cells') {
          for (let i = 0; i < count; i++) values.set(this.row(first + i), i * genes);
        } else {
          for (let gene = 0; gene < genes; gene++) {
            const row = this.row(gene);
            for (let i = 0; i < count; i++) values[i * genes + gene] = row[first + i] ?? 0;
          }
        }
        return { layout: 'dense', first, count, values };
      },
    };
  }
}
