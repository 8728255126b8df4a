/** Size factors and moments of counts: the totals of the cells decide the unit of all that follows. */
import { median } from '../../numerics/statistics';
import type { Moments } from './moments';
import { sizeFactorsOf } from './normalise';
import { scanMoments, scanShares, scanTotals, type Scan } from './scan';

export interface MeasuredCounts {
  /** [rows] */
  readonly sizeFactors: Float64Array;
  readonly moments: Moments;
}

/**
 * In one pass where whole cells come together, else in two. Sums are taken of shares of a cell's total, in the same way for both,
 * and put into their unit at the end. Throws like the passes.
 * @param nextScan the next pass over the values
 */
export async function measureCounts(
  nextScan: () => Scan,
  conditionOfRow: Int32Array,
  conditions: number,
  { isTraining, byGene }: { readonly isTraining: (row: number) => boolean; readonly byGene: boolean },
): Promise<MeasuredCounts> {
  const both = byGene ? null : await scanShares(nextScan(), conditionOfRow, conditions);
  const totals = both?.totals ?? (await scanTotals(nextScan()));
  const typical = median(totals.filter((_, row) => isTraining(row)));
  const sizeFactors = sizeFactorsOf(totals, typical);
  if (!(typical > 0)) {
    // Most cells are empty: there is no unit, and the counts stand as they are.
    return {
      sizeFactors,
      moments: await scanMoments(nextScan(), conditionOfRow, conditions, (value) => value),
    };
  }
  const share = (value: number, row: number) => value / (totals[row] as number);
  const moments =
    both?.moments(typical) ?? (await scanMoments(nextScan(), conditionOfRow, conditions, share, typical));
  return { sizeFactors, moments };
}
