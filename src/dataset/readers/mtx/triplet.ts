/**
 * Opens a Matrix Market file with the names of its rows and columns, as written by 10x Genomics, STARsolo, kallisto and public archives. The
 * numbers of names tell whether genes are rows. Entries are held in memory, sparse.
 */
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import { type Features, gemGroups, genesOf } from '../tenx/features';
import { callGuides } from '../tenx/guides';
import { Entries } from './entries';
import { type MatrixMarketHead, readMatrixMarket } from './matrixMarket';
import { CELL_HEADER, GENE_HEADER } from '../text/columnRoles';
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
  const notes: DatasetNote[] = [];
  const start = (head: MatrixMarketHead) => layoutOf(matrix.name, head, named, notes);
  const { cellNames, genes, entries, guideEntries } = await readMatrixMarket(matrix, start, onBytes);
  const called =
    genes.guides === null || guideEntries === null
      ? []
      : await callGuides(guideEntries.reader(), genes.guides, notes, nothing);
  const content = {
    format: 'mtx' as const,
    cellNames,
    obs: [...called, ...gemGroups(cellNames)],
    matrices: [{ path: 'matrix', axis: genes.axis, reader: entries.reader() }],
    notes,
  };
  const { name } = matrix;
  const size = matrix.size + features.size + barcodes.size;
  return sourceOf({ name, size }, content, nothing, nothing);
}

/** Genes are rows where both orientations fit, as in files of 10x Genomics. */
function layoutOf(
  file: string,
  { rows, columns }: MatrixMarketHead,
  { features, barcodes }: Readonly<Record<'features' | 'barcodes', NameLines>>,
  notes: DatasetNote[],
) {
  const genesInRows = fits(features, rows) && fits(barcodes, columns);
  if (!genesInRows && !(fits(features, columns) && fits(barcodes, rows))) {
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
  const genes = genesOf(features.file, featuresOf(rowsOf(features, genesThere)), notes);
  const entries = new Entries(file, cells, genes.axis.index.length);
  const { rowOfFeature, guides } = genes;
  const guideEntries = guides === null ? null : new Entries(file, cells, guides.names.length);
  const put = (feature: number, cell: number, value: number) => {
    const gene = rowOfFeature[feature] as number;
    const guide = guides === null ? -1 : (guides.rowOfFeature[feature] as number);
    if (gene >= 0) entries.push(cell, gene, value);
    else if (guide >= 0) guideEntries?.push(cell, guide, value);
  };
  const swapped: typeof put = (cell, feature, value) => put(feature, cell, value);
  return {
    cellNames: rowsOf(barcodes, cells).map(([name = '']) => name),
    genes,
    entries,
    guideEntries,
    take: genesInRows ? put : swapped,
  };
}

/** Columns: id, name, type. Version 2 has no type; other programs write names only. */
function featuresOf(lines: readonly (readonly string[])[]): Features {
  const column = (index: number) => lines.map((fields) => fields[index] ?? '');
  return { ids: column(0), names: column(1), types: column(2), genomes: null, targets: null };
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
  return { file: file.name, lines };
}

/** True with one line per row, or one more if the first is a header. */
function fits({ lines }: NameLines, size: number): boolean {
  return lines.length === size || (lines.length === size + 1 && lines[0]?.some(isHeader) === true);
}

function isHeader(field: string): boolean {
  return GENE_HEADER.test(field) || CELL_HEADER.test(field);
}

/** Lines without the header. */
function rowsOf({ lines }: NameLines, size: number): readonly (readonly string[])[] {
  return lines.slice(lines.length - size);
}
