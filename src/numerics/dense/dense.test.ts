import { expect, test } from 'vitest';
import { crossProducts, symmetricEigen } from '../linearAlgebra';
import { Random } from '../random';
import { fastSymmetricEigen } from './eigen';
import { fastCrossProducts, innerProducts, transposedProduct } from './products';

const columns = 131;
const rows = 203;
const random = new Random(3);
const values = Float32Array.from({ length: rows * columns }, () => random.normal());
const weights = Float64Array.from({ length: rows }, () => random.uniform());
const some = (count: number, step: number) => Int32Array.from({ length: count }, (_, i) => step * i);

test('SIMD cross products have the bits of the plain loops', () => {
  const every = some(columns, 1);
  for (const own of [null, weights])
    for (const [chosen, left, right] of [
      [some(rows, 1), every, every],
      [some(67, 3), some(65, 2), every],
      [some(101, 2), some(33, 3), some(33, 3)],
    ] as const) {
      const input = { values, columns, weights: own };
      expect(fastCrossProducts(input, chosen, left, right)).toEqual(
        crossProducts(input, chosen, left, right),
      );
    }
});

test('inner products of any numbers of rows have the bits of sequential sums', () => {
  const thirds = Float64Array.from(values, (value) => value / 3);
  for (const [height, width] of [
    [rows, 66],
    [1, 66],
    [rows, 3],
    [66, 1],
  ] as const) {
    const [a, b] = [values.subarray(0, height * columns), thirds.subarray(0, width * columns)];
    const expected = Float64Array.from({ length: height * width }, (_, p) => {
      let sum = 0;
      for (let k = 0; k < columns; k++)
        sum += (a[Math.floor(p / width) * columns + k] ?? NaN) * (b[(p % width) * columns + k] ?? NaN);
      return sum;
    });
    expect(innerProducts(a, b, columns)).toEqual(expected);
  }
});

test('the product of a transposed matrix with another is the cross product of their columns', () => {
  const left = values.subarray(0, 33 * columns);
  const right = values.subarray(33 * columns, 66 * columns);
  const side = Float64Array.from({ length: 2 * 33 * columns }, (_, p) => {
    const [k, i] = [Math.floor(p / (2 * columns)), p % (2 * columns)];
    return (i < columns ? left[k * columns + i] : right[k * columns + i - columns]) ?? NaN;
  });
  const every = some(columns, 1);
  const expected = crossProducts(
    { values: side, columns: 2 * columns, weights: null },
    some(33, 1),
    every,
    every.map((i) => columns + i),
  );
  expect(transposedProduct(left, columns, right, columns)).toEqual(expected);
  expect(transposedProduct(left.subarray(0, 6), 2, right.subarray(0, 9), 3)).toHaveLength(6);
});

/** Largest errors of M v = λ v and of vᵀ v = 1 (or 0) over the size of the matrix. */
function errorsOf(matrix: Float64Array, n: number): { readonly residual: number; readonly inner: number } {
  const { values: found, vectors } = fastSymmetricEigen(matrix, n);
  const largest = Math.max(...matrix.map(Math.abs));
  let [residual, inner] = [0, 0];
  for (let u = 0; u < n; u++) {
    const vector = vectors.subarray(u * n, (u + 1) * n);
    const along = (row: Float64Array) => row.reduce((sum, value, k) => sum + value * (vector[k] ?? NaN), 0);
    for (let i = 0; i < n; i++) {
      const image = along(matrix.subarray(i * n, (i + 1) * n));
      residual = Math.max(residual, Math.abs(image - (found[u] ?? NaN) * (vector[i] ?? NaN)) / (n * largest));
      const product = along(vectors.subarray(i * n, (i + 1) * n));
      inner = Math.max(inner, Math.abs(product - Number(i === u)));
    }
  }
  return { residual, inner };
}

test('SIMD eigenvectors are orthonormal and satisfy their equation; eigenvalues match the plain implementation', () => {
  for (const n of [101, 131]) {
    const input = { values, columns, weights: null };
    const matrix = crossProducts(input, some(rows, 1), some(n, 1), some(n, 1));
    const { residual, inner } = errorsOf(matrix, n);
    expect(residual).toBeLessThan(1e-14);
    expect(inner).toBeLessThan(1e-12);
    const plain = symmetricEigen(matrix, n).values;
    const largest = plain.at(-1) ?? NaN;
    fastSymmetricEigen(matrix, n).values.forEach((value, u) =>
      expect(Math.abs(value - (plain[u] ?? NaN))).toBeLessThan(1e-13 * largest),
    );
  }
});

test('both solvers find the spectrum of second differences, 2 − 2 cos(kπ / (n + 1))', () => {
  const n = 100;
  const differences = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    differences[i * n + i] = 2;
    if (i > 0) differences[i * n + i - 1] = differences[(i - 1) * n + i] = -1;
  }
  for (const solve of [symmetricEigen, fastSymmetricEigen])
    solve(differences, n).values.forEach((value, k) =>
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(1e-14),
    );
});

test('degenerate eigenvalues, block-diagonal matrices and zeros are solved', () => {
  const n = 120;
  const blocks = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (i % 3 !== 0 && j % 3 !== 0 && Math.floor(i / 6) === Math.floor(j / 6))
        blocks[i * n + j] = i === j ? 2 : 1;
  const { residual, inner } = errorsOf(blocks, n);
  expect(residual).toBeLessThan(1e-14);
  expect(inner).toBeLessThan(1e-12);
  expect(Math.max(...fastSymmetricEigen(new Float64Array(n * n), n).values)).toBe(0);
});

// As of the covariance of few samples with genes that none of them shows: without a smallest entry the sweeps never ended.
test.each([1e-15, 1e-8, 1e-3])(
  'entries that fall by %f from row to row below the smallest number are solved',
  (share) => {
    const n = 110;
    const graded = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      graded[i * n + i] = share ** (n - 1 - i);
      if (i > 0) graded[i * n + i - 1] = graded[(i - 1) * n + i] = 0.7 * share ** (n - i);
    }
    const { residual, inner } = errorsOf(graded, n);
    expect(residual).toBeLessThan(1e-14);
    expect(inner).toBeLessThan(1e-12);
  },
);
