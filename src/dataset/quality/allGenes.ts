/**
 * Counts of each cell over all genes, where a file holds a part of them, as its most variable ones, and says in a column how many the cell had. What
 * the genes of a part do changes their total, and by that the shares of all others.
 */
import { mean, pearson, variance } from '../../numerics/statistics';
import type { AnnotationColumn } from '../annotation';

/** What may be the counts of each cell over all genes. */
export interface ToldTotals {
  /** Name in the file; null: depths up to a factor, by which the values were divided. */
  readonly column: string | null;
  /** [cells] */
  readonly ofCell: Float64Array;
}

/** nCount_RNA, n_counts, ncounts, total_counts, nUMI, UMI_count, tscp_count of Parse Biosciences; not those of antibodies or guides. */
const TOTALS =
  /^(n_?|num_|total_?|sum_?)?(counts?|umis?|tscp|transcripts?)(_?(counts?|rna|total|sum|all_genes))*$|^(sum|total|lib(rary)?_?size)$/i;

/** Columns that are called the counts of a cell. @param cells rows of the file */
export function toldTotals(obs: readonly AnnotationColumn[], cells: Int32Array): readonly ToldTotals[] {
  return obs.flatMap((column) =>
    column.kind === 'number' && TOTALS.test(column.name.trim().replaceAll(/[\s.-]+/g, '_'))
      ? [{ column: column.name, ofCell: Float64Array.from(cells, (cell) => column.values[cell] as number) }]
      : [],
  );
}

/**
 * Counts over all genes tell more of the depth than those of the file where it holds at most this share of them; on the average of cells, that of the
 * cell with the largest share, where they are known up to a factor.
 */
const [PART, PART_OF_LARGEST] = [0.8, 0.95];
/** They do tell of it where the counts of the file go up with them so much, relative to both means: counts of antibodies do so less with those of RNA. */
const [LEAST_SLOPE, MOST_SLOPE] = [0.7, 2];
/** What the values of a cell are made to sum to. */
const USUAL_SUMS = [1e4, 1e5, 1e6];

export interface TotalsOfAllGenes extends ToldTotals {
  /** Of them in the file. */
  readonly share: number;
}

/**
 * The counts of each cell over all genes; null: not known, or hardly more than those of the file.
 * @param counts [cells] of the genes of the file
 */
export function totalsOfAllGenes(told: readonly ToldTotals[], counts: Float64Array): TotalsOfAllGenes | null {
  for (const { column, ofCell } of told) {
    const largest = counts.reduce((most, count, cell) => Math.max(most, count / (ofCell[cell] as number)), 0);
    const share = mean(counts) / mean(ofCell);
    // By least squares.
    const slope = (pearson(ofCell, counts) * Math.sqrt(variance(counts) / variance(ofCell))) / share;
    const isPart = column === null ? share <= PART_OF_LARGEST * largest : largest <= 1 && share <= PART;
    if (!(isPart && slope >= LEAST_SLOPE && slope <= MOST_SLOPE)) continue;
    const sum = column === null ? (USUAL_SUMS.find((usual) => usual >= largest) ?? largest) : 1;
    return { column, ofCell: ofCell.map((total) => sum * total), share: share / sum };
  }
  return null;
}
