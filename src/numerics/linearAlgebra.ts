/**
 * Dense linear algebra on flat row-major Float64Arrays: symmetric eigendecomposition (ml-matrix), Cholesky
 * factorisation and solution, sums of outer products over rows, principal components. Own loops only in hot paths.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface SymmetricEigen {
  /** [n] ascending. */
  readonly values: Float64Array;
  /** [n × n] row u is the unit eigenvector of values[u]. */
  readonly vectors: Float64Array;
}

/** Eigenvalues and eigenvectors of a symmetric matrix [n × n], on any engine; dense/eigen.ts is the faster one and says why there are two. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix), {
    assumeSymmetric: true,
  });
  const columns = decomposition.eigenvectorMatrix;
  const vectors = new Float64Array(n * n);
  for (let u = 0; u < n; u++) for (let i = 0; i < n; i++) vectors[u * n + i] = columns.get(i, u);
  return { values: Float64Array.from(decomposition.realEigenvalues), vectors };
}

/**
 * Replaces the lower triangle of a symmetric positive definite matrix [n × n] by its Cholesky factor L (A = L Lᵀ);
 * the upper triangle is neither read nor written. Throws RangeError for a matrix that is not positive definite.
 */
export function choleskyInPlace(matrix: Float64Array, n: number): void {
  if (!becomesCholeskyFactor(matrix, n)) throw new RangeError('The matrix is not positive definite.');
}

/** As choleskyInPlace; false, with a part of the lower triangle replaced, for a matrix that is not positive definite. */
export function becomesCholeskyFactor(matrix: Float64Array, n: number): boolean {
  return choleskyRows(matrix, n, 0) === n;
}

/** As choleskyInPlace, up to the first row whose squared diagonal is not above `least`, which has its other entries; the number of rows before it. */
export function choleskyRows(matrix: Float64Array, n: number, least: number): number {
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = matrix[rowI + j] as number;
      for (let k = 0; k < j; k++) sum -= (matrix[rowI + k] as number) * (matrix[rowJ + k] as number);
      if (i > j) {
        matrix[rowI + j] = sum / (matrix[rowJ + j] as number);
        continue;
      }
      if (!(sum > least)) return i;
      matrix[rowI + i] = Math.sqrt(sum);
    }
  }
  return n;
}

/** Solves L Lᵀ x = b for one right-hand side [n], in place, with the factor from `choleskyInPlace`. */
export function choleskySolveInPlace(factor: Float64Array, n: number, rhs: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = rhs[i] as number;
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] as number) * (rhs[k] as number);
    rhs[i] = sum / (factor[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = (rhs[i] as number) / (factor[i * n + i] as number);
    rhs[i] = value;
    for (let k = 0; k < i; k++) rhs[k] = (rhs[k] as number) - (factor[i * n + k] as number) * value;
  }
}

/** Matrix rows with one weight each: weights[i] for row i, or 1 where weights is null. */
export interface WeightedRows {
  /** [rows × columns] */
  readonly values: Float32Array | Float64Array;
  readonly columns: number;
  readonly weights: Float64Array | null;
}

/**
 * Σ weight · x_left x_rightᵀ over the rows `chosen`: [left × right], for the columns in `left` and `right`. If both
 * are the same array the sum is symmetric and only half of it is computed. Tiles of two columns by four rows use each
 * loaded value for eight products.
 */
export function crossProducts(
  rows: WeightedRows,
  chosen: Int32Array,
  left: Int32Array,
  right: Int32Array,
): Float64Array {
  const { values, columns, weights } = rows;
  const nLeft = left.length;
  const nRight = right.length;
  const isSymmetric = left === right;
  const padded = nLeft + (nLeft % 2);
  const sum = new Float64Array(padded * nRight);
  const a = new Float64Array(4 * padded);
  const b = new Float64Array(4 * nRight);
  for (let first = 0; first < chosen.length; first += 4) {
    a.fill(0);
    b.fill(0);
    for (let q = 0; q < 4 && first + q < chosen.length; q++) {
      const row = chosen[first + q] as number;
      const weight = weights === null ? 1 : (weights[row] as number);
      for (let i = 0; i < nLeft; i++)
        a[4 * i + q] = weight * (values[row * columns + (left[i] as number)] as number);
      for (let j = 0; j < nRight; j++)
        b[q * nRight + j] = values[row * columns + (right[j] as number)] as number;
    }
    for (let i = 0; i < padded; i += 2) addTile(sum, a, b, nRight, i, isSymmetric ? i : 0);
  }
  if (isSymmetric)
    for (let i = 0; i < nLeft; i++)
      for (let j = 0; j < i; j++) sum[i * nRight + j] = sum[j * nRight + i] as number;
  return sum.subarray(0, nLeft * nRight);
}

/** Adds the products of four rows: left columns i and i + 1 with the right columns from `start` on. */
function addTile(
  sum: Float64Array,
  a: Float64Array,
  b: Float64Array,
  nRight: number,
  i: number,
  start: number,
): void {
  const a0 = a[4 * i] as number;
  const a1 = a[4 * i + 1] as number;
  const a2 = a[4 * i + 2] as number;
  const a3 = a[4 * i + 3] as number;
  const c0 = a[4 * i + 4] as number;
  const c1 = a[4 * i + 5] as number;
  const c2 = a[4 * i + 6] as number;
  const c3 = a[4 * i + 7] as number;
  const upper = i * nRight;
  const lower = upper + nRight;
  for (let j = start; j < nRight; j++) {
    const b0 = b[j] as number;
    const b1 = b[nRight + j] as number;
    const b2 = b[2 * nRight + j] as number;
    const b3 = b[3 * nRight + j] as number;
    sum[upper + j] = (sum[upper + j] as number) + a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3;
    sum[lower + j] = (sum[lower + j] as number) + c0 * b0 + c1 * b1 + c2 * b2 + c3 * b3;
  }
}

export interface PrincipalComponents {
  /** [columns] mean of the chosen rows. */
  readonly mean: Float64Array;
  /**
   * [count × columns] unit vectors, largest variance first; the largest loading of each is positive. Zeros for
   * missing axes.
   */
  readonly axes: Float64Array;
  /** [count] share of the total variance along each axis; 0 without variance. */
  readonly shares: Float64Array;
}

/**
 * Principal components (Hotelling 1933) of the rows `chosen` (two or more) of `values` [rows × columns], from the
 * eigenvectors of their covariance (divisor n − 1). Columns are not scaled: they share one unit.
 */
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

/** Sign of the largest loading, so that figures are the same on every machine. */
function signOf(axis: Float64Array): number {
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? -1 : 1;
}

/** Inner product of two vectors of equal length, summed in order. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** [rows] product of a matrix [rows × n] with a vector [n] of one number or more, each summed in order. */
export function timesVector(matrix: ArrayLike<number>, vector: Float64Array): Float64Array {
  const n = vector.length;
  return Float64Array.from({ length: matrix.length / n }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (matrix[row * n + k] as number) * (vector[k] as number);
    return sum;
  });
}

/** sum += factor · a; both have the same length. */
export function addScaled(sum: Float64Array, a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) sum[i] = (sum[i] as number) + factor * (a[i] as number);
}

/** a − b per element; both have the same length. */
export function subtract(a: Float64Array, b: Float64Array): Float64Array {
  const difference = a.slice();
  for (let i = 0; i < a.length; i++) difference[i] = (a[i] as number) - (b[i] as number);
  return difference;
}

/** [columns × rows] of a matrix [rows × columns]. */
export function transposed(matrix: Float64Array, columns: number): Float64Array {
  const other = new Float64Array(matrix.length);
  const rows = matrix.length / columns;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) other[j * rows + i] = matrix[i * columns + j] as number;
  return other;
}
