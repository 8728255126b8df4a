/**
 * Principal components (Hotelling 1933): the directions in which rows vary most, from the eigenvectors of their covariance.
 * Not scaled per column: columns are taken to share one unit.
 */
import { crossProducts, symmetricEigen } from './linearAlgebra';

export interface PrincipalComponents {
  /** [columns] of the rows used. */
  readonly mean: Float64Array;
  /** [count × columns] unit vectors, largest variance first; the largest loading of each is positive. Zeros where there is no such axis. */
  readonly axes: Float64Array;
  /** [count] share of all variance along each; 0 where nothing varies. */
  readonly shares: Float64Array;
}

/** Of the rows `chosen` (two or more) of `values` [rows × columns]; the covariance has the divisor n − 1. */
export function principalComponents(
  values: Float32Array | Float64Array,
  columns: number,
  chosen: Int32Array,
  count: number,
): PrincipalComponents {
  const mean = new Float64Array(columns);
  for (const row of chosen)
    for (let c = 0; c < columns; c++)
      mean[c] = (mean[c] as number) + (values[row * columns + c] as number) / chosen.length;
  const every = Int32Array.from({ length: columns }, (_, c) => c);
  const covariance = crossProducts({ values, columns, weights: null }, chosen, every, every);
  let total = 0;
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) {
      const centred =
        (covariance[a * columns + b] as number) - chosen.length * (mean[a] as number) * (mean[b] as number);
      covariance[a * columns + b] = centred / (chosen.length - 1);
    }
    total += covariance[a * columns + a] as number;
  }
  const eigen = symmetricEigen(covariance, columns);
  const axes = new Float64Array(count * columns);
  const shares = new Float64Array(count);
  for (let k = 0; k < Math.min(count, columns); k++) {
    const from = columns - 1 - k;
    const axis = eigen.vectors.subarray(from * columns, (from + 1) * columns);
    const sign = signOf(axis);
    axes.set(
      axis.map((loading) => sign * loading),
      k * columns,
    );
    shares[k] = total > 0 ? Math.max(0, eigen.values[from] as number) / total : 0;
  }
  return { mean, axes, shares };
}

/** Of the largest loading, so that the picture is the same on every machine. */
function signOf(axis: Float64Array): number {
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? -1 : 1;
}
