import { expect, it } from 'vitest';
import { select } from '../../../tests/support/dataset/countScreen';
import { perturbed, ratioScreen } from '../../../tests/support/dataset/ratioScreen';
import { foldChange } from '../predict';
import { presets } from '../settings';
import { prepare } from './prepare';

it.each([
  ['no controls', perturbed],
  ['three controls that are not 0', ['control', ...perturbed]],
])('log ratios are compared with 0, not with each other: %s', async (_, labels) => {
  const dataset = await select(ratioScreen(labels, 3), { values: 'log-ratio' });
  const prepared = prepare(dataset, presets.H, new Set(perturbed));
  const egr1 = dataset.genes.indexOf('EGR1');
  expect(prepared.perturbations).toHaveLength(4);
  for (const { endpoints, interventions } of prepared.perturbations)
    for (const { rawShift } of endpoints) {
      const delta = Float32Array.from(rawShift, (shift, g) => shift * (prepared.scale[g] ?? Number.NaN));
      const fold = foldChange({ mean: prepared.mean }, delta);
      // A shared effect is seen, and the fold change is the ratio.
      expect(fold[egr1]).toBeCloseTo(2, 3);
      expect(fold[interventions[0]?.gene ?? -1]).toBeCloseTo(-1, 3);
    }
});
