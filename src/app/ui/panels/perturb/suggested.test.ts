import { expect, it } from 'vitest';
import { aComparison } from '../../../../../tests/support/inference/testComparison';
import type { Condition } from '../../../../dataset/dataset';
import type { Comparison } from '../../../../inference/run/result';
import { strongestOf, surestOf } from './suggested';

const names = ['A', 'B', 'C', 'D'];
const condition = (
  label: string,
  genes: readonly number[],
  kind: 'knockout' | 'overexpression' = 'knockout',
) =>
  ({
    label,
    interventions: genes.map((gene) => ({ gene, kind })),
    time: null,
    cells: 10,
  }) satisfies Condition;
const conditions = [
  condition('control', []),
  condition('A', [0]),
  condition('B', [1]),
  condition('C', [2]),
  condition('A+B', [0, 1]),
  condition('D up', [3], 'overexpression'),
];
const fitted = (
  gene: number,
  predicted: readonly number[],
  measured: readonly number[],
  change: Partial<Comparison> = {},
) =>
  aComparison(predicted, measured, {
    label: names[gene] ?? '',
    role: 'training',
    targets: [gene],
    ...change,
  });
const suggestedBy = (...comparisons: readonly Comparison[]) =>
  surestOf({ comparisons, model: { mean: Float64Array.of(2, 2, 2, 2) } }, conditions);

it('suggests the knockout with the largest change that is predicted and measured, not the first', () => {
  const suggested = suggestedBy(
    fitted(0, [-2, 0, 0, -0.3], [-2, 0, 0, -0.3]),
    fitted(1, [0, -2, 0, -1.1], [0, -2, 0, -1]),
    fitted(2, [0, 0, -2, 0.5], [0, 0, -2, 0.6]),
  );
  expect(suggested).toEqual({ gene: 1, value: 0 });
});

it('a change counts neither where the measurement is noise or opposite, nor of the perturbed gene itself', () => {
  const noise = Float32Array.of(0.1, 0.1, 0.1, 0.9);
  const suggested = suggestedBy(
    fitted(0, [-2, 0, 0, -1.5], [-2, 0, 0, -1.5], { standardError: noise }),
    fitted(1, [0, -2, 0, -1.2], [0, -2, 0, 1.2]),
    fitted(2, [0, 0, -2, -0.4], [0, 0, -2, -0.4]),
  );
  expect(suggested).toEqual({ gene: 2, value: 0 });
  expect(suggestedBy(fitted(1, [0, -2, 0, 0], [0, -2, 0, -1]))).toBeNull();
});

it('takes the last time point, and predictions of the fit that the sliders use', () => {
  const suggested = suggestedBy(
    fitted(0, [-2, 0, 0, -1.5], [-2, 0, 0, -1.5], { time: 1 }),
    fitted(0, [-2, 0, 0, -0.3], [-2, 0, 0, -0.3], { time: 4 }),
    fitted(1, [0, -2, 0, -1.5], [0, -2, 0, -1.5], { role: 'cross-validated' }),
    fitted(2, [0, 0, -2, -0.5], [0, 0, -2, -0.5]),
  );
  expect(suggested).toEqual({ gene: 2, value: 0 });
});

it('combinations are not suggested, and a screen of overexpression has its gene doubled', () => {
  const raised = conditions.filter(({ label }) => label === 'D up' || label === 'control');
  const comparisons = [fitted(3, [1, 0, 0, 2], [1, 0, 0, 2], { label: 'D up' })];
  expect(surestOf({ comparisons, model: { mean: Float64Array.of(2, 2, 2, 2) } }, raised)).toEqual({
    gene: 3,
    value: 2,
  });
  expect(strongestOf(null, [condition('A+B', [0, 1])])).toBeNull();
});

it('without a measurement the gene with the strongest edges is suggested, without a network the first', () => {
  const network = {
    genes: names,
    regulators: Int32Array.of(0, 1, 2),
    weights: Float32Array.of(0, 0.2, 0.1, 0.1, -0.9, 0, 0.1, -0.8, 0.3, 0, 0, 0.4),
    stability: null,
  };
  expect(strongestOf(network, conditions)).toEqual({ gene: 1, value: 0 });
  expect(strongestOf(null, conditions)).toEqual({ gene: 0, value: 0 });
});
