/**
 * A Matrix Market file with the names of its rows and columns, as 10x Genomics, STARsolo, kallisto and the archives hand
 * them out. Which way round it lies is seen from the numbers of names. The entries are held in memory, sparse.
 */
import type { DatasetNote } from '../../annotation';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import { type Features, gemGroups, genesOf, type GeneRows } from '../tenx/features';
import { callGuides } from '../tenx/guides';
import { Entries } from './entries';
import type { MatrixMarketHead } from './head';
import { fits, type NameLines, readNames, rowsOf } from './names';
import { readMatrixMarket, type TakeEntry } from './read';

export interface Triplet {
  readonly matrix: File;
  readonly features: File | null;
  readonly barcodes: File | null;
}

/** Throws `incomplete-triplet`, `names-mismatch`, `no-gene-expression` and what the reading of each file throws. */
export async function openTriplet(files: Triplet, onBytes: OnBytes): Promise<ExpressionSource> {
  const { matrix, features, barcodes } = files;
  if (features === null || barcodes === null) {
    const missing = [...(features ? [] : ['features' as const]), ...(barcodes ? [] : ['barcodes' as const])];
    throw new DatasetFailure({ tag: 'incomplete-triplet', file: matrix.name, missing });
  }
  const named = { features: await readNames(features), barcodes: await readNames(barcodes) };
  const notes: DatasetNote[] = [];
  let layout: Layout | null = null;
  const start = (head: MatrixMarketHead): TakeEntry => {
    layout = layoutOf(matrix.name, head, named, notes);
    return layout.take;
  };
  const size = matrix.size + features.size + barcodes.size;
  await readMatrixMarket(matrix, start, onBytes);
  const { cellNames, genes, entries, guideEntries } = opened(layout);
  const obs = [...gemGroups(cellNames)];
  if (genes.guides !== null && guideEntries !== null) {
    const called = await callGuides(guideEntries.reader(), genes.guides, () => undefined);
    obs.unshift(...called.columns);
    notes.push(called.note);
  }
  const content = {
    format: 'mtx' as const,
    cellNames,
    obs,
    matrices: [{ path: 'matrix', axis: genes.axis, reader: entries.reader() }],
    notes,
  };
  return sourceOf(
    { name: matrix.name, size },
    content,
    () => undefined,
    () => undefined,
  );
}

interface Layout {
  readonly cellNames: readonly string[];
  readonly genes: GeneRows;
  readonly entries: Entries;
  readonly guideEntries: Entries | null;
  readonly take: TakeEntry;
}

function opened(layout: Layout | null): Layout {
  if (layout === null) throw new Error('A matrix that was read has sizes.');
  return layout;
}

/** Genes in rows where both ways fit, as 10x Genomics has it. */
function layoutOf(
  file: string,
  { rows, columns }: MatrixMarketHead,
  { features, barcodes }: { readonly features: NameLines; readonly barcodes: NameLines },
  notes: DatasetNote[],
): Layout {
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
  return {
    cellNames: rowsOf(barcodes, cells).map(([name = '']) => name),
    genes,
    entries,
    guideEntries,
    take: genesInRows ? put : (cell, feature, value) => put(feature, cell, value),
  };
}

/** id, name, type: version 2 has no type, others have the name alone. */
function featuresOf(lines: readonly (readonly string[])[]): Features {
  const column = (index: number) => lines.map((fields) => fields[index] ?? '');
  return { ids: column(0), names: column(1), types: column(2), genomes: null, targets: null };
}
