import { expect, it } from 'vitest';
import { randomField } from '../../../tests/support/dynamics/randomField';
import { classicalSteps, presets, trainingScheme } from '../settings';
import { rk4, solverStep, trajectory, type RightHandSide } from './rk4';
import { decayOf, inputWeightOf } from './tableau';

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

it('of one stage is the method of Euler, of order 1', () => {
  const errors = [64, 128, 256].map((steps) => {
    const end = trajectory(oscillator, Float64Array.of(1, 0), 3, steps, 1).at(-1);
    return Math.hypot((end?.[0] ?? NaN) - Math.cos(3), (end?.[1] ?? NaN) + Math.sin(3));
  });
  const [first = NaN, second = NaN, third = NaN] = errors;
  for (const ratio of [first / second, second / third]) {
    expect(ratio).toBeGreaterThan(1.9);
    expect(ratio).toBeLessThan(2.1);
  }
});

it('ends at the fixed point of the field, whatever the length of its steps and the number of stages', () => {
  const { rhs, start } = randomField();
  const slope = new Float64Array(start.length);
  for (const [perLifetime, stages] of [
    [1, 4],
    [2, 4],
    [8, 4],
    [1.5, 1],
    [8, 1],
  ] as const) {
    const end = trajectory(rhs, start, 60, 60 * perLifetime, stages).at(-1) ?? start;
    rhs(end, slope);
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-9);
  }
});

it('follows from the inputs of its stages where the field is an input less the state', () => {
  for (const stages of [1, 4] as const) {
    const [h, z] = [0.7, 1.3];
    const inputs = [0.4, -1.1, 2.5, 0.8].slice(0, stages);
    let stage = 0;
    const field: RightHandSide = (at, dz) => {
      dz[0] = (inputs[stage++] ?? NaN) - (at[0] ?? NaN);
    };
    const { next } = solverStep(field, Float64Array.of(z), h, stages);
    const expected = inputs.reduce(
      (sum, input, s) => sum + inputWeightOf(s, h, stages) * input,
      decayOf(h, stages) * z,
    );
    expect(next[0]).toBeCloseTo(expected, 14);
  }
});

it('takes Euler steps in training only towards means at the end of a long horizon, and fewer classical ones to earlier ends', () => {
  const { H, SH } = presets;
  expect(trainingScheme(H, true)).toEqual({ solverSteps: 9, stages: 1 });
  expect(trainingScheme({ ...H, horizon: 10 }, true)).toEqual({ solverSteps: 15, stages: 1 });
  expect(trainingScheme(H, false)).toEqual({ solverSteps: 12, stages: 4 });
  expect(trainingScheme({ ...H, horizon: 1.5, solverSteps: 5 }, true)).toEqual({ solverSteps: 2, stages: 4 });
  expect(trainingScheme(SH, true)).toEqual({ solverSteps: 2, stages: 4 });
  expect(trainingScheme(SH, false)).toEqual({ solverSteps: 5, stages: 4 });
  expect(trainingScheme({ ...SH, horizon: 3, solverSteps: 8 }, true)).toEqual({ solverSteps: 4, stages: 4 });
  expect(trainingScheme({ ...SH, solverSteps: 20 }, true)).toEqual({ solverSteps: 8, stages: 4 });
  expect(trainingScheme({ ...SH, horizon: 12 }, true)).toEqual({ solverSteps: 5, stages: 4 });
});

it('reaches an earlier end by longer steps with an error below one percent of the distance to rest', () => {
  const { solverSteps, stages } = trainingScheme(presets.SH, true);
  const { horizon } = presets.SH;
  const left = decayOf(horizon / solverSteps, stages) ** solverSteps;
  expect(Math.abs(left - Math.exp(-horizon)) / (1 - Math.exp(-horizon))).toBeLessThan(0.01);
});

it('takes at most twice as long steps of the classical method to a steady state, and never longer than a lifetime', () => {
  const { H } = presets;
  expect(classicalSteps(H)).toBe(6);
  expect(classicalSteps({ ...H, solverSteps: 5 })).toBe(5);
  expect(classicalSteps({ ...H, solverSteps: 40 })).toBe(20);
  expect(classicalSteps({ ...H, horizon: 10, solverSteps: 12 })).toBe(10);
});
