import { expect, it } from 'vitest';
import {
  interval,
  pairedWith,
  predictionCard,
  truthRow,
} from '../../../../../tests/support/present/benchmarkExamples';
import { aResult } from '../../../../../tests/support/app/testData';
import { predictionTable } from '../../../../present/text/benchmarkTables';
import { unseenTable } from './unseenRows';
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

it('does not set it beside a prediction of some perturbations, which is told by its number of them', () => {
  const card = predictionCard({ linear: interval(0.7, 0.6, 0.8) });
  const [own, ...others] = card.rows;
  if (!own) throw new Error('the model is first');
  const [few, error] = [interval(0.05), interval(0.12)];
  const sums = { ...own, predictor: 'additive', error, paired: pairedWith(few, error, 2) } as const;
  const predictions = { ...card, rows: [own, sums, ...others] };
  expect(keyNumbers(result, { predictions }, null)[1]).toMatchObject({ value: '0.70', hint: 'Linear model' });
  const parts = unseenTable(predictions, aResult, false)?.rows.flatMap(({ predictor, part }) =>
    part === null ? [] : [[predictor, part]],
  );
  expect(parts).toEqual([['additive', '2 of 8']]);
  const names = predictionTable(predictions, 'perturbation').rows.map(([name]) => name);
  expect(names).toContain('Sum of single effects, 2 of 8');
  expect(names).toContain('Linear model');
});
