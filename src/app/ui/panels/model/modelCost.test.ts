import { expect, test } from 'vitest';
import { presets } from '../../../../dynamics/settings';
import { trainingSeconds } from '../../../../inference/training/forecast';
import { sizeSentence, timeSentence } from './modelCost';

const size = (genes: number, perturbations: number) => ({
  genes,
  regulators: null,
  perturbations,
  trained: perturbations,
  times: 1,
});

test('no number of candidate regulators is stated before they are recognised', () => {
  expect(sizeSentence(200, 10)).toBe('200 genes and 10 candidate regulators: 1,990 possible edges.');
  expect(sizeSentence(200, null)).not.toMatch(/possible edges/);
});

test('only a run of many minutes counts as long', () => {
  expect(timeSentence([4, 12])).toEqual({ text: 'About 4–12 s on this processor.', long: false });
  expect(timeSentence(trainingSeconds(size(150, 100), { ...presets.H, modules: 2000 }, 2)).long).toBe(true);
});
