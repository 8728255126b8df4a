import { describe, expect, it } from 'vitest';
import { predictionScores, type UnseenShift } from './predictionScores';
import reference from './predictions.reference.json';

/** The recorded predictions; each perturbation's mean of those known is the recorded one. */
const shifts: readonly UnseenShift[] = reference.measured.map((measured, k) => ({
  label: `P${k}`,
  time: null,
  measured,
  predicted: reference.predicted[k] ?? [],
  standardError: reference.standardError[k] ?? [],
  targets: reference.targets[k] ?? [],
  meanOfKnown: reference.mean,
}));

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

describe('predictions judged together', () => {
  it('have the means of what NumPy and SciPy find of each, inside their intervals', () => {
    const scores = predictionScores(shifts, 1);
    expect(scores.correlation?.value).toBeCloseTo(average(reference.pearson), 12);
    expect(scores.correlationBeyondMean?.value).toBeCloseTo(average(reference.pearsonAgainstMean), 12);
    expect(scores.direction?.value).toBeCloseTo(reference.direction, 12);
    expect(scores.discrimination?.value).toBeCloseTo(average(reference.discrimination), 12);
    for (const interval of Object.values(scores)) {
      expect(interval?.low).toBeLessThanOrEqual(interval?.value ?? NaN);
      expect(interval?.high).toBeGreaterThanOrEqual(interval?.value ?? NaN);
      expect(interval?.low).toBeLessThan(interval?.high ?? NaN);
    }
  });

  it('that say no change have the error of no change, and no direction or correlation', () => {
    const nothing = shifts.map((shift) => ({ ...shift, predicted: new Float64Array(40) }));
    expect(predictionScores(nothing, 1)).toMatchObject({
      correlation: null,
      topGenesError: { value: 1, low: 1, high: 1 },
      direction: null,
    });
  });

  it('draw the time points of a perturbation together, and tell apart within a time point only', () => {
    const timed = shifts.map((shift, k) => ({ ...shift, label: `P${k % 2}`, time: Math.floor(k / 2) }));
    const scores = predictionScores(timed, 1);
    // Two perturbations: 1 where the right one is nearer, else a half.
    expect([0.5, 7 / 12, 8 / 12, 0.75, 10 / 12, 11 / 12, 1]).toContainEqual(
      expect.closeTo(scores.discrimination?.value ?? NaN, 10),
    );
    const perLabel = [0, 1].map((label) => average(reference.pearson.filter((_, k) => k % 2 === label)));
    expect(scores.correlation?.low).toBeCloseTo(Math.min(...perLabel), 12);
    expect(scores.correlation?.high).toBeCloseTo(Math.max(...perLabel), 12);
    const alone = shifts.map((shift, time) => ({ ...shift, time }));
    expect(predictionScores(alone, 1).discrimination).toBeNull();
  });

  it('have no error of the most changed genes where there are no more than those', () => {
    const few = shifts.map((shift) => ({
      ...shift,
      measured: Array.from(shift.measured).slice(0, 20),
      meanOfKnown: reference.mean.slice(0, 20),
    }));
    expect(predictionScores(few, 1).topGenesError).toBeNull();
  });
});
