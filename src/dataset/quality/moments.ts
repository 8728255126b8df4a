/**
 * What one pass over all values keeps: totals per cell, and sums and sums of squares of normalised expression per
 * condition and gene, over all measured genes. Means, variances, variable genes and composition follow from these.
 */
import type { PerturbationKind } from '../mapping';

/** A condition as far as measured expression is concerned; without targets it is a control. */
export interface MeasuredCondition {
  readonly time: number | null;
  readonly cells: number;
  readonly kind: PerturbationKind;
  /** Rows of var. */
  readonly targets: readonly number[];
}

/** Sums of y = expm1(x) over the cells of each condition. */
export interface Moments {
  readonly genes: number;
  /** [conditions × genes] */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** [rows] Σ over all measured genes of y. */
  readonly totals: Float64Array;
}

export interface GroupMoments {
  readonly cells: number;
  /** [genes] mean and population variance of y. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Mean and variance over the cells of several conditions together. */
export function pooledMoments(
  moments: Moments,
  all: readonly MeasuredCondition[],
  conditions: readonly number[],
): GroupMoments {
  const { genes, sums, squares } = moments;
  const cells = conditions.reduce((total, condition) => total + (all[condition]?.cells ?? 0), 0);
  const mean = new Float64Array(genes);
  const variance = new Float64Array(genes);
  for (const condition of conditions) {
    for (let gene = 0; gene < genes; gene++) {
      mean[gene] = (mean[gene] ?? 0) + (sums[condition * genes + gene] ?? 0) / cells;
      variance[gene] = (variance[gene] ?? 0) + (squares[condition * genes + gene] ?? 0) / cells;
    }
  }
  for (let gene = 0; gene < genes; gene++) {
    variance[gene] = Math.max(0, (variance[gene] ?? 0) - (mean[gene] ?? 0) ** 2);
  }
  return { cells, mean, variance };
}
