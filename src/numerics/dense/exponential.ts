/** The matrix exponential by scaling and squaring, with its Taylor series in groups of three terms (Paterson & Stockmeyer 1973). */
import { transposed } from '../linearAlgebra';
import { transposedProduct } from './products';

/** Of a matrix of norm ½ or less, the terms left out are below 3e-14. */
const LAST_TERM = 12;
/** Beyond this norm e^M overflows. */
const LARGEST = 600;

/** e^{Mᵀ} [n × n]: the gradient of tr e^M with respect to M. Infinite where it would overflow. */
export function exponentialOfTransposed(matrix: Float64Array, n: number): Float64Array {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(matrix[i * n + j] as number);
    norm = Math.max(norm, sum);
  }
  if (!(norm < LARGEST)) return new Float64Array(n * n).fill(Infinity);
  const squarings = norm > 0.5 ? Math.ceil(Math.log2(2 * norm)) : 0;
  const across = matrix.map((value) => value * 2 ** -squarings);
  const first = transposed(across, n);
  const second = transposedProduct(across, n, first, n);
  const third = transposedProduct(across, n, second, n);
  const thirdAcross = transposed(third, n);
  let factor = 1;
  for (let k = 2; k <= LAST_TERM; k++) factor /= k;
  let sum: Float64Array = new Float64Array(n * n);
  for (let k = LAST_TERM; k >= 0; k -= 3) {
    if (k < LAST_TERM) sum = transposedProduct(thirdAcross, n, sum, n);
    // factor = 1/k!; the group is (1 + A/(k+1) + A²/((k+1)(k+2)))/k!, of the last term 1/k! alone.
    const [one, two] = k === LAST_TERM ? [0, 0] : [factor / (k + 1), factor / ((k + 1) * (k + 2))];
    for (let p = 0; p < sum.length; p++)
      sum[p] = (sum[p] as number) + one * (first[p] as number) + two * (second[p] as number);
    for (let p = 0; p < sum.length; p += n + 1) sum[p] = (sum[p] as number) + factor;
    factor *= k * (k - 1) * (k - 2);
  }
  for (let k = 0; k < squarings; k++) sum = transposedProduct(transposed(sum, n), n, sum, n);
  return sum;
}
