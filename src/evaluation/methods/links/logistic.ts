/** Logistic regression with a small ridge, by Newton's method. */
import { choleskyInPlace, choleskySolveInPlace } from '../../../numerics/linearAlgebra';

/** Of each coefficient but the intercept, per observation. */
const RIDGE = 1e-3;
const ITERATIONS = 50;
const TOLERANCE = 1e-9;
/** Larger steps are shortened: separated data would send the coefficients away. */
const LONGEST = 3;

/**
 * [columns + 1] coefficients, the intercept last. `rows` [n × columns], of scale 1; `wanted` [n] probabilities in [0, 1].
 */
export function fittedLogistic(rows: Float64Array, columns: number, wanted: ArrayLike<number>): Float64Array {
  const size = columns + 1;
  const count = rows.length / columns;
  const coefficients = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const step = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    hessian.fill(0);
    step.fill(0);
    for (let n = 0; n < count; n++) {
      row.set(rows.subarray(n * columns, (n + 1) * columns));
      const p = sigmoid(row.reduce((sum, value, c) => sum + value * (coefficients[c] as number), 0));
      const error = p - (wanted[n] as number);
      for (let a = 0; a < size; a++) {
        step[a] = (step[a] as number) + error * (row[a] as number);
        for (let b = 0; b <= a; b++)
          hessian[a * size + b] =
            (hessian[a * size + b] as number) + p * (1 - p) * (row[a] as number) * (row[b] as number);
      }
    }
    for (let a = 0; a < size; a++) {
      const ridge = a < columns ? RIDGE * count : 0;
      step[a] = (step[a] as number) + ridge * (coefficients[a] as number);
      hessian[a * size + a] = (hessian[a * size + a] as number) + ridge + 1e-9 * count;
      for (let b = 0; b < a; b++) hessian[b * size + a] = hessian[a * size + b] as number;
    }
    choleskyInPlace(hessian, size);
    choleskySolveInPlace(hessian, size, step);
    const longest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const share = Math.min(1, LONGEST / longest);
    for (let a = 0; a < size; a++)
      coefficients[a] = (coefficients[a] as number) - share * (step[a] as number);
    if (longest < TOLERANCE) break;
  }
  return coefficients;
}

export function sigmoid(value: number): number {
  return value >= 0 ? 1 / (1 + Math.exp(-value)) : Math.exp(value) / (1 + Math.exp(value));
}
