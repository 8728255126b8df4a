import { describe, expect, it } from 'vitest';
import {
  predictionScores,
  type UnseenShift,
  directionHits,
  directionOfClearGenes,
  coverage,
  discriminationScores,
  pearsonAgainstMean,
  topGenesError,
} from './predictionScores';
import { largestDifference } from '../../../tests/support/evaluation/numbers';
import reference from './predictions.reference.json';
import { pearsonOfChange } from './predictionError';

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

describe('prediction scores', () => {
  it('are the means of the single scores of NumPy and SciPy, inside their intervals', () => {
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

  it('of no change have the error of no change, and no direction or correlation', () => {
    const nothing = shifts.map((shift) => ({ ...shift, predicted: new Float64Array(40) }));
    expect(predictionScores(nothing, 1)).toMatchObject({
      correlation: null,
      topGenesError: { value: 1, low: 1, high: 1 },
      direction: null,
    });
  });

  it('resample the time points of a perturbation together, and discriminate within time points', () => {
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

  it('have no top-gene error where there are no further genes', () => {
    const few = shifts.map((shift) => ({
      ...shift,
      measured: Array.from(shift.measured).slice(0, 20),
      meanOfKnown: reference.mean.slice(0, 20),
    }));
    expect(predictionScores(few, 1).topGenesError).toBeNull();
  });
});

const recorded = reference.measured.map((measured, k) => ({
  measured,
  predicted: reference.predicted[k] ?? [],
  standardError: reference.standardError[k] ?? [],
  low: reference.low[k] ?? [],
  high: reference.high[k] ?? [],
  targets: reference.targets[k] ?? [],
}));

describe('predicted changes', () => {
  it('correlate with measured ones as in SciPy, relative to control and to the mean perturbed cell', () => {
    expect(
      largestDifference(
        recorded.map((shift) => pearsonOfChange(shift) ?? NaN),
        reference.pearson,
      ),
    ).toBeLessThan(1e-12);
    expect(
      largestDifference(
        recorded.map((shift) => pearsonAgainstMean(shift, reference.mean) ?? NaN),
        reference.pearsonAgainstMean,
      ),
    ).toBeLessThan(1e-12);
  });

  it('that equal the mean perturbed cell have no correlation relative to it', () => {
    const shared = [1, -2, 3, 0.5];
    const shift = { predicted: shared, measured: [1.1, -2.1, 3, 0.7], targets: [] };
    expect(pearsonOfChange(shift)).toBeGreaterThan(0.99);
    expect(pearsonAgainstMean(shift, shared)).toBeNull();
  });

  it("have NumPy's error on the twenty most changed genes", () => {
    expect(
      largestDifference(
        recorded.map((shift) => topGenesError(shift, 20) ?? NaN),
        reference.topGenesError,
      ),
    ).toBeLessThan(1e-12);
  });

  it('include ties in the top genes, and no targets', () => {
    const shift = { measured: [9, 3, -2, 2, 1], predicted: [0, 3, 0, 0, 9], targets: [0] };
    expect(topGenesError(shift, 2)).toBeCloseTo(8 / 3, 12);
    expect(topGenesError({ measured: [1], predicted: [1], targets: [0] }, 20)).toBeNull();
  });

  it("have NumPy's share of clear directions", () => {
    expect(directionOfClearGenes(recorded)).toBeCloseTo(reference.direction, 12);
  });

  it('of 0 are not right, and without any predicted change the direction is null', () => {
    const shift = {
      measured: [5, 1, -3, 2],
      standardError: [1, 1, 1, 1],
      predicted: [1, 1, 0, 4],
      targets: [0],
    };
    // Of the two genes beyond two standard errors that were not set, one is exactly at two.
    expect(directionHits(shift)).toEqual({ clear: 1, right: 0, predicted: 0 });
    expect(directionOfClearGenes([shift])).toBeNull();
    expect(directionOfClearGenes([{ ...shift, predicted: [0, 0, -1, 0] }])).toBe(1);
  });

  it("have NumPy's discrimination scores", () => {
    expect(largestDifference([...discriminationScores(recorded)], reference.discrimination)).toBeLessThan(
      1e-12,
    );
  });

  it('discriminate always if perfect, and at chance if equal', () => {
    const perfect = recorded.map(({ measured }) => ({ measured, predicted: measured, targets: [] }));
    expect(discriminationScores(perfect)).toEqual([1, 1, 1, 1, 1, 1]);
    const guess = perfect.map(({ measured }) => ({ measured, predicted: reference.mean, targets: [] }));
    const mean = discriminationScores(guess).reduce((sum, score) => sum + score / 6, 0);
    expect(mean).toBeCloseTo(7 / 12, 12);
    const same = { measured: [1, 2], predicted: [0, 0], targets: [] };
    expect(discriminationScores([same, same])).toEqual([0.75, 0.75]);
  });

  it("have NumPy's coverage", () => {
    const found = coverage(recorded);
    expect(found?.genes).toBe(reference.coverage.genes);
    expect(
      largestDifference(
        [found?.share ?? NaN, found?.width ?? NaN],
        [reference.coverage.share, reference.coverage.width],
      ),
    ).toBeLessThan(1e-12);
    expect(coverage([])).toBeNull();
    expect(coverage([{ low: [1, 0], high: [1, 0], measured: [1, 9], targets: [1] }])).toEqual({
      genes: 1,
      share: 1,
      width: 0,
    });
  });
});
