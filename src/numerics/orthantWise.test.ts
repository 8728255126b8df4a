import { expect, test } from 'vitest';
import { drain } from './lazy';
import { minimise, type Smooth } from './orthantWise';
import { Random } from './random';

const precise = { iterations: 500, tolerance: 0 };

test('the minimum of a quadratic form with penalties satisfies the conditions of the lasso', () => {
  const n = 12;
  const random = new Random(4);
  const factor = Float64Array.from({ length: 20 * n }, () => random.normal());
  const side = Float64Array.from({ length: n }, () => 4 * random.normal());
  const gradientAt = (x: Float64Array) => {
    const image = Array.from({ length: 20 }, (_, row) =>
      x.reduce((sum, value, i) => sum + (factor[row * n + i] ?? NaN) * value, 0),
    );
    return Float64Array.from(side, (value, i) =>
      image.reduce((sum, at, row) => sum + (factor[row * n + i] ?? NaN) * at, -value),
    );
  };
  const quadratic: Smooth = (x, gradient) => {
    gradient.set(gradientAt(x));
    return x.reduce((sum, value, i) => sum + value * ((gradient[i] ?? NaN) - (side[i] ?? NaN)), 0) / 2;
  };
  const x = new Float64Array(n);
  // The last two are free.
  const penalty = Float64Array.from({ length: n }, (_, i) => (i < n - 2 ? 3 : 0));
  drain(minimise(quadratic, x, penalty, precise));
  const slopes = gradientAt(x);
  const zeros = x.filter((value) => value === 0).length;
  expect(zeros).toBeGreaterThan(2);
  expect(zeros).toBeLessThan(n - 3);
  x.forEach((value, i) => {
    const weight = penalty[i] ?? NaN;
    const slope = slopes[i] ?? NaN;
    const excess = value === 0 ? Math.abs(slope) - weight : Math.abs(slope + weight * Math.sign(value));
    expect(excess).toBeLessThan(1e-4);
  });
});

const valley: Smooth = ([x = 0, y = 0], gradient) => {
  gradient.set([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

test('without penalties the curved valley of Rosenbrock is followed to its end', () => {
  const at = Float64Array.of(-1.2, 1);
  const steps = drain(minimise(valley, at, new Float64Array(2), precise));
  expect(steps).toBeLessThan(100);
  at.forEach((value) => expect(value).toBeCloseTo(1, 6));
});

const barrier: Smooth = ([x = 0], gradient) => {
  gradient[0] = x < 1 ? 1 / (1 - x) - 10 : NaN;
  return x < 1 ? -Math.log(1 - x) - 10 * x : Infinity;
};

test('a point where the objective is infinite is stepped back from', () => {
  const x = Float64Array.of(0);
  drain(minimise(barrier, x, new Float64Array(1), precise));
  expect(x[0]).toBeCloseTo(0.9, 6);
});
