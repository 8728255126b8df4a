/** Changes of conditions as combinations of the means of groups, and how surely these are known. */
import { expect, test } from 'vitest';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';
import type { OutsideGenes } from '../../dataset/outsideGenes';
import { Random } from '../../numerics/random';
import { mean, variance } from '../../numerics/statistics';
import { contrastsOf } from './contrasts';

const sizes = [25, 64, 4, 100];
/** Controls, then three perturbations: one group each. */
const dataset = plainScreen({
  genes: ['A'],
  values: new Float32Array(sizes.reduce((sum, one) => sum + one, 0)),
  conditionOfCell: Int32Array.from(sizes.flatMap((size, at) => Array<number>(size).fill(at))),
  conditions: sizes.map((cells, at) => ({
    label: at === 0 ? 'control' : `p${at}`,
    interventions: at === 0 ? [] : [{ gene: 0, kind: 'knockout' as const }],
    time: null,
    cells,
  })),
});
const outside: OutsideGenes = {
  names: ['X'],
  condition: Int32Array.of(0, 1, 2, 3),
  batch: new Int32Array(4),
  cells: Int32Array.from(sizes),
  mean: new Float32Array(4),
  variance: Float32Array.of(1),
};

test('a change is the mean of its cells less that of the controls, and varies as these means do', () => {
  const { rows, errors, level, controls } = contrastsOf(dataset, outside, [1, 2, 3]);
  expect([level, controls]).toEqual([0, [0]]);
  const random = new Random(3);
  const draws = Array.from({ length: 4000 }, () => sizes.map((size) => random.normal() / Math.sqrt(size)));
  [1, 2, 3].forEach((own, row) => {
    const line = rows.subarray(4 * row, 4 * row + 4);
    expect([...line]).toEqual([0, 1, 2, 3].map((group) => (group === own ? 1 : group === 0 ? -1 : 0)));
    const changes = draws.map((means) =>
      means.reduce((sum, one, group) => sum + one * (line[group] ?? NaN), 0),
    );
    const told = errors.subarray(4 * row, 4 * row + 4).reduce((sum, error) => sum + error ** 2, 0);
    expect(Math.abs(mean(changes))).toBeLessThan(0.05);
    expect(told / variance(changes)).toBeGreaterThan(0.9);
    expect(told / variance(changes)).toBeLessThan(1.1);
  });
});
