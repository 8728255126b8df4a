import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { aComparison, judgedOf } from '../../../tests/support/inference/testComparison';
import { errorOverNoChange } from '../../evaluation/predictions/predictionError';
import { noiseLimit } from './noise';

function errorOf(predicted: readonly number[], measured: readonly number[]): number {
  return errorOverNoChange([{ predicted, measured, targets: [0] }]) ?? NaN;
}

const withControls = (cells: number) => ({
  conditions: [{ label: 'control', interventions: [], time: null, cells }],
  control: { mode: 'cells' as const, labels: [] },
});
const screen = withControls(20);

it('is the error of the true change, where measurements err by their standard error', () => {
  const random = new Random(3);
  const genes = 4000;
  const truth = Array.from({ length: genes }, () => 0.5 * random.normal());
  const error = 0.3;
  const measured = [0, 1].map(() => truth.map((value) => value + error * random.normal()));
  const standardError = new Float32Array(genes).fill(error);
  const run = {
    ...judgedOf(...measured.map((one, k) => aComparison(truth, one, { label: `P${k}`, standardError }))),
    model: { scale: new Float64Array(genes).fill(1), settings: { seed: 1 } },
  };
  const limit = noiseLimit(run, screen);
  expect(limit?.perfect).toBeCloseTo(errorOf(truth, measured[0] ?? []), 1);
  expect(limit?.replicate).toBeCloseTo(errorOf(measured[1] ?? [], measured[0] ?? []), 1);
});

it('is unknown where nothing was unseen', () => {
  expect(noiseLimit(judgedOf(aComparison([1], [1], { role: 'training' })), screen)).toBeNull();
});

it('states what unseen perturbations were measured against', () => {
  const one = aComparison([1, 1, 1], [1, 2, 3]);
  const known = [
    aComparison([1, 1, 1], [1, 2, 4], { label: 'B', role: 'training', targets: [1] }),
    aComparison([1, 1, 1], [2, 2, 3], { label: 'C', role: 'training', targets: [2] }),
  ];
  const run = judgedOf(one, ...known);
  expect(noiseLimit(run, screen)?.reference).toBe('shared-controls');
  expect(noiseLimit({ ...run, controlSplit: { offsets: [] } }, screen)?.reference).toBe('split-controls');
  // Log ratios with fewer than 20 controls are compared with 0.
  expect(noiseLimit(run, withControls(19))?.reference).toBe('others');
  expect(noiseLimit(run, { ...withControls(19), scale: 'log-ratio' })?.reference).toBe('control-level');
});
