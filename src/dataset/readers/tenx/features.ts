/**
 * Features of a 10x matrix: which rows are genes, which are guides, and their names. Rows of other types (antibodies) are left out, with a
 * note.
 */
import type { AnnotationColumn, GeneAxis } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';

import { categoryColumn, namedAxis } from '../columns';
import { rowsAmong } from '../geneRows';
import type { Guides } from './guides';

export interface Features {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** null where the file has no types. */
  readonly types: readonly string[] | null;
  readonly genomes: readonly string[] | null;
  /** Target of each guide, '' for other rows; null where the file has none. */
  readonly targets: readonly string[] | null;
}

export interface GeneRows {
  readonly axis: GeneAxis;
  /** [features] row among the genes, −1 for other features. */
  readonly rowOfFeature: Int32Array;
  readonly guides: GuideRows | null;
}

export interface GuideRows extends Guides {
  /** [features] row among the guides, −1 for other features. */
  readonly rowOfFeature: Int32Array;
}

export const GUIDE = 'CRISPR Guide Capture';
const EXPRESSION = 'Gene Expression';
/** Types that the programs of 10x Genomics write; the third column of other programs may hold something else. */
const KNOWN_TYPE = /^(Gene Expression|Peaks|Custom|(Antibody|Antigen|CRISPR Guide|Multiplexing) Capture)$/;

/** Adds to `notes`. Throws `no-gene-expression`. */
export function genesOf(file: string, features: Features, notes: DatasetNote[]): GeneRows {
  const types = features.types?.some((type) => KNOWN_TYPE.test(type)) ? features.types : null;
  const kept = [...features.ids.keys()].filter((row) => types === null || types[row] === EXPRESSION);
  if (types !== null && kept.length < types.length) {
    const others = countsOf(types.filter((type) => type !== EXPRESSION));
    if (kept.length === 0)
      throw new DatasetFailure({ tag: 'no-gene-expression', file, types: others.map(({ name }) => name) });
    const leftOut = others.filter(({ name }) => name !== GUIDE);
    if (leftOut.length > 0) notes.push({ tag: 'features-left-out', types: leftOut });
  }
  const ids = kept.map((row) => features.ids[row] ?? '');
  const names = kept.map((row, gene) => features.names[row] || (ids[gene] ?? ''));
  const genomes = kept.map((row) => features.genomes?.[row] ?? '');
  const columns: AnnotationColumn[] = [];
  if (ids.some((id, gene) => id !== names[gene])) columns.push(categoryColumn('gene_ids', ids));
  const distinct = countsOf(genomes);
  if (distinct.length > 1) {
    columns.push(categoryColumn('genome', genomes));
    notes.push({ tag: 'genes-of-genomes', genomes: distinct });
  }
  return {
    axis: namedAxis({ index: names, columns }, notes),
    rowOfFeature: rowsAmong(kept, features.ids.length),
    guides: types === null ? null : guidesOf(features, types),
  };
}

function guidesOf({ ids, names, targets }: Features, types: readonly string[]): GuideRows | null {
  const rows = [...types.keys()].filter((row) => types[row] === GUIDE);
  if (rows.length === 0) return null;
  const nameOf = (row: number) => names[row] || (ids[row] ?? '');
  const known = targets !== null && rows.some((row) => (targets[row] ?? '') !== '');
  return {
    names: rows.map(nameOf),
    targets: known ? rows.map((row) => targets[row] || nameOf(row)) : null,
    rowOfFeature: rowsAmong(rows, ids.length),
  };
}

function countsOf(values: readonly string[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count }));
}
