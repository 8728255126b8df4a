/**
 * Matrix products on SIMD, with every sum taken in order: several times as fast as plain loops, with the same bits.
 */
import { crossProducts, type WeightedRows } from '../linearAlgebra';
import { denseKernels } from './denseKernels';
import { simdSupported } from './webAssembly';

/** Rows packed at a time: two tiles of this depth fit the first-level cache. */
const DEPTH = 64;
const TILE = 4;
/** Below this number of products packing does not pay. */
const FEW = 4096;

/** crossProducts on SIMD: [left × right]. */
export function fastCrossProducts(
  rows: WeightedRows,
  chosen: Int32Array,
  left: Int32Array,
  right: Int32Array,
): Float64Array {
  const isFew = chosen.length * left.length * right.length < FEW;
  if (isFew || !simdSupported()) return crossProducts(rows, chosen, left, right);
  const isSymmetric = left === right;
  const sum = summed(left.length, right.length, chosen.length, isSymmetric, (a, b, first, depth) => {
    const some = chosen.subarray(first, first + depth);
    packColumns(a, rows, some, left, rows.weights);
    if (isSymmetric && rows.weights === null) b.set(a);
    else packColumns(b, rows, some, right, null);
  });
  if (isSymmetric) mirror(sum, right.length);
  return sum;
}

/** A matrix [rows × inner]. */
export type Rows = Float32Array | Float64Array;

/** A Bᵀ [rows of a × rows of b]: Σ_k a[i, k] b[j, k]. A matrix with itself costs half. */
export function innerProducts(a: Rows, b: Rows, inner: number): Float64Array {
  const [height, width] = [a.length / inner, b.length / inner];
  const isFew = height * width * inner < FEW || Math.min(height, width) < TILE;
  if (isFew || !simdSupported()) return plainInnerProducts(a, b, inner);
  const isSymmetric = a === b;
  const sum = summed(height, width, inner, isSymmetric, (left, right, first, depth) => {
    packRows(left, a, inner, first, depth);
    if (isSymmetric) right.set(left);
    else packRows(right, b, inner, first, depth);
  });
  if (isSymmetric) mirror(sum, width);
  return sum;
}

/** Copies the triangle above the diagonal to the one below. */
function mirror(square: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) square[i * n + j] = square[j * n + i] as number;
}

/** Aᵀ B [a × b] for A [n × a] and B [n × b]: Σ_k A[k, i] B[k, j]. */
export function transposedProduct(left: Rows, a: number, right: Rows, b: number): Float64Array {
  const total = left.length / a;
  if (total * a * b < FEW || !simdSupported()) return plainTransposedProduct(left, a, right, b);
  return summed(a, b, total, false, (to, beside, first, depth) => {
    packRange(to, left, a, first, depth);
    packRange(beside, right, b, first, depth);
  });
}

/** [height × width] sums of `total` products each; `pack` writes `depth` of them, beginning at `first`. */
function summed(
  height: number,
  width: number,
  total: number,
  isSymmetric: boolean,
  pack: (a: Float64Array, b: Float64Array, first: number, depth: number) => void,
): Float64Array {
  const [rows, columns] = [padded(height), padded(width)];
  const { kernels, arrays } = denseKernels([rows * columns, DEPTH * rows, DEPTH * columns]);
  const [sum, a, b] = arrays as [Float64Array, Float64Array, Float64Array];
  sum.fill(0);
  for (let first = 0; first < total; first += DEPTH) {
    const depth = Math.min(DEPTH, total - first);
    pack(a, b, first, depth);
    kernels.addProducts(sum.byteOffset, a.byteOffset, b.byteOffset, rows, columns, depth, isSymmetric);
  }
  const own = new Float64Array(height * width);
  for (let i = 0; i < height; i++) own.set(sum.subarray(i * columns, i * columns + width), i * width);
  return own;
}

function padded(count: number): number {
  return TILE * Math.ceil(count / TILE);
}

/** Panels of four columns, row by row, in the layout of the kernel. Padding is arbitrary. */
function packColumns(
  panels: Float64Array,
  { values, columns }: WeightedRows,
  chosen: Int32Array,
  of: Int32Array,
  weights: Float64Array | null,
): void {
  const depth = chosen.length;
  for (let first = 0; first < of.length; first += TILE) {
    const count = Math.min(TILE, of.length - first);
    for (let q = 0; q < depth; q++) {
      const row = chosen[q] as number;
      const weight = weights === null ? 1 : (weights[row] as number);
      const to = first * depth + TILE * q;
      for (let i = 0; i < count; i++)
        panels[to + i] = weight * (values[row * columns + (of[first + i] as number)] as number);
    }
  }
}

/** All columns of consecutive rows in the same layout. */
function packRange(panels: Float64Array, values: Rows, columns: number, first: number, depth: number): void {
  for (let q = 0; q < depth; q++)
    for (let i = 0; i < columns; i++)
      panels[(i - (i % TILE)) * depth + TILE * q + (i % TILE)] = values[(first + q) * columns + i] as number;
}

/** Rows in the same layout. */
function packRows(panels: Float64Array, values: Rows, inner: number, first: number, depth: number): void {
  for (let i = 0, start = first; start < values.length; i++, start += inner) {
    const panel = (i - (i % TILE)) * depth + (i % TILE);
    for (let q = 0; q < depth; q++) panels[panel + TILE * q] = values[start + q] as number;
  }
}

/** Four rows of `a` at a time: each sum is taken in order, and waits for its last term, but not for the others. */
function plainInnerProducts(a: Rows, b: Rows, inner: number): Float64Array {
  const [height, width] = [a.length / inner, b.length / inner];
  const products = new Float64Array(height * width);
  const inFours = height - (height % TILE);
  for (let i = 0; i < inFours; i += TILE)
    for (let j = 0; j < width; j++) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0, p = i * inner; k < inner; k++, p++) {
        const factor = b[j * inner + k] as number;
        s0 += (a[p] as number) * factor;
        s1 += (a[p + inner] as number) * factor;
        s2 += (a[p + 2 * inner] as number) * factor;
        s3 += (a[p + 3 * inner] as number) * factor;
      }
      const at = i * width + j;
      products[at] = s0;
      products[at + width] = s1;
      products[at + 2 * width] = s2;
      products[at + 3 * width] = s3;
    }
  for (let i = inFours; i < height; i++)
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (a[i * inner + k] as number) * (b[j * inner + k] as number);
      products[i * width + j] = sum;
    }
  return products;
}

function plainTransposedProduct(left: Rows, a: number, right: Rows, b: number): Float64Array {
  const products = new Float64Array(a * b);
  for (let k = 0; k < left.length / a; k++)
    for (let i = 0; i < a; i++) {
      const factor = left[k * a + i] as number;
      if (factor === 0) continue;
      for (let j = 0; j < b; j++)
        products[i * b + j] = (products[i * b + j] as number) + factor * (right[k * b + j] as number);
    }
  return products;
}
