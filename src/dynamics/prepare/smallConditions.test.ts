/** How sure a mean of few cells is taken to be. */
import { expect, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { presets } from '../settings';
import { prepare } from './prepare';

const GENES = 4;
const sizes = [60, 1, 2, 5, 20, 200];

/** Controls, then conditions of 1, 2, 5, 20 and 200 cells; the two cells of the third are alike. */
function screen(): Dataset {
  const random = new Random(2);
  const rows = sizes.flatMap((size, condition) =>
    Array.from({ length: size }, () =>
      Array.from({ length: GENES }, () => 2 + condition / 4 + random.normal() / 3),
    ),
  );
  const firstOfTwo = 61;
  rows[firstOfTwo + 1] = [...(rows[firstOfTwo] ?? [])];
  return {
    name: 'small',
    fingerprint: 'small',
    genes: ['A', 'B', 'C', 'D'],
    cells: rows.length,
    values: Float32Array.from(rows.flat()),
    conditionOfCell: Int32Array.from(
      sizes.flatMap((size, condition) => Array.from({ length: size }, () => condition)),
    ),
    conditions: sizes.map((cells, condition) => ({
      label: condition === 0 ? 'control' : `perturbation ${condition}`,
      interventions: condition === 0 ? [] : [{ gene: condition % GENES, kind: 'knockout' as const }],
      time: null,
      cells,
    })),
    control: { mode: 'cells', labels: ['control'] },
    batchOfCell: null,
    batches: [],
    candidates: Int32Array.from([0, 1, 2, 3]),
    heldOut: [],
    composition: null,
    timeUnit: '',
    notes: [],
  };
}

const labels = new Set(sizes.slice(1).map((_, at) => `perturbation ${at + 1}`));

test('the fewer cells, the less a mean weighs, even where the few happen to be alike', () => {
  const { perturbations } = prepare(screen(), { ...presets.H, cap: 'off' }, labels);
  const errors = perturbations.map(({ endpoints }) => Array.from(endpoints[0]?.standardError ?? []));
  const means = errors.map((own) => Math.sqrt(own.reduce((sum, error) => sum + error ** 2, 0) / GENES));
  expect(means).toEqual(means.toSorted((a, b) => b - a));
});

test('below 20 cells the spread of the controls stands in for what the cells do not tell', () => {
  const { perturbations } = prepare(screen(), { ...presets.H, cap: 'off' }, labels);
  const [one, two] = perturbations.map(({ endpoints }) => endpoints[0]?.standardError[3] ?? 0);
  // z of the controls has a variance of a little under 1, and there are 60 of them.
  expect((one ?? 0) ** 2).toBeCloseTo(1 + 1 / 60, 2);
  expect((two ?? 0) ** 2).toBeCloseTo(0.9 / 2 + 1 / 60, 2);
});
