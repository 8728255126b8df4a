import { LuDecomposition, Matrix, inverse as inverseByLibrary } from 'ml-matrix';
import { expect, test } from 'vitest';
import { inverseOf, lyapunovSolver, positiveInverse } from './lyapunov';
import { Random } from './random';

function randomMatrix(n: number, scale: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: n * n }, () => scale * random.normal());
}

test('the inverse and the determinant are those of ml-matrix, with any order of pivots', () => {
  const n = 9;
  const matrix = randomMatrix(n, 1, 5);
  matrix[0] = 0;
  const found = inverseOf(matrix, n);
  const dense = Matrix.from1DArray(n, n, matrix);
  const expected = inverseByLibrary(dense).to1DArray();
  expected.forEach((value, p) => expect(found?.inverse[p]).toBeCloseTo(value, 10));
  expect(found?.logDeterminant).toBeCloseTo(Math.log(Math.abs(new LuDecomposition(dense).determinant)), 10);
  expect(inverseOf(new Float64Array(4).fill(1), 2)).toBeNull();
});

test.each([5, 24, 61])(
  'the inverse by blocks of a positive definite matrix of %i rows is that by elimination',
  (n) => {
    const half = Matrix.from1DArray(n, n, randomMatrix(n, 1, 8));
    const matrix = Float64Array.from(half.mmul(half.transpose()).add(Matrix.eye(n)).to1DArray());
    const [found, expected] = [positiveInverse(matrix, n), inverseOf(matrix, n)];
    expected?.inverse.forEach((value, p) => expect(found?.inverse[p]).toBeCloseTo(value, 10));
    expect(found?.logDeterminant).toBeCloseTo(expected?.logDeterminant ?? NaN, 8);
    // One negative eigenvalue, in the last block.
    matrix[n * n - 1] = -1;
    expect(positiveInverse(matrix, n)).toBeNull();
  },
);

test.each([
  ['every column', []],
  ['two columns of the identity', [1, 4]],
  ['columns of the identity alone', [0, 1, 2, 3, 4]],
])('the Lyapunov equation and its transpose are solved as by Kronecker products: %s', (_, unit) => {
  const n = 5;
  const b = randomMatrix(n, 0.25, 2);
  for (let i = 0; i < n; i++) b[i * (n + 1)] = (b[i * (n + 1)] ?? 0) + 1.3;
  for (const column of unit) for (let i = 0; i < n; i++) b[i * n + column] = Number(i === column);
  const half = randomMatrix(n, 1, 3);
  const right = half.map((value, p) => value + (half[(p % n) * n + Math.floor(p / n)] ?? 0));
  const solver = lyapunovSolver(b, n);
  for (const isTransposed of [false, true]) {
    const entry = (i: number, j: number) => (isTransposed ? b[j * n + i] : b[i * n + j]) ?? 0;
    // (B ⊗ I + I ⊗ B) vec X = vec D.
    const system = Matrix.zeros(n * n, n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let k = 0; k < n; k++) {
          system.set(i * n + j, k * n + j, system.get(i * n + j, k * n + j) + entry(i, k));
          system.set(i * n + j, i * n + k, system.get(i * n + j, i * n + k) + entry(j, k));
        }
    const expected = new LuDecomposition(system).solve(Matrix.columnVector(right)).to1DArray();
    const found = isTransposed ? solver?.solveTransposed(right) : solver?.solve(right);
    expected.forEach((value, p) => expect(found?.[p]).toBeCloseTo(value, 9));
  }
});

test('a matrix with an eigenvalue on the wrong side has no solver', () => {
  expect(lyapunovSolver(Float64Array.of(1, 0, 3, -0.2), 2)).toBeNull();
});
