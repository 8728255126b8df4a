import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { entropy, sinkhornDivergence } from './sinkhorn';
import cases from './sinkhorn.reference.json';

const converged = { iterations: 20_000, tolerance: 1e-14 };
const genes = 4;
const points = 7;

function cloud(seed: number, centre: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: points * genes }, () => centre + random.normal());
}

const x = cloud(1, 0);
const y = cloud(2, 0.5);
const mask = [1, 1, 0, 1];

describe('the Sinkhorn divergence', () => {
  it.each(cases)('has the value and gradient that PyTorch finds at a blur of $blur', (recorded) => {
    const from = Float64Array.from(recorded.x);
    const to = Float64Array.from(recorded.y);
    const epsilon = entropy(from, to, recorded.mask, recorded.blur);
    expect(epsilon).toBeCloseTo(recorded.epsilon, 14);
    const { value, gradient } = sinkhornDivergence(from, to, recorded.mask, epsilon, converged);
    expect(value).toBeCloseTo(recorded.value, 11);
    gradient.forEach((slope, p) => expect(slope).toBeCloseTo(recorded.gradient[p] ?? NaN, 9));
  });

  it('has the gradient of its central differences at constant entropy', () => {
    const epsilon = entropy(x, y, mask, 0.5);
    const { gradient } = sinkhornDivergence(x, y, mask, epsilon, converged);
    const largest = Math.max(...gradient.map(Math.abs));
    const width = 1e-4;
    gradient.forEach((slope, p) => {
      const at = (offset: number): number =>
        sinkhornDivergence(
          x.map((value, q) => (q === p ? value + offset : value)),
          y,
          mask,
          epsilon,
          converged,
        ).value;
      const numeric = (8 * (at(width) - at(-width)) - (at(2 * width) - at(-2 * width))) / (12 * width);
      expect(Math.abs(slope - numeric) / largest).toBeLessThan(1e-6);
    });
  });

  it('of a cloud with itself is zero, and so is its gradient', () => {
    const { value, gradient } = sinkhornDivergence(x, x, mask, 0.1, converged);
    expect(value).toBeCloseTo(0, 12);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-12);
  });

  it('ignores masked coordinates', () => {
    const moved = y.map((value, p) => (p % genes === 2 ? 100 * value : value));
    const epsilon = entropy(x, y, mask, 0.2);
    expect(entropy(x, moved, mask, 0.2)).toBe(epsilon);
    const found = sinkhornDivergence(x, moved, mask, epsilon, converged);
    expect(found).toEqual(sinkhornDivergence(x, y, mask, epsilon, converged));
    expect(found.gradient.every((slope, p) => p % genes !== 2 || slope === 0)).toBe(true);
  });

  it('ends early at a tolerance with the converged result to about that tolerance', () => {
    const epsilon = entropy(x, y, mask, 0.5);
    const exact = sinkhornDivergence(x, y, mask, epsilon, converged);
    const early = sinkhornDivergence(x, y, mask, epsilon, { iterations: 1000, tolerance: 1e-4 });
    expect(Math.max(...Object.values(early.iterations))).toBeLessThan(200);
    expect(Math.abs(early.value - exact.value) / epsilon).toBeLessThan(1e-3);
    const largest = Math.max(...exact.gradient.map(Math.abs));
    early.gradient.forEach((slope, p) =>
      expect(Math.abs(slope - (exact.gradient[p] ?? NaN)) / largest).toBeLessThan(1e-3),
    );
  });

  it('makes exactly the given number of iterations at tolerance zero', () => {
    const { iterations } = sinkhornDivergence(x, y, mask, 0.1, { iterations: 17, tolerance: 0 });
    expect(iterations).toEqual({ cross: 17, x: 17, y: 17 });
  });

  it('stays finite where both clouds are the same point', () => {
    const same = new Float64Array(points * genes).fill(0.3);
    const { value, gradient } = sinkhornDivergence(same, same, mask, entropy(same, same, mask, 0.05), {
      iterations: 100,
      tolerance: 1e-3,
    });
    expect(Math.abs(value)).toBeLessThan(1e-9);
    expect(gradient.every((slope) => slope === 0)).toBe(true);
  });
});
