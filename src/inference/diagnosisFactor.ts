/**
 * Do cells differ by something that all genes share? A network leaves most pairs of genes uncorrelated within conditions; a
 * hidden factor correlates most of them. Counting noise makes all correlations smaller, but its variance does not hide them
 * as it does in the largest direction.
 */
import type { Spread } from '../dynamics/prepare/cappedCells';
import { median } from '../numerics/statistics';
import { covarianceWithin } from './diagnosisSpectrum';

/** Median of a squared standard normal: that of n r² where a pair is not correlated. */
const MEDIAN_OF_SQUARES = 0.4549;

/**
 * Size of the correlation of a typical pair of genes within conditions: √(median r²), the median less what it is by
 * chance (0.455 over the degrees of freedom), 0 where that is more; to three digits, as links carry it. Genes that do not vary are left out; null of fewer than three.
 */
export function typicalCorrelation(spread: Spread): number | null {
  const genes = spread.deviation.length;
  const covariance = covarianceWithin(spread, new Float64Array(genes).fill(1));
  const varying = Array.from({ length: genes }, (_, g) => g).filter(
    (g) => (covariance[g * genes + g] as number) > 1e-6,
  );
  if (varying.length < 3) return null;
  const squares: number[] = [];
  for (const i of varying)
    for (const j of varying) {
      if (j >= i) break;
      const variances = (covariance[i * genes + i] as number) * (covariance[j * genes + j] as number);
      squares.push((covariance[i * genes + j] as number) ** 2 / variances);
    }
  const typical = Math.sqrt(Math.max(0, median(squares) - MEDIAN_OF_SQUARES / spread.freedom));
  return Math.round(1000 * typical) / 1000;
}
