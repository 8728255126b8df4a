import { expect, it } from 'vitest';
import { interval, predictionCard, truthRow } from '../../../../../tests/support/present/benchmarkExamples';
import { keyNumbers } from './EvaluatePage';

const result = {
  heldOut: { shrunkError: 0.5, error: 0.55, pearson: 0.8 },
  crossValidation: null,
};

it('shows the error alone until the comparison is done', () => {
  expect(keyNumbers(result, null, null)).toEqual([
    { name: 'Held-out error', value: '0.50', interval: null, hint: 'no change = 1' },
  ]);
});

it('sets it beside the best other prediction than no change, and the network beside chance', () => {
  const predictions = predictionCard({ linear: interval(0.7, 0.6, 0.8) });
  const truth = { rows: [truthRow('modulode', interval(0.48, 0.23, 0.66))], density: 0.18, trained: null };
  expect(keyNumbers(result, { predictions }, truth)).toEqual([
    { name: 'Held-out error', value: '0.50', interval: '0.40–0.60', hint: 'no change = 1' },
    { name: 'Best simpler prediction', value: '0.70', interval: '0.60–0.80', hint: 'Linear model' },
    { name: 'AUPRC', value: '0.48', interval: '0.23–0.66', hint: 'chance: 0.18' },
  ]);
});
