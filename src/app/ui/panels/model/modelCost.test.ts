import { expect, test } from 'vitest';
import { presets } from '../../../../dynamics/settings';
import { trainingSeconds } from '../../../../inference/training/forecast';
import { modelCost, timeSentence } from './modelCost';

const size = (genes: number, perturbations: number) => ({
  genes,
  regulators: null,
  perturbations,
  trained: perturbations,
  times: 1,
});

test('above 150 genes only perturbed genes are candidate regulators', () => {
  expect(modelCost(size(200, 10), presets.H)).toContain('10 candidate regulators give 1,990 possible edges');
});

test('where the data decide how many steps are made, both numbers are given', () => {
  const own = { ...size(100, 40), trainingCells: 4000 };
  expect(modelCost(own, presets.H)).toMatch(
    /learn them in 350 steps, or in 44 where a linear model of the cells is a good start\.$/,
  );
  expect(modelCost(own, presets.SH)).toMatch(/learn them in up to 350 steps\.$/);
});

test('only a run of many minutes counts as long', () => {
  expect(timeSentence([4, 12])).toEqual({ text: 'About 4–12 s on this processor.', long: false });
  expect(timeSentence(trainingSeconds(size(150, 100), { ...presets.H, modules: 2000 }, 2)).long).toBe(true);
});

test('the compact preset has few hidden modules', () => {
  expect(modelCost(size(100, 40), presets.compact)).toContain('30 hidden modules');
});
