import { expect, it } from 'vitest';
import type { Interval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { unseenRows } from './evaluationText';

const nothing = predictionScores([], 1);

function rowsOf(correlationBeyondMean: Interval | null, perturbations: number) {
  const model = { ...nothing, correlationBeyondMean };
  return unseenRows({ model, meanOfOthers: nothing, noChange: nothing }, perturbations);
}

it('an interval is told with its ends where there are several perturbations, also where they agree', () => {
  expect(rowsOf({ value: -0.42, low: -0.6, high: -0.1 }, 4)).toEqual([
    ['Correlation beyond the mean', '−0.42 (−0.60 to −0.10)'],
  ]);
  expect(rowsOf({ value: 1, low: 1, high: 1 }, 4)).toEqual([
    ['Correlation beyond the mean', '1.00 (1.00 to 1.00)'],
  ]);
  expect(rowsOf(null, 4)).toEqual([]);
});

it('one perturbation has no interval', () => {
  expect(rowsOf({ value: -0.42, low: -0.42, high: -0.42 }, 1)).toEqual([
    ['Correlation beyond the mean', '−0.42'],
  ]);
});
