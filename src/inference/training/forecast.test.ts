import { expect, test } from 'vitest';
import { cellsOf, screenOf } from '../../../tests/support/dynamics/fluctuatingScreen';
import { chain } from '../../../tests/support/inference/chain';
import { type Dataset, perturbationLabels } from '../../dataset/dataset';
import { prepare } from '../../dynamics/prepare/prepare';
import { presets, type PresetName } from '../../dynamics/settings';
import { confidenceSeconds, resampledFitSeconds, trainingSeconds, trainingSteps } from './forecast';
import { runSizeOf } from '../run/memory';

const size = (genes: number, perturbations: number, times = 1) => ({
  genes,
  regulators: null,
  perturbations,
  trained: perturbations,
  times,
});

/** As the times below were measured: cells a step, and, as for screens with several time points, 12 steps of the classical method. */
const before = { ...presets.H, cellBatch: 256 };
const SEVERAL = 2;

test('times measured on two cores lie in the estimated range', () => {
  // Whole runs in the page, 350 steps: hiPSC time series 23 s, dagKO_1 (100 genes, 40 knockouts) 32 s.
  const measured: readonly [number, number, number][] = [
    [103, 8, 23],
    [100, 40, 32],
  ];
  for (const [genes, perturbations, seconds] of measured) {
    const [least, most] = trainingSeconds(size(genes, perturbations, SEVERAL), before, 2);
    expect(least).toBeLessThan(seconds);
    expect(most).toBeGreaterThan(seconds);
  }
});

test('times of cloud endpoints measured on one core lie in the estimated range', () => {
  // CPU time of a step of four fits on a busy machine: SH on 30 and 100 genes, all of them regulators, S0 on 100.
  const measured = [
    { genes: 30, perturbations: 20, preset: 'SH', milliseconds: 4 * 5.2 },
    { genes: 100, perturbations: 40, preset: 'SH', milliseconds: 4 * 24 },
    { genes: 100, perturbations: 40, preset: 'S0', milliseconds: 4 * 18 },
  ] as const;
  for (const { genes, perturbations, preset, milliseconds } of measured) {
    const settings = presets[preset];
    const [least, most] = trainingSeconds(size(genes, perturbations), settings, 1);
    expect(least).toBeLessThan((settings.steps * milliseconds) / 1000);
    expect(most).toBeGreaterThan((settings.steps * milliseconds) / 1000);
  }
});

test('processor times of steps measured on one core lie in the estimated range', () => {
  // docs/decisions/0024, after: genes, regulators, modules and perturbations of preset H, milliseconds.
  const measured = [
    [100, 40, 80, 32, 7],
    [200, 200, 400, 160, 240],
    [500, 100, 200, 80, 60],
    [2000, 200, 400, 160, 362],
  ] as const;
  for (const [genes, regulators, modules, perturbations, milliseconds] of measured) {
    const own = { ...size(genes, perturbations, SEVERAL), regulators };
    const { steps } = presets.H;
    const [least, most] = resampledFitSeconds(own, { ...before, modules }).map((s) => (1000 * s) / steps);
    expect(least).toBeLessThan(1.1 * milliseconds);
    expect(most).toBeGreaterThan(milliseconds);
  }
});

test('solver steps of predictions count for screens with several time points, and not for steady states', () => {
  const twice = { ...presets.H, solverSteps: 2 * presets.H.solverSteps };
  const [several] = resampledFitSeconds(size(100, 40, SEVERAL), presets.H);
  const [steady] = resampledFitSeconds(size(100, 40), presets.H);
  expect(steady).toBeLessThan(several);
  expect(resampledFitSeconds(size(100, 40, SEVERAL), twice)[0]).toBeGreaterThan(several);
  expect(resampledFitSeconds(size(100, 40), twice)[0]).toBe(steady);
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

/** Of a training of 100 steps: those forecast from the size of the data, and those that preparation sets. */
function stepsOf(dataset: Dataset, preset: PresetName) {
  const { genes, regulators, perturbations, trainingCells, times } = runSizeOf(dataset);
  const own = { genes, regulators, perturbations, trained: perturbations, times, trainingCells };
  const labels = new Set(perturbationLabels(dataset));
  const settings = { ...presets[preset], steps: 100 };
  return { forecast: trainingSteps(own, settings), made: prepare(dataset, settings, labels).steps };
}

test('the steps that training makes are those forecast: an eighth of them where it starts from fluctuating cells, or a quarter of these', () => {
  const fluctuating = screenOf(cellsOf({ kind: 'knockout', step: 0.1, noise: 1 }));
  expect(stepsOf(fluctuating, 'H')).toEqual({ forecast: [4, 100], made: 13 });
  expect(stepsOf(fluctuating, 'SH')).toEqual({ forecast: [4, 100], made: 13 });
  // From random parameters.
  expect(stepsOf(fluctuating, 'S0')).toEqual({ forecast: [100, 100], made: 100 });
  // Four perturbations are too few to choose by.
  expect(stepsOf(chain(), 'H')).toEqual({ forecast: [100, 100], made: 100 });
});

test('a run is forecast to take longer with more training cells, which are prepared, and with finer predictions of steady states', () => {
  const cells = (trainingCells: number) =>
    trainingSeconds({ ...size(100, 4), trainingCells }, presets.H, 1)[0];
  // Four perturbations are too few to end earlier.
  expect(cells(20_000)).toBeGreaterThan(cells(2000));
  const twice = { ...presets.H, solverSteps: 2 * presets.H.solverSteps };
  expect(trainingSeconds(size(100, 40), twice, 1)[0]).toBeGreaterThan(
    trainingSeconds(size(100, 40), presets.H, 1)[0],
  );
});

test('the estimate begins with the fewest steps and ends with all', () => {
  const few = { ...size(100, 40), trainingCells: 200 };
  const [all, busy] = resampledFitSeconds(few, presets.H);
  const [fewest, most] = resampledFitSeconds({ ...few, trainingCells: 4000 }, presets.H);
  expect(fewest).toBeCloseTo((11 / 350) * all, 9);
  expect(most).toBe(busy);
});
