import { expect, test } from 'vitest';
import { presets } from '../../../../dynamics/settings';
import { confidenceSeconds, modelCost, timeSentence, trainingSeconds } from './modelCost';

const size = (genes: number, perturbations: number) => ({
  genes,
  regulators: null,
  perturbations,
  trained: perturbations,
});

test('above 150 genes only perturbed genes are candidate regulators', () => {
  expect(modelCost(size(200, 10), presets.H)).toContain('10 candidate regulators give 1,990 possible edges');
});

test('times measured on two cores lie in the estimated range', () => {
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

test('only a run of many minutes counts as long', () => {
  expect(timeSentence([4, 12])).toEqual({ text: 'About 4–12 s on this processor.', long: false });
  expect(timeSentence(trainingSeconds(size(150, 100), { ...presets.H, modules: 2000 }, 2)).long).toBe(true);
});

test('times of cloud endpoints measured on one core lie in the estimated range', () => {
  // CPU time of four fits side by side: SH on 30 and 100 genes, S0 on 100.
  const measured = [
    { genes: 30, perturbations: 20, preset: 'SH', milliseconds: 4 * 8.5 },
    { genes: 100, perturbations: 40, preset: 'SH', milliseconds: 4 * 78 },
    { genes: 100, perturbations: 40, preset: 'S0', milliseconds: 4 * 55 },
  ] as const;
  for (const { genes, perturbations, preset, milliseconds } of measured) {
    const settings = presets[preset];
    const [least, most] = trainingSeconds(size(genes, perturbations), settings, 1);
    expect(least).toBeLessThan((settings.steps * milliseconds) / 1000);
    expect(most).toBeGreaterThan((settings.steps * milliseconds) / 1000);
  }
});

test('below 20 genes the estimate includes the two further fits of the ensemble', () => {
  const [averaged] = trainingSeconds(size(11, 8), presets.default, 1);
  const [alone] = trainingSeconds(size(11, 8), presets.H, 1);
  expect(averaged).toBeGreaterThan(1.3 * alone);
  expect(trainingSeconds(size(20, 8), presets.default, 1)).toEqual(
    trainingSeconds(size(20, 8), presets.H, 1),
  );
});

test('the compact preset has few hidden modules', () => {
  expect(modelCost(size(100, 40), presets.compact)).toContain('30 hidden modules');
});

test('twenty resampled fits take longer than the run, and less with more workers', () => {
  const [run] = trainingSeconds(size(100, 40), presets.H, 2);
  const [alone] = confidenceSeconds(size(100, 40), presets.H, 20, 1);
  const [shared, busy] = confidenceSeconds(size(100, 40), presets.H, 20, 4);
  expect(alone).toBeGreaterThan(run);
  // The label check is one unit of work, as long as eight fits.
  expect(shared).toBeCloseTo((8 / 28) * alone, 6);
  expect(busy).toBeGreaterThan(shared);
});
