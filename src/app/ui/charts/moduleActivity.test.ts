import { aComparison } from '../../../../tests/support/inference/testComparison';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../inference/run/result';
import { paletteOf } from '../../../present/figure/palette';
import { leastBiasedComparisons } from '../../../inference/run/comparisons';
import { activity, moduleActivityFigure } from './moduleActivity';

/** Control mean at expression 0.95, so that with the pseudocount of 0.05 doubling log2 is a change to 1.95. */
const model = { mean: new Float64Array(4).fill(Math.log1p(0.95)) };
const up = Math.log1p(1.95) - Math.log1p(0.95);
const down = Math.log1p(0.45) - Math.log1p(0.95);

function comparison(
  label: string,
  role: Comparison['role'],
  measured: number[],
  predicted: number[],
): Comparison {
  return aComparison(predicted, measured, { label, role });
}
const modules = [
  { name: 'M1', genes: [0, 1, 2] },
  { name: 'M2', genes: [3] },
];
const comparisons = [
  comparison('A', 'training', [-9, up, up, 0], [-9, 0, 0, 0]),
  comparison('A', 'cross-validated', [-9, up, up, 0], [-9, up, 0, 0]),
  comparison('B', 'training', [-9, down, down, down], [-9, down, 0, up]),
];

describe('the activity of modules', () => {
  it('is the mean log2 fold change of the unperturbed genes', () => {
    expect(activity({ name: 'M', genes: [0, 1, 2] }, Float32Array.of(-9, 1, 0), [0])).toBe(0.5);
    expect(activity({ name: 'M', genes: [0] }, Float32Array.of(-9), [0])).toBeNull();
  });

  it('is compared with the prediction of the fit with the least information', () => {
    expect(leastBiasedComparisons(comparisons).map(({ label, role }) => `${label} ${role}`)).toEqual([
      'A cross-validated',
      'B training',
    ]);
  });

  it('is shown measured and predicted side by side, with a scale from ÷ 4 to × 4', () => {
    const { traces, table, title } = moduleActivityFigure(
      modules,
      comparisons,
      model,
      '',
      paletteOf('light'),
    );
    const [measured, predicted] = traces;
    expect(measured?.['x']).toEqual(['A', 'B']);
    expect(measured?.['zmin']).toBe(-2);
    const z = (trace: typeof measured) =>
      JSON.stringify(trace?.['z'], (_, value: unknown) =>
        typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value,
      );
    expect(z(measured)).toBe('[[1,-1],[0,-1]]');
    expect(z(predicted)).toBe('[[0.5,-0.5],[0,1]]');
    expect(table.rows).toContainEqual(['M2', 'B', '÷ 2.0', '× 2.0']);
    expect(title).toBe('M1 increases most in A (× 2.0); direction correctly predicted for 2 of 3 changes');
  });

  it('has no direction to count where no change is predicted', () => {
    const none = [comparison('A', 'held-out', [-9, up, up, 0], [0, 0, 0, 0])];
    const { title } = moduleActivityFigure(modules, none, model, '', paletteOf('light'));
    expect(title).toBe('M1 increases most in A (× 2.0); no change predicted');
  });

  it('puts similar perturbations side by side', () => {
    const three = [
      comparison('A', 'training', [0, up, up, up], [0, 0, 0, 0]),
      comparison('B', 'training', [0, down, down, down], [0, 0, 0, 0]),
      comparison('C', 'training', [0, up, up, 0.9 * up], [0, 0, 0, 0]),
    ];
    const { traces } = moduleActivityFigure(modules, three, model, '', paletteOf('dark'));
    expect(traces[0]?.['x']).toEqual(['A', 'C', 'B']);
  });
});
