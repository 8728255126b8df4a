import { expect, test } from 'vitest';
import { choleskyInPlace, choleskySolveInPlace, crossProducts, symmetricEigen } from './linearAlgebra';
import { Random } from './random';

const n = 7;
const random = new Random(1);
const rows = Float64Array.from({ length: 11 * n }, () => random.normal());

function bruteForceGram(weights: readonly number[]): number[] {
  return Array.from({ length: n * n }, (_, p) =>
    weights.reduce(
      (sum, weight, row) =>
        sum + weight * (rows[row * n + Math.floor(p / n)] ?? 0) * (rows[row * n + (p % n)] ?? 0),
      0,
    ),
  );
}

const everyColumn = Int32Array.from({ length: n }, (_, i) => i);
const everyRow = Int32Array.from({ length: 11 }, (_, i) => i);
const gram = crossProducts({ values: rows, columns: n, weights: null }, everyRow, everyColumn, everyColumn);

test('cross products are the weighted sums of the chosen rows and columns', () => {
  bruteForceGram(Array.from({ length: 11 }, () => 1)).forEach((value, p) =>
    expect(gram[p]).toBeCloseTo(value, 10),
  );
  const weights = Float64Array.from(everyRow, (row) => row / 2);
  const chosen = Int32Array.of(1, 4, 5, 9, 10);
  const part = crossProducts(
    { values: rows, columns: n, weights },
    chosen,
    Int32Array.of(6, 2),
    Int32Array.of(0, 3, 5),
  );
  const expected = bruteForceGram(Array.from(everyRow, (row) => (chosen.includes(row) ? row / 2 : 0)));
  [6, 2].forEach((i, a) =>
    [0, 3, 5].forEach((j, b) => expect(part[a * 3 + b]).toBeCloseTo(expected[i * n + j] ?? NaN, 10)),
  );
});

test('a Cholesky solution satisfies the equation it solves', () => {
  const right = Float64Array.from({ length: n }, () => random.normal());
  const factor = gram.slice();
  choleskyInPlace(factor, n);
  const solution = right.slice();
  choleskySolveInPlace(factor, n, solution);
  for (let i = 0; i < n; i++) {
    const product = everyColumn.reduce((sum, j) => sum + (gram[i * n + j] ?? 0) * (solution[j] ?? 0), 0);
    expect(product).toBeCloseTo(right[i] ?? NaN, 9);
  }
});

test('a matrix that is not positive definite is refused', () => {
  expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
});

test('eigenvectors are orthonormal, eigenvalues ascend and the two rebuild the matrix', () => {
  const { values, vectors } = symmetricEigen(gram, n);
  expect(Array.from(values)).toEqual(Array.from(values).toSorted((a, b) => a - b));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let rebuilt = 0;
      let inner = 0;
      for (let u = 0; u < n; u++) {
        rebuilt += (values[u] ?? 0) * (vectors[u * n + i] ?? 0) * (vectors[u * n + j] ?? 0);
        inner += (vectors[i * n + u] ?? 0) * (vectors[j * n + u] ?? 0);
      }
      expect(rebuilt).toBeCloseTo(gram[i * n + j] ?? NaN, 9);
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 10);
    }
});
