import { expect, it } from 'vitest';
import { randomField } from '../../../tests/support/dynamics/randomField';
import { presets, trainingSolverSteps } from '../settings';
import { rk4, type RightHandSide } from './rk4';

const oscillator: RightHandSide = (z, dz) => {
  dz[0] = z[1] ?? 0;
  dz[1] = -(z[0] ?? 0);
};

/** Observed orders when the step is halved again and again, against the given end state. */
function orders(rhs: RightHandSide, start: Float64Array, horizon: number, end: Float64Array): number[] {
  const errors = [16, 32, 64, 128].map((steps) => {
    const last = rk4(rhs, start, horizon, steps).at(-1) ?? start;
    return Math.max(...last.map((value, g) => Math.abs(value - (end[g] ?? 0))));
  });
  return errors.slice(1).map((error, i) => Math.log2((errors[i] ?? 0) / error));
}

it('converges with order 4 on an oscillator with a known solution', () => {
  const end = Float64Array.of(Math.cos(3), -Math.sin(3));
  for (const order of orders(oscillator, Float64Array.of(1, 0), 3, end)) {
    expect(order).toBeGreaterThan(3.8);
    expect(order).toBeLessThan(4.2);
  }
});

it('converges with order 4 on the vector field, against a far finer solution', () => {
  const { rhs, start } = randomField();
  const end = rk4(rhs, start, 4, 2048).at(-1) ?? start;
  for (const order of orders(rhs, start, 4, end)) {
    expect(order).toBeGreaterThan(3.7);
    expect(order).toBeLessThan(4.4);
  }
});

it('ends at the fixed point of the field, whatever the length of its steps', () => {
  const { rhs, start } = randomField();
  const slope = new Float64Array(start.length);
  for (const perLifetime of [1, 2, 8]) {
    const end = rk4(rhs, start, 60, 60 * perLifetime).at(-1) ?? start;
    rhs(end, slope);
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-9);
  }
});

it('takes longer steps in training only towards means at the end of a long horizon', () => {
  const { H, SH } = presets;
  expect(trainingSolverSteps(H, true)).toBe(6);
  expect(trainingSolverSteps(H, false)).toBe(12);
  expect(trainingSolverSteps({ ...H, horizon: 1.5, solverSteps: 5 }, true)).toBe(5);
  expect(trainingSolverSteps(SH, true)).toBe(SH.solverSteps);
  // As many as asked for where these are few, and never longer than a lifetime.
  expect(trainingSolverSteps({ ...H, solverSteps: 5 }, true)).toBe(5);
  expect(trainingSolverSteps({ ...H, solverSteps: 40 }, true)).toBe(20);
  expect(trainingSolverSteps({ ...H, horizon: 10, solverSteps: 12 }, true)).toBe(10);
});
