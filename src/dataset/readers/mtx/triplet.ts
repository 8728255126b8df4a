/**
 * Opens a Matrix Market file with the names of its rows and columns, as written by 10x Genomics, Parse Biosciences, STARsolo, kallisto, alevin
 * and public archives. The numbers of names tell whether genes are rows. Entries are held in memory, sparse.
 */
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import { type Features, callGuides, genesOf } from '../tenx/features';
import { Entries } from './entries';
import { type MatrixMarketHead, readMatrixMarket } from './matrixMarket';
import { CELL_HEADER, GENE_HEADER } from '../text/columnRoles';
import { matchLabels, readLabels } from '../text/labels';
import { textPieces } from '../text/records';

interface Triplet {
  readonly matrix: File;
  readonly features: File | null;
  readonly barcodes: File | null;
}

const nothing = () => undefined;

/** Throws `incomplete-triplet`, `names-mismatch`, `no-gene-expression` and the errors of reading each file. */
export async function openTriplet(files: Triplet, onBytes: OnBytes): Promise<ExpressionSource> {
  const { matrix, features, barcodes } = files;
  if (features === null || barcodes === null) {
    const missing = [...(features ? [] : ['features' as const]), ...(barcodes ? [] : ['barcodes' as const])];
    throw new DatasetFailure({ tag: 'incomplete-triplet', file: matrix.name, missing });
  }
  const named = { features: await readNames(features), barcodes: await readNames(barcodes) };
  const cellTable = isTable(named.barcodes) ? await readLabels(barcodes) : null;
  const notes: DatasetNote[] = [];
  const start = (head: MatrixMarketHead) => layoutOf(matrix.name, head, named, notes);
  const { cellNames, genes, entries, guideEntries } = await readMatrixMarket(matrix, start, onBytes);
  const called =
    genes.guides === null || guideEntries === null
      ? []
      : await callGuides(guideEntries.reader(), genes.guides, notes, nothing);
  const described = cellTable === null ? [] : matchLabels(cellTable, matrix.name, cellNames).columns;
  const content = {
    format: 'mtx' as const,
    cellNames,
    obs: [...described, ...called],
    matrices: [{ path: 'matrix', axis: genes.axis, reader: entries.reader() }],
    notes,
  };
  const { name } = matrix;
  const size = matrix.size + features.size + barcodes.size;
  return sourceOf({ name, size }, content, nothing, nothing);
}

/** Written with cells in rows: by Parse Biosciences, kallisto and alevin. */
const CELLS_IN_ROWS = /(^|[^a-z])(DGE|count_matrix|cells_x_\w+|quants_mat)\.mtx/i;

/** Where both orientations fit, the name of the file decides; genes are rows in those of 10x Genomics and others. */
function layoutOf(
  file: string,
  { rows, columns }: MatrixMarketHead,
  { features, barcodes }: Readonly<Record<'features' | 'barcodes', NameLines>>,
  notes: DatasetNote[],
) {
  const canBeRows = fits(features, rows) && fits(barcodes, columns);
  const canBeColumns = fits(features, columns) && fits(barcodes, rows);
  const genesInRows = canBeRows && !(canBeColumns && CELLS_IN_ROWS.test(file));
  if (!canBeRows && !canBeColumns) {
    throw new DatasetFailure({
      tag: 'names-mismatch',
      file,
      rows,
      columns,
      features: { file: features.file, lines: features.lines.length },
      barcodes: { file: barcodes.file, lines: barcodes.lines.length },
    });
  }
  const [genesThere, cells] = genesInRows ? [rows, columns] : [columns, rows];
  const all = featuresOf(features, genesThere);
  const spliced = splicedOf(all, notes);
  const genes = genesOf(features.file, spliced?.features ?? all, notes);
  const entries = new Entries(file, cells, genes.axis.index.length);
  const { rowOfFeature, guides } = genes;
  const guideEntries = guides === null ? null : new Entries(file, cells, guides.names.length);
  const put = (row: number, cell: number, value: number) => {
    const feature = spliced === null ? row : spliced.featureOfRow(row);
    if (feature < 0) return;
    const gene = rowOfFeature[feature] as number;
    const guide = guides === null ? -1 : (guides.rowOfFeature[feature] as number);
    if (gene >= 0) entries.push(cell, gene, value);
    else if (guide >= 0) guideEntries?.push(cell, guide, value);
  };
  const swapped: typeof put = (cell, feature, value) => put(feature, cell, value);
  return {
    cellNames: barcodes.lines.slice(barcodes.lines.length - cells).map(([name = '']) => name),
    genes,
    entries,
    guideEntries,
    take: genesInRows ? put : swapped,
  };
}

/**
 * alevin-fry lists each gene three times: spliced, unspliced ('-U') and ambiguous ('-A'). Spliced and ambiguous counts are those of whole cells
 * (https://alevin-fry.readthedocs.io/en/latest/quant.html); null for other files.
 */
function splicedOf(all: Features, notes: DatasetNote[]) {
  const { ids } = all;
  const genes = ids.length / 3;
  const isThird = (gene: number) =>
    ids[genes + gene] === `${ids[gene]}-U` && ids[2 * genes + gene] === `${ids[gene]}-A`;
  if (ids.length === 0 || !Number.isInteger(genes) || !ids.slice(0, genes).every((_, gene) => isThird(gene)))
    return null;
  notes.push({ tag: 'spliced-counts', genes });
  const features: Features = {
    ...all,
    ids: ids.slice(0, genes),
    names: all.names.slice(0, genes),
    types: null,
  };
  const featureOfRow = (row: number) => (row < genes ? row : row < 2 * genes ? -1 : row - 2 * genes);
  return { features, featureOfRow };
}

const ID_HEADER = /^(gene_?ids?|ensembl\w*|feature_?ids?)$/i;
const NAME_HEADER = /^(gene_?(names?|symbols?)|symbols?|feature_?names?)$/i;

/** Columns by their header, else id, name, type. Version 2 has no type; other programs write names only. */
function featuresOf({ lines }: NameLines, size: number): Features {
  const rows = lines.slice(lines.length - size);
  const header = lines.length > size ? (lines[0] ?? []) : [];
  const found = (title: RegExp) => header.findIndex((field) => title.test(field));
  const column = (index: number) => rows.map((fields) => fields[index] ?? '');
  const [id, name] = [found(ID_HEADER), found(NAME_HEADER)];
  const [genome, type] = [found(/^genome$/i), found(/^feature_?types?$/i)];
  const isNamed = id >= 0 && name >= 0;
  return {
    ids: column(isNamed ? id : 0),
    names: column(isNamed ? name : 1),
    types: isNamed ? (type >= 0 ? column(type) : null) : column(2),
    genomes: genome >= 0 ? column(genome) : null,
    targets: null,
  };
}

/** Names of rows or columns: features.tsv, genes.tsv, barcodes.tsv. */
interface NameLines {
  readonly file: string;
  /** Fields of all lines, including the header where there is one. */
  readonly lines: readonly (readonly string[])[];
}

const MAX_LINES = 10_000_000;
const BYTES_PER_LINE = 200;

/** Throws `empty-file`, `damaged-file` (compression) and `out-of-memory`. */
async function readNames(file: File): Promise<NameLines> {
  const lines: (readonly string[])[] = [];
  let separator: string | null = null;
  for await (const piece of textPieces(file, () => undefined)) {
    for (const line of piece.split('\n')) {
      if (line.trim() === '') continue;
      separator ??= line.includes('\t') ? '\t' : ',';
      lines.push(line.split(separator).map((field) => field.trim().replace(/^"(.*)"$/, '$1')));
    }
    if (lines.length > MAX_LINES) throw DatasetFailure.outOfMemory(file.name, MAX_LINES * BYTES_PER_LINE);
  }
  if (lines.length === 0) throw new DatasetFailure({ tag: 'empty-file', file: file.name });
  return { file: file.name, lines: withoutNumbering(lines) };
}

/** Without the column that pandas and R write before a data frame without row names. */
function withoutNumbering(lines: NameLines['lines']): NameLines['lines'] {
  const [header = [], ...rows] = lines;
  const isNumbering = (start: number) => rows.every(([first], row) => first === String(start + row));
  if (header.length < 2 || !/^(|unnamed: ?0)$/i.test(header[0] ?? '') || !(isNumbering(0) || isNumbering(1)))
    return lines;
  const named = header.slice(1).some(isHeader) ? [header, ...rows] : rows;
  return named.map((fields) => fields.slice(1));
}

/** Whether lines hold more than a name, below a header. */
function isTable({ lines: [header = []] }: NameLines): boolean {
  return header.length > 1 && CELL_HEADER.test(header[0] ?? '');
}

/** True with one line per row, or one more if the first is a header. */
function fits({ lines }: NameLines, size: number): boolean {
  return lines.length === size || (lines.length === size + 1 && lines[0]?.some(isHeader) === true);
}

function isHeader(field: string): boolean {
  return GENE_HEADER.test(field) || CELL_HEADER.test(field);
}
