/**
 * From the numbers in a file to normalised expression y and the modelled x = log1p(y), natural logarithm
 * (docs/method.md, "Scaling"). Zero stays zero under every scale, so sparse values stay sparse.
 */
import type { ValueScale } from '../mapping';

/** y: expression on a linear scale, as a function of a stored value and its row. */
export type Linear = (value: number, row: number) => number;

/** Of values other than counts, which the totals of their cells come before. */
export function linearScale(scale: Exclude<ValueScale, 'counts'>): Linear {
  switch (scale) {
    case 'normalised':
      return (value) => value;
    case 'log-normalised':
      return Math.expm1;
    case 'log2-normalised':
      return (value) => Math.expm1(value * Math.LN2);
    default:
      return scale satisfies never;
  }
}

/**
 * x = log1p(y), without going through y where the file holds logarithms.
 * @param sizeFactors [rows] for counts: the cell's total over the median total; cells without counts stay zero
 */
export function logarithmicScale(scale: ValueScale, sizeFactors: Float64Array | null): Linear {
  switch (scale) {
    case 'counts':
      return (value, row) => Math.log1p(value / (sizeFactors?.[row] ?? 1));
    case 'normalised':
      return Math.log1p;
    case 'log-normalised':
      return (value) => value;
    case 'log2-normalised':
      return (value) => value * Math.LN2;
    default:
      return scale satisfies never;
  }
}

/** [rows] total of each cell over the `typical` one; 1 where either is 0. */
export function sizeFactorsOf(totals: Float64Array, typical: number): Float64Array {
  return totals.map((total) => (typical > 0 && total > 0 ? total / typical : 1));
}
