import { expect, it } from 'vitest';
import { firstLevel } from './startSlider';

const condition = (gene: number, kind: 'knockout' | 'overexpression') => ({
  label: `${gene}`,
  interventions: [{ gene, kind }],
  time: null,
  cells: 10,
});

it('sliders begin where the screen went: given or raised, else knocked out', () => {
  const conditions = [
    condition(0, 'overexpression'),
    condition(1, 'knockout'),
    condition(1, 'overexpression'),
  ];
  expect([0, 1, 2].map((gene) => firstLevel(gene, conditions, null))).toEqual([2, 0, 0]);
  const measured = { kappa: 1, lowered: Int32Array.of(1), raised: Int32Array.of(0, 1) };
  expect([0, 1, 2].map((gene) => firstLevel(gene, [], measured))).toEqual([2, 0, 0]);
});
