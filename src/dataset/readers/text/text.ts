/** Delimited text (.csv, .tsv, .txt, also .gz) as an ExpressionSource. The values are held in memory. */
import type { AnnotationColumn, DatasetNote, OpenedFile } from '../../annotation';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { namedAxis } from '../assemble';
import type { OnBytes } from '../bytes';
import { categoryColumn } from '../columns';
import { fingerprintOf } from '../fingerprint';
import { finiteBlocks } from '../matrixReader';
import { describeMatrix } from '../sampling';
import type { TableReading } from './firstLine';
import type { LabelsTable } from './labels';
import { orientationOf } from './orientation';
import { ownGenes } from './squareTable';
import { readTable, type Table } from './table';

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
