import { expect, it } from 'vitest';
import type { Interval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { unseenRows } from './unseenRows';

function scores(correlationBeyondMean: Interval | null) {
  return { ...predictionScores([], 1), correlationBeyondMean };
}

it('an interval is told with its ends, none where one perturbation gives it no width', () => {
  const rows = (model: Interval | null) =>
    unseenRows({ model: scores(model), meanOfOthers: scores(null), noChange: scores(null) });
  expect(rows({ value: -0.42, low: -0.6, high: -0.1 })).toEqual([
    ['Correlation beyond the mean', '−0.42 (−0.60 to −0.10)'],
  ]);
  expect(rows({ value: -0.42, low: -0.42, high: -0.42 })).toEqual([['Correlation beyond the mean', '−0.42']]);
  expect(rows(null)).toEqual([]);
});
