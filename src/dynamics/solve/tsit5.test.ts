import { describe, expect, it } from 'vitest';
import { solveAdaptive, interpolated, tsit5Step } from './tsit5';
import { randomField } from '../../../tests/support/dynamics/randomField';
import { rk4, slopeAt, type RightHandSide } from './rk4';

/** z'' = −z from (1, 0): (cos t, −sin t). */
const oscillator: RightHandSide = (z, dz) => {
  dz[0] = z[1] ?? 0;
  dz[1] = -(z[0] ?? 0);
};
const atRest = Float64Array.of(1, 0);
const exact = (t: number) => Float64Array.of(Math.cos(t), -Math.sin(t));

function distance(a: Float64Array, b: Float64Array): number {
  return Math.max(...a.map((value, g) => Math.abs(value - (b[g] ?? NaN))));
}

/** The state after `steps` steps of equal length. */
function fixedSteps(rhs: RightHandSide, start: Float64Array, horizon: number, steps: number): Float64Array {
  let z = start;
  for (let i = 0; i < steps; i++) z = tsit5Step(rhs, z, slopeAt(rhs, z), horizon / steps).next;
  return z;
}

/** log2 of how much smaller each error is than the one before. */
function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2((errors[i] ?? NaN) / error));
}

const { rhs, start } = randomField();

describe('Tsit5 with fixed steps', () => {
  it('converges with order 5 on an oscillator with a known solution', () => {
    const errors = [32, 64, 128].map((steps) => distance(fixedSteps(oscillator, atRest, 3, steps), exact(3)));
    for (const order of orders(errors)) expect(Math.abs(order - 5)).toBeLessThan(0.2);
  });

  it('converges with order 5 on the vector field, against a far finer solution of another method', () => {
    const end = rk4(rhs, start, 4, 4096).at(-1) ?? start;
    const errors = [8, 16, 32, 64].map((steps) => distance(fixedSteps(rhs, start, 4, steps), end));
    for (const order of orders(errors)) expect(order).toBeGreaterThan(4.5);
  });

  it('estimates an error that falls as that of a method of order 4', () => {
    const errors = [0.4, 0.2, 0.1].map((h) =>
      Math.hypot(...tsit5Step(oscillator, atRest, slopeAt(oscillator, atRest), h).error),
    );
    for (const order of orders(errors)) expect(order).toBeCloseTo(5, 0);
  });

  it('has an interpolant of order 4 that meets both ends of its step', () => {
    for (const theta of [0.2, 0.5, 0.85]) {
      const errors = [0.8, 0.4, 0.2].map((h) =>
        distance(
          interpolated(tsit5Step(oscillator, atRest, slopeAt(oscillator, atRest), h), theta),
          exact(theta * h),
        ),
      );
      // A local error of h⁵ is that of order 4.
      for (const order of orders(errors)) expect(order).toBeGreaterThan(4.6);
    }
    const step = tsit5Step(oscillator, atRest, slopeAt(oscillator, atRest), 0.3);
    expect(interpolated(step, 0)).toEqual(atRest);
    expect(distance(interpolated(step, 1), step.next)).toBeLessThan(1e-14);
  });
});

describe('Tsit5 with adaptive steps', () => {
  it('has an error that follows the tolerance', () => {
    const times = Array.from({ length: 61 }, (_, i) => i / 10);
    const errors = [1e-3, 1e-5, 1e-7, 1e-9].map((size) => {
      const states = solveAdaptive(oscillator, atRest, times, { absolute: size, relative: size });
      return Math.max(...states.map((state, i) => distance(state, exact(times[i] ?? NaN))));
    });
    errors.forEach((error, i) => expect(error / 10 ** (-3 - 2 * i)).toBeLessThan(20));
    for (const order of orders(errors)) expect(order / Math.log2(100)).toBeCloseTo(1, 0);
  });

  it('tries a step again that ran into a pulse which nothing announced', () => {
    const [centre, width] = [5, 0.5];
    const times = Array.from({ length: 101 }, (_, i) => i / 10);
    const pulse: RightHandSide = ([t = NaN], dz) => {
      dz[0] = 1;
      dz[1] = Math.exp(-(((t - centre) / width) ** 2));
    };
    const states = rk4(pulse, new Float64Array(2), 10, 10_000);
    for (const size of [1e-4, 1e-6, 1e-8]) {
      const found = solveAdaptive(pulse, new Float64Array(2), times, { absolute: size, relative: size });
      const errors = found.map((state, i) => distance(state, states[100 * i] ?? start));
      expect(Math.max(...errors) / size).toBeLessThan(20);
    }
  });

  it('agrees with a fine fixed-step solution of the vector field at every time', () => {
    const fine = rk4(rhs, start, 6, 1200);
    const times = Array.from({ length: 61 }, (_, i) => i / 10);
    const states = solveAdaptive(rhs, start, times, { absolute: 1e-9, relative: 1e-9 });
    states.forEach((state, i) => expect(distance(state, fine[20 * i] ?? start)).toBeLessThan(1e-7));
  });

  it('gives the same bits for earlier times when later ones are asked for too', () => {
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    const times = [0, 0.5, 1, 2, 4];
    const all = solveAdaptive(rhs, start, times, tolerance);
    expect(solveAdaptive(rhs, start, times.slice(0, 3), tolerance)).toEqual(all.slice(0, 3));
  });

  const tolerance = { absolute: 1e-6, relative: 1e-6 };

  it('stays where nothing moves', () => {
    const still = solveAdaptive((_, dz) => dz.fill(0), new Float64Array(2), [0, 5], tolerance);
    expect(still).toEqual([new Float64Array(2), new Float64Array(2)]);
  });

  it('gives NaN where the field is not finite, after a few tries', () => {
    let evaluations = 0;
    const lost = solveAdaptive(
      (_, dz) => {
        evaluations++;
        dz.fill(NaN);
      },
      new Float64Array(2),
      [0, 5],
      tolerance,
    );
    expect(lost.flatMap((state) => [...state]).every(Number.isNaN)).toBe(true);
    expect(evaluations).toBeLessThan(200);
  });

  it('ends where the field stops being finite, and keeps the states before', () => {
    let evaluations = 0;
    // z = t until 1, where the field ends.
    const states = solveAdaptive(
      (z, dz) => {
        evaluations++;
        dz[0] = (z[0] ?? 0) < 1 ? 1 : NaN;
      },
      Float64Array.of(0),
      [0, 0.5, 0.9, 2],
      tolerance,
    );
    expect(states.map(([z]) => z)).toEqual([0, expect.closeTo(0.5, 9), expect.closeTo(0.9, 9), NaN]);
    expect(evaluations).toBeLessThan(1000);
  });
});
