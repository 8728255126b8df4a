import { expect, it } from 'vitest';
import { randomField } from '../../../tests/support/dynamics/randomField';
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
