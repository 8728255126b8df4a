import { expect, it } from 'vitest';
import { permutedDiagonal } from './permutedDiagonal';
import { Random } from './random';

/** All orders of 0 … n − 1. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, at) => [...order.slice(0, at), n - 1, ...order.slice(at)]),
  );
}

it('scores the diagonal as all permutations written out do', () => {
  const n = 5;
  const random = new Random(4);
  const matrix = Float64Array.from(
    { length: n * n },
    (_, at) => random.normal() + (at % (n + 1) === 0 ? 1 : 0),
  );
  const sums = orders(n).map((order) => order.reduce((sum, j, i) => sum + (matrix[i * n + j] ?? NaN), 0));
  const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
  const deviation = Math.sqrt(sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sums.length);
  const diagonal = Array.from({ length: n }, (_, i) => matrix[i * (n + 1)] ?? NaN);
  const sum = diagonal.reduce((total, value) => total + value, 0);
  const found = permutedDiagonal(matrix, n);
  expect(found.deviation).toBeCloseTo(deviation, 10);
  expect(found.score).toBeCloseTo((sum - mean) / deviation, 10);
});

it('says nothing of a matrix whose columns do not depend on the row', () => {
  expect(permutedDiagonal(Float64Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3), 3).score).toBe(0);
});
