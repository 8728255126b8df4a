/** The matrix exponential by scaling and squaring. */
import { transposed } from '../linearAlgebra';
import { transposedProduct } from './products';

/** Terms of the Taylor series of a matrix of 1-norm ½ or less: the rest is below 1e-16. */
const TERMS = 13;

/** Beyond this norm e^M overflows. */
const LARGEST = 600;

/** e^{Mᵀ} [n × n]: the gradient of tr e^M with respect to M. Infinite where it would overflow. */
export function exponentialOfTransposed(matrix: Float64Array, n: number): Float64Array {
  let norm = 0;
  for (let i = 0; i < n; i++)
    norm = Math.max(
      norm,
      matrix.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + Math.abs(value), 0),
    );
  if (!(norm < LARGEST)) return new Float64Array(n * n).fill(Infinity);
  const squarings = norm > 0.5 ? Math.ceil(Math.log2(2 * norm)) : 0;
  const scale = 2 ** -squarings;
  // Horner: I + Mᵀ(I + Mᵀ/2 (I + …)).
  let sum = identity(n);
  for (let k = TERMS; k > 0; k--) {
    const product = transposedProduct(matrix, n, sum, n);
    sum = identity(n);
    for (let p = 0; p < sum.length; p++) sum[p] = (sum[p] as number) + ((product[p] as number) * scale) / k;
  }
  for (let k = 0; k < squarings; k++) sum = transposedProduct(transposed(sum, n), n, sum, n);
  return sum;
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}
