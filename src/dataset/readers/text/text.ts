/** Delimited text (.csv, .tsv, .txt, also .gz) as an ExpressionSource. The values are held in memory. */
import type { AnnotationColumn, OpenedFile } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { namedAxis } from '../assemble';
import type { OnBytes } from '../bytes';
import { categoryColumn } from '../columns';
import { fingerprintOf } from '../fingerprint';
import { finiteBlocks } from '../matrixReader';
import { describeMatrix } from '../sampling';
import { type TableReading, CELL_HEADER, type ColumnRoles, GENE_HEADER } from './columnRoles';
import { type LabelsTable, shareKnown } from './labels';
import { readTable, type Table, type ValueRows } from './table';

const PATH = 'table';
/** With more rows than this, their names are not what was done to them. */
const MOST_CONDITIONS = 5_000;
const SHOWN = 3;

/** `reading`: what a person says of the table. Throws `table-unclear` where that has to be asked, and what `readTable` throws. */
export async function openText(
  file: File,
  labels: LabelsTable | null,
  reading: TableReading,
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  const table = await readTable(file, reading.firstLine, onBytes);
  const withoutHeader = table.firstLine === 'values';
  const known = { labels, chosen: reading.rows, withoutHeader };
  const orientation = orientationOf(table.roles, table.rowNames, known);
  if (orientation.rows === 'unclear') {
    const samples = table.rowNames.slice(0, SHOWN);
    throw new DatasetFailure({ tag: 'table-unclear', file: file.name, asks: 'rows', samples });
  }
  const { rows } = orientation;
  const columnNames = table.roles.values.map(({ name }, column) =>
    withoutHeader && rows === 'genes' ? String(column + 1) : name,
  );
  const notes: DatasetNote[] = table.decimalComma ? [{ tag: 'decimal-comma' }] : [];
  if (withoutHeader) notes.push({ tag: 'no-header', rows, named: table.roles.names !== null });
  if (orientation.rows === 'genes') notes.push({ tag: 'transposed', reason: orientation.reason });

  const [cellNames, geneNames] =
    orientation.rows === 'cells' ? [table.rowNames, columnNames] : [columnNames, table.rowNames];
  const axis = namedAxis(geneNames, orientation.rows === 'genes' ? table.annotations : [], notes);

  const reader = table.values.reader(orientation.rows);
  const matrix = await describeMatrix(PATH, reader, () => undefined);
  const genes = { [PATH]: axis };
  const opened: OpenedFile = {
    name: file.name,
    bytes: file.size,
    format: 'text',
    fingerprint: fingerprintOf(cellNames.length, [matrix], genes),
    cells: cellNames.length,
    cellNames,
    obs: orientation.rows === 'cells' ? rowAnnotations(table, notes) : [],
    matrices: [matrix],
    genes,
    notes,
    table: { firstLine: table.firstLine, rows },
  };
  return {
    opened,
    blocks(path, onRead) {
      if (path !== PATH) throw new DatasetFailure({ tag: 'no-matrix', file: file.name });
      return finiteBlocks(
        reader,
        file.name,
        (cell, gene) => `cell ${cellNames[cell]}, gene ${axis.index[gene]}`,
        onRead,
      );
    },
    close: () => undefined,
  };
}

/** In a table of one row per condition, the name of the row, or its place, may be all there is to say what was done. */
function rowAnnotations(table: Table, notes: DatasetNote[]): readonly AnnotationColumn[] {
  const unnamed = table.annotations.length === 0 && table.roles.names === null;
  const own = unnamed
    ? ownGenes(
        table.values,
        table.roles.values.map(({ name }) => name),
      )
    : null;
  if (own !== null) {
    notes.push(own.note);
    return [own.column];
  }
  const alone = table.annotations.length === 0 && table.roles.names !== null;
  if (!alone || table.rowNames.length > MOST_CONDITIONS) return table.annotations;
  return [categoryColumn('row name', table.rowNames)];
}

/** Whether the rows of a table are cells or genes: from the names on both sides, the headers and the labels file. */

type Orientation =
  | { readonly rows: 'cells' | 'unclear' }
  /** `reason` completes "Genes were taken to be in rows, because …". */
  | { readonly rows: 'genes'; readonly reason: string };

const CELLS: Orientation = { rows: 'cells' };

const CELL_NAMES = [
  /^(.*[_#:.-])?[ACGTN]{10,}([-_.]\w+)*$/,
  /^(cell|barcode|nucleus|spot|sample|well)[_. -]?\d+$/i,
  /^E\d+_\d+/,
  /^(GSM|SRR|ERR|DRR|SRX)\d+/,
  /^\d+$/,
];
const GENE_NAMES = [
  /^ENS[A-Z]*[GT]\d{11}(\.\d+)?$/,
  /^(FBgn|WBGene|AT\dG|ZDB-GENE-)\d+/,
  /^Y[A-P][LR]\d{3}[WC](-[A-Z])?$/,
  // Human symbols (GATA1, HLA-A, C1orf56), mouse symbols (Fgf8), numbered genes of simulators.
  /^[A-Z][A-Z0-9]{1,9}(-[A-Z0-9]{1,5})*$/,
  /^C\d+orf\d+$/,
  /^[A-Z][a-z]{1,8}[0-9]{0,4}[a-z]?\d?$/,
  /^(g|gene)_?\d+$/i,
];
const GENE_ANNOTATION =
  /^(descriptions?|gene_?(type|biotype|symbol|name|id)|biotype|chr(om(osome)?)?|symbol|strand|start|end)$/i;

const ENOUGH_DIFFERENCE = 0.25;
/** Genes among the labels are known to the labels file as well, but not most of the genes. */
const MOST = 0.5;

interface Known {
  /** The second file, where there is one; it knows the cells (and, as labels, a few genes). */
  readonly labels: LabelsTable | null;
  /** What a person says. */
  readonly chosen: 'cells' | 'genes' | undefined;
  /** The columns were given names that say nothing. */
  readonly withoutHeader: boolean;
}

/** 'unclear' only where rows have names like neither genes nor cells, and columns none. */
function orientationOf(
  roles: ColumnRoles,
  rowNames: readonly string[],
  { labels, chosen, withoutHeader }: Known,
): Orientation {
  if (chosen !== undefined) return chosen === 'cells' ? CELLS : { rows: 'genes', reason: 'you said so' };
  const columns = roles.values.map(({ name }) => name);
  const rowsKnown = labels === null ? 0 : shareKnown(labels, rowNames);
  const columnsKnown = labels === null || withoutHeader ? 0 : shareKnown(labels, columns);
  if (rowsKnown > Math.max(columnsKnown, MOST)) return CELLS;
  if (columnsKnown > Math.max(rowsKnown, MOST))
    return { rows: 'genes', reason: 'the column names are the cells of the labels file' };
  if (roles.names === null || CELL_HEADER.test(roles.namesHeader)) return CELLS;
  if (GENE_HEADER.test(roles.namesHeader)) {
    return { rows: 'genes', reason: `the first column is headed "${roles.namesHeader}"` };
  }
  if (roles.annotations.some(({ name, numeric }) => !numeric && !GENE_ANNOTATION.test(name))) return CELLS;
  const [row = ''] = rowNames;
  if (withoutHeader) {
    const score = geneScore(rowNames);
    if (score > ENOUGH_DIFFERENCE) return { rows: 'genes', reason: `rows are named like genes ("${row}")` };
    return score < -ENOUGH_DIFFERENCE ? CELLS : { rows: 'unclear' };
  }
  if (geneScore(rowNames) - geneScore(columns) <= ENOUGH_DIFFERENCE) return CELLS;
  const [column = ''] = columns;
  return {
    rows: 'genes',
    reason: `rows are named like genes ("${row}") and columns like cells ("${column}")`,
  };
}

/** Share of names that look like genes less the share that looks like cells, over up to 500 of them. */
function geneScore(names: readonly string[]): number {
  const looked = names.slice(0, 500);
  let score = 0;
  for (const name of looked) {
    if (CELL_NAMES.some((pattern) => pattern.test(name))) score -= 1;
    else if (GENE_NAMES.some((pattern) => pattern.test(name))) score += 1;
  }
  return score / Math.max(1, looked.length);
}

/**
 * Tables of as many rows as genes that say nothing of what was done, as the DREAM challenges hand out knockouts: row n is the
 * one sample with gene n perturbed. Taken for that only where the values say so: nearly every gene is lowest in its own row.
 */

const ROWS_AT_LEAST = 5;
const SHARE_LOWEST = 0.9;

interface OwnGenes {
  readonly column: AnnotationColumn;
  readonly note: DatasetNote;
}

/** @param genes names of the columns; null where the table is no such */
function ownGenes(values: ValueRows, genes: readonly string[]): OwnGenes | null {
  const { length } = genes;
  if (values.rows !== length || length < ROWS_AT_LEAST) return null;
  const own = genes.map((_, gene) => values.row(gene)[gene] as number);
  const isLowest = own.map(() => true);
  for (let row = 0; row < length; row++) {
    values.row(row).forEach((value, gene) => {
      if (row !== gene && value <= (own[gene] as number)) isLowest[gene] = false;
    });
  }
  const lowest = isLowest.filter(Boolean).length;
  if (lowest < SHARE_LOWEST * length) return null;
  return {
    column: categoryColumn('gene of the row', genes),
    note: { tag: 'row-is-its-gene', lowest, rows: length },
  };
}
