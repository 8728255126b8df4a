import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { shrinkage, shrunk, shrunkErrorOverNoChange, type LabelledShift } from './shrinkage';

const nothing = new Float64Array(40);

const random = new Random(5);
const shifts: LabelledShift[] = Array.from({ length: 4 }, (_, k) => ({
  label: `P${k}`,
  targets: [k],
  predicted: Array.from({ length: 12 }, () => random.normal()),
  measured: Array.from({ length: 12 }, () => random.normal()),
  shared: nothing,
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
    expect(shrinkage(half).kappa).toBeCloseTo(0.5, 12);
    const { kappa } = shrinkage(shifts);
    expect(squaredError(kappa)).toBeLessThan(squaredError(kappa + 0.05));
    expect(squaredError(kappa)).toBeLessThanOrEqual(squaredError(Math.max(0, kappa - 0.05)));
  });

  it('never reverses predictions and never scales them beyond 1.2', () => {
    const opposite = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => -m) }));
    expect(shrinkage(opposite).kappa).toBe(0);
    const small = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => m / 9) }));
    expect(shrinkage(small).kappa).toBe(1.2);
  });

  it('gives an error of at least no change for predictions independent of the measurement', () => {
    const noise = new Random(11);
    const unrelated = Array.from({ length: 12 }, (_, k) => ({
      label: `P${k}`,
      targets: [],
      predicted: Array.from({ length: 40 }, () => noise.normal()),
      measured: Array.from({ length: 40 }, () => noise.normal()),
      shared: Array.from({ length: 40 }, () => noise.normal()),
    }));
    expect(shrunkErrorOverNoChange(unrelated)).toBeGreaterThan(0.99);
  });

  it('scores each perturbation with the factor of the others', () => {
    const [first, second] = shifts;
    if (!first || !second) throw new Error('two shifts are needed');
    const byHand = [shrunk(first, shrinkage([second])), shrunk(second, shrinkage([first]))].reduce(
      (sum, shift) => sum + distance(shift),
      0,
    );
    const none = [first, second].reduce(
      (sum, shift) => sum + distance(shrunk(shift, { kappa: 0, shared: 0 })),
      0,
    );
    expect(shrunkErrorOverNoChange([first, second])).toBeCloseTo(byHand / none, 12);
  });
});

describe('the shared response', () => {
  /** D = .6 Δ̂ + .5 D̄ and a little noise, over twelve perturbations. */
  const draw = new Random(3);
  const common = Array.from({ length: 40 }, () => draw.normal());
  const stacked: LabelledShift[] = Array.from({ length: 12 }, (_, k) => {
    const predicted = Array.from({ length: 40 }, () => draw.normal());
    return {
      label: `P${k}`,
      targets: [k],
      predicted,
      shared: common,
      measured: predicted.map((value, gene) => 0.6 * value + 0.5 * (common[gene] ?? 0)),
    };
  });

  it('is recovered with the factor of the prediction, and fits data made from both exactly', () => {
    const { kappa, shared } = shrinkage(stacked);
    expect(kappa).toBeCloseTo(0.6, 10);
    expect(shared).toBeCloseTo(0.5, 10);
    expect(shrunkErrorOverNoChange(stacked)).toBeLessThan(1e-20);
  });

  it('has the best point on the boundary where the optimum is outside', () => {
    const against = stacked.map((shift) => ({
      ...shift,
      measured: Array.from(shift.predicted, (value, gene) => 0.6 * value + 3 * (common[gene] ?? 0)),
    }));
    const { kappa, shared } = shrinkage(against);
    expect(shared).toBe(1.2);
    const error = (k: number) =>
      against.reduce((sum, shift) => sum + distance(shrunk(shift, { kappa: k, shared })), 0);
    expect(error(kappa)).toBeLessThan(error(kappa + 1e-3));
    expect(error(kappa)).toBeLessThan(error(kappa - 1e-3));
  });

  it('has weight 0 where it does not improve left-out predictions, and for too few perturbations', () => {
    expect(shrinkage(stacked.slice(0, 2)).shared).toBe(0);
    // Twelve shared responses drawn apart have nothing to say.
    const apart = stacked.map((shift) => ({
      ...shift,
      shared: Array.from({ length: 40 }, () => draw.normal()),
      measured: Array.from(shift.predicted, (value) => 0.6 * value),
    }));
    expect(shrinkage(apart).shared).toBe(0);
    expect(shrinkage(apart).kappa).toBeCloseTo(0.6, 12);
  });
});
