import { expect, test } from 'vitest';
import { Random } from '../random';
import { exponentialOfTransposed } from './exponential';

test('the exponential of a rotation is a turn, of a nilpotent matrix a finite sum, transposed', () => {
  const [turn, expected] = [exponentialOfTransposed(Float64Array.of(0, -40, 40, 0), 2), Math.cos(40)];
  expect(turn[0]).toBeCloseTo(expected, 11);
  expect(turn[1]).toBeCloseTo(Math.sin(40), 11);
  const nilpotent = exponentialOfTransposed(Float64Array.of(0, 2, 5, 0, 0, 3, 0, 0, 0), 3);
  expect(Array.from(nilpotent)).toEqual([1, 0, 0, 2, 1, 0, 8, 3, 1]);
});

test('exponentials of sizes on SIMD satisfy e^A e^−A = 1, and huge matrices are infinite', () => {
  const n = 48;
  let largest = 0;
  const random = new Random(2);
  const matrix = Float64Array.from({ length: n * n }, () => 0.3 * random.normal());
  const [there, back] = [matrix, matrix.map((value) => -value)].map((one) => exponentialOfTransposed(one, n));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (there?.[i * n + k] ?? NaN) * (back?.[k * n + j] ?? NaN);
      largest = Math.max(largest, Math.abs(sum - Number(i === j)));
    }
  expect(largest).toBeLessThan(1e-10);
  expect(exponentialOfTransposed(Float64Array.of(1e4), 1)).toEqual(Float64Array.of(Infinity));
});
