/** Whether values are counts of molecules, how much one of them is, and what counting adds to the variance of cells. */
import { LOG_UNIT } from './cellMoments';

/** Minimum number of genes with counts, and maximum count of the lowest of them. */
export const MIN_GENES = 5;
export const MAX_LOWEST_COUNT = 30;
/** Tolerated distance from an integer count: the precision of 32 bits, larger for large counts. */
const TOLERANCE = 1e-3;
const MAX_TOLERANCE = 0.1;
const MANY_COUNTS = 50;

/**
 * The expression u of one count in a cell, from `values` [G], log1p(counts · u): the largest unit of which all are
 * integer multiples. null where there is none, or too few genes.
 */
export function countUnit(values: Float32Array): number | null {
  const amounts = new Float64Array(values.length);
  let counted = 0;
  for (let g = 0; g < values.length; g++) {
    const amount = Math.expm1(values[g] as number);
    if (amount > 0) amounts[counted++] = amount;
  }
  return counted < MIN_GENES ? null : unitOfAmounts(amounts.subarray(0, counted));
}

/** The largest unit of which all amounts above 0 are integer multiples; null: none. */
export function unitOfAmounts(amounts: Float64Array): number | null {
  let lowest = Infinity;
  for (const amount of amounts) if (amount > 0) lowest = Math.min(lowest, amount);
  for (let count = 1; count <= MAX_LOWEST_COUNT; count++)
    if (amounts.every((amount) => amount <= 0 || isWhole((amount * count) / lowest))) return lowest / count;
  return null;
}

/** Whether these are a number of counts, up to their precision. */
export function isWhole(counts: number): boolean {
  const tolerance = Math.min(MAX_TOLERANCE, TOLERANCE * Math.max(1, counts / MANY_COUNTS));
  return Math.abs(counts - Math.round(counts)) < tolerance;
}

/** Share of the cells that must contain counts. */
export const MIN_WITH_COUNTS = 0.9;

/**
 * [G] variance that Poisson counts add to `values` [cells × G], log1p of their multiples, over all cells: (Σ n d)²/Σ n, as within a condition
 * (dynamics/prepare/countingVariance.ts). null where the cells contain no counts.
 */
export function countingIn(values: Float32Array, genes: number): Float64Array | null {
  const [steps, counts] = [new Float64Array(genes), new Float64Array(genes)];
  let cells = 0;
  for (let from = 0; from < values.length; from += genes) {
    const own = values.subarray(from, from + genes);
    const unit = countUnit(own);
    if (unit === null) continue;
    cells++;
    own.forEach((value, g) => {
      if (value <= 0) return;
      const amount = Math.expm1(value);
      const step = value - Math.log1p(Math.max(0, amount - unit));
      const count = Math.round(amount / unit);
      // Whole units, whose sums are the same in any order of cells.
      (steps[g] as number) += Math.round((count * step) / LOG_UNIT);
      (counts[g] as number) += count;
    });
  }
  if (cells < (MIN_WITH_COUNTS * values.length) / genes) return null;
  return steps.map((sum, g) => (sum * LOG_UNIT) ** 2 / Math.max(1, counts[g] as number) / cells);
}
