/** Opens delimited text (.csv, .tsv, .txt, also .gz) as an ExpressionSource, and infers whether rows are cells or genes. Values are held in memory. */
import type { AnnotationColumn, GeneAxis, NumericColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import type { OnBytes } from '../bytes';
import { categoryColumn, namedAxis } from '../columns';
import { type FoundContent, sourceOf } from '../assemble';
import { isControlWord } from '../../recognise/controls';
import { numberControls } from '../../recognise/replicates';
import { asChosen, judgeFeatures, notesOnDoubt } from '../../recognise/numericColumns';
import { axisOf, onlyGenes } from '../geneRows';
import type { MatrixReader } from '../matrixReader';
import {
  type TableReading,
  CELL_HEADER,
  GENE_HEADER,
  isNumbering,
  namesGenes,
  type UnsettledRoles,
} from './columnRoles';
import { type LabelsTable, maxShareKnown } from './labels';
import { type Above, type Orientation, readTable, type Table, type ValueRows } from './table';

/** Tables with more rows have one row per cell, and row names are not labels. */
const MAX_CONDITIONS = 5_000;
const SHOWN = 3;

const nothing = () => undefined;

/** Throws `table-unclear` where the user has to say how to read the table (`reading`), and the errors of `readTable`. */
export async function openText(
  file: File,
  labels: LabelsTable | null,
  reading: TableReading,
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  const orient = (roles: UnsettledRoles, rowNames: readonly string[], above: Above): Orientation => {
    const found = orientationOf(roles, rowNames, { labels, chosen: reading.rows, above });
    if (found !== null) return found;
    const samples = rowNames.slice(0, SHOWN);
    throw new DatasetFailure({ tag: 'table-unclear', file: file.name, asks: 'rows', samples });
  };
  const table = await readTable(file, reading, orient, onBytes);
  const withoutHeader = table.firstLine === 'values';
  const { orientation, judged } = table;
  const { rows } = orientation;
  const columnNames = table.roles.values.map(({ name }, column) =>
    withoutHeader && rows === 'genes' ? String(column + 1) : name,
  );
  const notes: DatasetNote[] = table.decimalComma ? [{ tag: 'decimal-comma' }] : [];
  const [line] = table.outcommented;
  if (line !== undefined) notes.push({ tag: 'rows-commented-out', rows: table.outcommented.length, line });
  if (withoutHeader) notes.push({ tag: 'no-header', rows, named: table.roles.names !== null });
  if (orientation.rows === 'genes') notes.push({ tag: 'transposed', reason: orientation.reason });

  const [cellNames, geneNames] =
    rows === 'cells' ? [table.rowNames, withoutAssay(columnNames)] : [columnNames, table.rowNames];
  const ofColumns = table.labelLines?.columns ?? [];
  if (table.labelLines !== null) notes.push(noteOnLines(table.labelLines));
  const columns = rows === 'genes' ? table.annotations : ofColumns;
  const named = namedAxis({ index: geneNames, columns }, notes);
  const [axis, reader, numericColumns] =
    rows === 'cells'
      ? [named, table.values.reader(rows), judged]
      : withoutSums(named, table.values.reader(rows), { chosen: reading, labels: ofColumns, cellNames });

  const content: FoundContent = {
    format: 'text',
    cellNames,
    obs: rows === 'cells' ? rowAnnotations(table, notes) : ofColumns,
    matrices: [{ path: 'table', axis, reader }],
    notes: [...notes, ...notesOnDoubt(numericColumns)],
    ...(numericColumns.length > 0 && { numericColumns }),
  };
  const source = await sourceOf(file, content, nothing, nothing);
  const opened = { ...source.opened, table: { firstLine: table.firstLine, rows } };
  return { ...source, opened };
}

/** Seurat's FetchData names genes with their assay: 'rna_GATA1'. */
const ASSAY = /^(?:rna|sct)_/;

function withoutAssay(genes: readonly string[]): readonly string[] {
  const named = genes.filter((name) => ASSAY.test(name));
  return 2 * named.length > genes.length ? genes.map((name) => name.replace(ASSAY, '')) : genes;
}

/** What separates names of genes in names of samples. */
const IN_NAMES = /[-+|,;_.\s]+/;

/** Without rows that are no genes: reads without a gene, sums, and figures of the cells. */
function withoutSums(
  axis: GeneAxis,
  reader: MatrixReader,
  { chosen, labels, cellNames }: SampleWords,
): readonly [GeneAxis, MatrixReader, readonly NumericColumn[]] {
  const words = [
    ...cellNames.slice(0, MAX_CONDITIONS),
    ...labels.flatMap((column) => (column.kind === 'category' ? column.categories : [])),
  ];
  const labelled = new Set(words.flatMap((word) => [word, ...word.split(IN_NAMES)]));
  const verdicts = judgeFeatures(axis.index, null, labelled).map((verdict, gene) =>
    asChosen(axis.index[gene] ?? '', verdict, chosen),
  );
  const found = verdicts.filter((verdict) => verdict !== null);
  const kept = [...verdicts.keys()].filter((gene) => verdicts[gene]?.isGene ?? true);
  if (kept.length === 0 || kept.length === verdicts.length) return [axis, reader, found];
  return [axisOf(axis, kept), onlyGenes(reader, kept), found];
}

/** Words that name samples, some of them genes. */
interface SampleWords {
  readonly chosen: TableReading;
  readonly labels: readonly AnnotationColumn[];
  readonly cellNames: readonly string[];
}

function noteOnLines({ namedBy, columns, merged }: NonNullable<Table['labelLines']>): DatasetNote {
  const labels = columns.map(({ name }) => name);
  return { tag: 'label-lines', labels, namedBy, ...(merged.length > 0 && { merged }) };
}

/** In a table of one row per condition without annotations, row names or row positions are the labels; names that recur are labels in any. */
function rowAnnotations(table: Table, notes: DatasetNote[]): readonly AnnotationColumn[] {
  const { annotations, roles, rowNames, values } = table;
  const recur = roles.names !== null && areRepeatedLabels(rowNames);
  if (recur) return [categoryColumn(roles.namesHeader || 'row name', rowNames), ...annotations];
  if (annotations.length > 0) return annotations;
  if (roles.names === null)
    return rowGenes(
      values,
      roles.values.map(({ name }) => name),
      notes,
    );
  const areNumbers = rowNames.every((name) => /^\d+$/.test(name));
  return areNumbers || rowNames.length > MAX_CONDITIONS ? [] : [categoryColumn('row name', rowNames)];
}

const CELLS: Orientation = { rows: 'cells' };

const LONGEST_NAME = 200;

const CELL_NAMES = [
  // \w holds the underscore: written as ([-_.]\w+)*, a name of forty parts would be tried in 2^40 ways.
  /(?:^|[_#:.-])[ACGTN]{10,}(?:_\w+)?(?:[-.]\w+)*$/,
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

const MIN_SCORE = 0.25;
const MIN_SHARE_PERTURBED = 0.8;
/** As pandas and R number columns of one name. */
const NUMBERED = /\.\d+$/;
/** A labels file names all cells, but as labels only a minority of genes. */
const MIN_SHARE_OF_CELLS = 0.5;

interface OrientationHints {
  /** The labels file, which names the cells (and, as labels, a few genes). */
  readonly labels: LabelsTable | null;
  /** Answer of the user. */
  readonly chosen: 'cells' | 'genes' | undefined;
  readonly above: Above;
}

/**
 * Whether rows are cells or genes, from names, headers and the labels file; null (unclear) only without a header, where row names resemble neither
 * genes nor cells.
 */
function orientationOf(
  roles: UnsettledRoles,
  rowNames: readonly string[],
  { labels, chosen, above }: OrientationHints,
): Orientation | null {
  if (chosen !== undefined) return chosen === 'cells' ? CELLS : { rows: 'genes', reason: 'you said so' };
  const columns = roles.values.map(({ name }) => name);
  const rowsKnown = labels === null ? 0 : maxShareKnown(labels, rowNames);
  const columnsKnown = labels === null || above === 'nothing' ? 0 : maxShareKnown(labels, columns);
  const rowsAreGenes = geneScore(rowNames) - geneScore(columns) > MIN_SCORE;
  if (rowsKnown > Math.max(columnsKnown, MIN_SHARE_OF_CELLS) && !rowsAreGenes) return CELLS;
  if (columnsKnown > Math.max(rowsKnown, MIN_SHARE_OF_CELLS))
    return { rows: 'genes', reason: 'the column names are the cells of the labels file' };
  if (CELL_HEADER.test(roles.namesHeader) || arePerturbedGenes(rowNames, columns)) return CELLS;
  if (areRepeatedLabels(rowNames)) return CELLS;
  if (roles.names !== null && GENE_HEADER.test(roles.namesHeader))
    return { rows: 'genes', reason: `the first column is headed "${roles.namesHeader}"` };
  const mayBeSamples = columns.length > 1 && geneScore(columns) <= MIN_SCORE;
  const naming = mayBeSamples ? roles.annotations.find(namesGenes) : undefined;
  if (naming !== undefined) return { rows: 'genes', reason: `the column "${naming.name}" names them` };
  if (roles.names === null && above !== 'labels') return CELLS;
  // Labels are of cells; of genes there are names, in frames with several levels of columns.
  if (above === 'labels') {
    const areDescribed = roles.annotations.some(({ name }) => GENE_HEADER.test(name));
    if (!areDescribed && geneScore(columns) - geneScore(rowNames) > MIN_SCORE) return CELLS;
    return { rows: 'genes', reason: 'several header lines label the columns' };
  }
  if (roles.annotations.some(({ name, numeric }) => !numeric && !GENE_ANNOTATION.test(name))) return CELLS;
  const [row = ''] = rowNames;
  if (above === 'nothing') {
    const score = geneScore(rowNames);
    if (score > MIN_SCORE) return { rows: 'genes', reason: `rows are named like genes ("${row}")` };
    return score < -MIN_SCORE ? CELLS : null;
  }
  const [column = ''] = columns;
  if (arePerturbedGenes(columns, rowNames))
    return { rows: 'genes', reason: `columns are named like some of the rows ("${column}")` };
  const isTall = 2 * columns.length < rowNames.length;
  // Identifiers of Entrez are numbers, but not in turn.
  const areEntrez = rowNames.every((name) => /^\d+$/.test(name)) && !isNumbering(rowNames);
  if (!rowsAreGenes && isTall && (geneScore(rowNames) >= 0 || areEntrez) && numberControls(columns))
    return { rows: 'genes', reason: `columns are named like samples ("${column}")` };
  if (!rowsAreGenes) return CELLS;
  const reason = `rows are named like genes ("${row}") and columns like cells ("${column}")`;
  return { rows: 'genes', reason };
}

const MOST_ROWS_OF_GENE = 20;

/** Whether names of rows recur as labels of cells do, with controls among them: probes and transcripts of a gene are fewer. */
function areRepeatedLabels(rowNames: readonly string[]): boolean {
  const names = new Set(rowNames);
  const hasControl = [...names].some(isControlWord);
  return (hasControl ? 2 : MOST_ROWS_OF_GENE) * names.size < rowNames.length;
}

/** Whether a table may have a column for each perturbed gene: all but controls are among the rows, and most rows are no column. */
function arePerturbedGenes(columns: readonly string[], rowNames: readonly string[]): boolean {
  const rows = new Set(rowNames);
  const named = columns.filter((name) => !isControlWord(name));
  return (
    named.length > 0 &&
    2 * named.length < rows.size &&
    named.filter((name) => rows.has(name) || rows.has(name.replace(NUMBERED, ''))).length >=
      MIN_SHARE_PERTURBED * named.length
  );
}

/** Share of names like genes minus share of names like cells, over the first 500. */
function geneScore(names: readonly string[]): number {
  const sample = names.slice(0, 500);
  let score = 0;
  // A longer name is neither, and the patterns take the square of its length.
  for (const name of sample.filter(({ length }) => length <= LONGEST_NAME)) {
    if (CELL_NAMES.some((pattern) => pattern.test(name))) score -= 1;
    else if (GENE_NAMES.some((pattern) => pattern.test(name))) score += 1;
  }
  return score / Math.max(1, sample.length);
}

const MIN_ROWS = 5;
const MIN_SHARE_LOWEST = 0.9;

/**
 * In unlabelled knockout tables, such as those of the DREAM challenges, row n is the sample with gene n perturbed: a column of the genes, with a
 * note. None unless the table is square and nearly every gene is lowest in its own row. @param genes names of the columns
 */
function rowGenes(values: ValueRows, genes: readonly string[], notes: DatasetNote[]): AnnotationColumn[] {
  const { length } = genes;
  if (values.rows !== length || length < MIN_ROWS) return [];
  const own = genes.map((_, gene) => values.row(gene)[gene] as number);
  const isLowest = own.map(() => true);
  for (let row = 0; row < length; row++) {
    values.row(row).forEach((value, gene) => {
      if (row !== gene && value <= (own[gene] as number)) isLowest[gene] = false;
    });
  }
  const lowest = isLowest.filter(Boolean).length;
  if (lowest < MIN_SHARE_LOWEST * length) return [];
  notes.push({ tag: 'row-is-its-gene', lowest, rows: length });
  return [categoryColumn('gene of the row', genes)];
}
