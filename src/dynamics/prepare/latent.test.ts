import { expect, it } from 'vitest';
import { genes, select } from '../../../tests/support/dataset/countScreen';
import { latentScreen } from '../../../tests/support/dataset/latentScreen';
import { parameterLayout } from '../problem';
import { presets } from '../settings';
import { prepare } from './prepare';
import { interventionRow } from './interventionValues';
import { cellRidge } from './warmStart';

const dataset = await select(latentScreen());
const latent = dataset.genes.indexOf('SOX17');
const gfi1 = dataset.genes.indexOf('GFI1');
const prepared = prepare(dataset, { ...presets.H, composition: 'off' }, new Set(['GATA1', 'SOX17']));

it('a perturbed gene that is not measured is a gene of the model without a level', () => {
  expect(dataset.genes).toEqual([...genes, 'SOX17'].toSorted());
  expect(dataset.latent).toEqual([latent]);
  expect(dataset.candidates).toContain(latent);
  expect(dataset.conditions.map(({ label }) => label)).toEqual(['control', 'GATA1', 'SOX17']);
  expect(dataset.conditions[2]?.interventions).toEqual([
    { gene: latent, kind: 'knockout', taken: 'gene not measured' },
  ]);
});

it('an unmeasured gene is clamped at absence where it is set, at the control level elsewhere, and never compared', () => {
  const { keep, clamp, weight, cellMask, shape } = prepared.problem;
  const at = (row: number) => row * shape.genes + latent;
  expect([keep[at(0)], keep[at(1)], clamp[at(0)], clamp[at(1)]]).toEqual([0, 0, 0, -4]);
  expect([weight[at(0)], weight[at(1)]]).toEqual([0, 0]);
  expect([0, 1, 2].map((condition) => cellMask[at(condition)])).toEqual([0, 0, 0]);
  expect(weight.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
    // All but the two targets in their own rows.
    1 - (1 / (2 * genes.length)) * 1,
    1,
  );
  const raised = interventionRow(prepared, [{ gene: latent, kind: 'overexpression' }], new Float64Array(0));
  expect(raised.clamp[latent]).toBe(2);
});

it('what it regulates is learned from its own cells, what regulates it is not', () => {
  const { problem, training, initial } = prepared;
  const ridge = cellRidge(training, problem.cells, dataset.candidates);
  const regulators = dataset.candidates.length;
  const own = dataset.candidates.indexOf(latent);
  // Alone among its regulators that is not 0 in these cells in the mean: β = Σ x y / (Σ x² + .1 n), x = −4.
  const cells = 60;
  const shift = prepared.perturbations[1]?.endpoints[0]?.shift[gfi1] ?? Number.NaN;
  const all = training.conditionOfCell.length;
  const alone = (-4 * cells * shift) / (16 * cells + 0.1 * all);
  expect((ridge[gfi1 * regulators + own] as number) / alone).toBeCloseTo(1, 1);
  expect(alone).toBeGreaterThan(0.2);
  const { at } = parameterLayout(problem.shape);
  const incoming = Array.from(
    { length: problem.shape.modules },
    (_, m) => initial[at + m * problem.shape.genes + latent],
  );
  expect(incoming.every((value) => value === 0)).toBe(true);
  const { low, high } = prepared.ranges();
  expect([low[latent], high[latent]]).toEqual([-4, 0]);
});

it('sliders reach the same absence', () => {
  expect(-(prepared.mean[latent] as number) / (prepared.scale[latent] as number)).toBeCloseTo(-4, 10);
});
