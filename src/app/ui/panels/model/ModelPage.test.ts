import { expect, it } from 'vitest';
import { presets } from '../../../../dynamics/settings';
import { trainingSeconds } from '../../../../inference/training/forecast';
import { seedText, sizeSentence, timeSentence } from './ModelPage';

it('the seed field shows the typed text, even while it is not a number', () => {
  expect(seedText(null, 7)).toBe('7');
  expect(seedText({ text: '007', seed: 7 }, 7)).toBe('007');
  expect(seedText({ text: '7x', seed: 7 }, 7)).toBe('7x');
});

it('the seed field shows the seed of a link or run file, whatever was typed before', () => {
  expect(seedText({ text: '007', seed: 7 }, 42)).toBe('42');
  expect(seedText({ text: '', seed: 7 }, 42)).toBe('42');
});

const size = (genes: number, perturbations: number) => ({
  genes,
  regulators: null,
  perturbations,
  trained: perturbations,
  times: 1,
});

it('no number of candidate regulators is stated before they are recognised', () => {
  expect(sizeSentence(200, 10)).toBe('200 genes and 10 candidate regulators: 1,990 possible edges.');
  expect(sizeSentence(200, null)).not.toMatch(/possible edges/);
});

it('only a run of many minutes counts as long', () => {
  expect(timeSentence([4, 12])).toEqual({ text: 'About 4–12 s on this processor.', long: false });
  expect(timeSentence(trainingSeconds(size(150, 100), { ...presets.H, modules: 2000 }, 2)).long).toBe(true);
});
