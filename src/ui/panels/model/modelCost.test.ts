import { expect, test } from 'vitest';
import { presets } from '../../../dynamics/settings';
import { modelCost, timeSentence, trainingSeconds } from './modelCost';

const size = (genes: number, perturbations: number) => ({
  genes,
  regulators: null,
  perturbations,
  trained: perturbations,
});

test('above 150 genes only perturbed ones are candidate regulators', () => {
  expect(modelCost(size(200, 10), presets.H)).toContain('10 candidate regulators give 1,990 possible edges');
});

test('times measured on two cores lie in the range that is told', () => {
  // Whole runs in the page, 350 steps: hiPSC time series 23 s, dagKO_1 (100 genes, 40 knockouts) 32 s.
  const measured: readonly [number, number, number][] = [
    [103, 8, 23],
    [100, 40, 32],
  ];
  for (const [genes, perturbations, seconds] of measured) {
    const [least, most] = trainingSeconds(size(genes, perturbations), presets.H, 2);
    expect(least).toBeLessThan(seconds);
    expect(most).toBeGreaterThan(seconds);
  }
});

test('only a run of many minutes is called long', () => {
  expect(timeSentence([4, 12])).toEqual({ text: 'About 4–12 s on this processor.', long: false });
  expect(timeSentence(trainingSeconds(size(150, 100), { ...presets.H, modules: 2000 }, 2)).long).toBe(true);
});
