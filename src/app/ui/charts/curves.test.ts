import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apart, chartInWords, curvesOf, debiasedAverage, logTicks, lowest } from './curves';

const series = (steps: number[], values: number[]) => ({
  steps: Float64Array.from(steps),
  values: Float64Array.from(values),
});

describe('the curves of the loss chart', () => {
  it('smooth to the weighted mean with weights β^age', () => {
    const values = [3, 1, 4, 1, 5];
    const weights = values.map((_, age) => 0.9 ** (values.length - 1 - age));
    const mean =
      values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) /
      weights.reduce((a, b) => a + b, 0);
    expect(debiasedAverage(values, 0.9).at(-1)).toBeCloseTo(mean, 12);
  });

  it('keep a constant from the first point on', () => {
    for (const value of debiasedAverage(Array.from({ length: 50 }, () => 7)))
      expect(value).toBeCloseTo(7, 10);
  });

  it('put both measurements on one axis of steps, with gaps where one is missing', () => {
    const curves = curvesOf(series([1, 2, 3], [4, 2, 1]), series([2], [0.8]), null);
    expect(curves.steps).toEqual([1, 2, 3]);
    expect(curves.training).toEqual([1, 0.5, 0.25]);
    expect(curves.heldOut).toEqual([null, 0.8, null]);
    expect(lowest(curves)).toEqual({ step: 2, value: 0.8 });
    expect(chartInWords(curves)).toContain(
      'Cross-validated error 0.80 (no change = 1), lowest 0.80 at step 2',
    );
  });

  it('keep labels apart and in order for any line ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 3 }), (heights) => {
        const moved = apart(heights, 14).toSorted((a, b) => a - b);
        for (let i = 1; i < moved.length; i++)
          expect((moved[i] ?? 0) - (moved[i - 1] ?? 0)).toBeGreaterThan(13);
      }),
    );
  });
});

describe('ticks of the logarithmic axis', () => {
  it('are few, ascending and within any range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 0.9, noNaN: true }),
        fc.double({ min: 1.05, max: 1e4, noNaN: true }),
        (low, high) => {
          const ticks = logTicks(low, high);
          expect(ticks.length).toBeGreaterThanOrEqual(1);
          expect(ticks.length).toBeLessThanOrEqual(9);
          expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
          for (const tick of ticks) expect(tick >= low && tick <= high).toBe(true);
        },
      ),
    );
  });

  it('are even steps for a small range, as after the first step', () => {
    expect(logTicks(0.765, 1.15)).toEqual([0.8, 0.9, 1, 1.1]);
    expect(logTicks(0.25, 1.15)).toEqual([0.3, 0.5, 1]);
    expect(logTicks(0.001, 20)).toEqual([0.001, 0.01, 0.1, 1, 10]);
  });
});
