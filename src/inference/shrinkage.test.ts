import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { shrinkage, shrunk, shrunkErrorOverNoChange, type LabelledShift } from './shrinkage';

const random = new Random(5);
const shifts: LabelledShift[] = Array.from({ length: 4 }, (_, k) => ({
  label: `P${k}`,
  targets: [k],
  predicted: Array.from({ length: 12 }, () => random.normal()),
  measured: Array.from({ length: 12 }, () => random.normal()),
}));

/** The definition, element by element. */
function squaredError(kappa: number): number {
  let error = 0;
  let none = 0;
  for (const { predicted, measured, targets } of shifts) {
    Array.from(measured).forEach((m, gene) => {
      if (targets.includes(gene)) return;
      error += (kappa * (predicted[gene] ?? 0) - m) ** 2;
      none += m * m;
    });
  }
  return error / none;
}

/** Squared distance of prediction and measurement, targets left out. */
function distance({ predicted, measured, targets }: LabelledShift): number {
  return Array.from(measured).reduce(
    (sum, m, gene) => (targets.includes(gene) ? sum : sum + ((predicted[gene] ?? 0) - m) ** 2),
    0,
  );
}

describe('shrinkage', () => {
  it('finds the factor with the smallest error', () => {
    const half = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => 2 * m) }));
    expect(shrinkage(half)).toBeCloseTo(0.5, 12);
    const kappa = shrinkage(shifts);
    expect(squaredError(kappa)).toBeLessThan(squaredError(kappa + 0.05));
    expect(squaredError(kappa)).toBeLessThanOrEqual(squaredError(Math.max(0, kappa - 0.05)));
  });

  it('never turns predictions round and never grows them beyond 1.2', () => {
    const opposite = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => -m) }));
    expect(shrinkage(opposite)).toBe(0);
    const small = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => m / 9) }));
    expect(shrinkage(small)).toBe(1.2);
  });

  it('comes out at no better than no change for predictions that have nothing to do with what was measured', () => {
    const noise = new Random(11);
    const unrelated = Array.from({ length: 12 }, (_, k) => ({
      label: `P${k}`,
      targets: [],
      predicted: Array.from({ length: 40 }, () => noise.normal()),
      measured: Array.from({ length: 40 }, () => noise.normal()),
    }));
    expect(shrunkErrorOverNoChange(unrelated)).toBeGreaterThan(0.99);
  });

  it('judges each perturbation with the factor of the others', () => {
    const [first, second] = shifts;
    if (!first || !second) throw new Error('two shifts are needed');
    const byHand = [shrunk(first, shrinkage([second])), shrunk(second, shrinkage([first]))].reduce(
      (sum, shift) => sum + distance(shift),
      0,
    );
    const none = [first, second].reduce((sum, shift) => sum + distance(shrunk(shift, 0)), 0);
    expect(shrunkErrorOverNoChange([first, second])).toBeCloseTo(byHand / none, 12);
  });
});
