/** Which contexts have enough cells for a network, of screens that are written out. */
import { expect, it } from 'vitest';
import { openedFixture } from '../../tests/support/dataset/screens';
import { contextPlan } from './contextSizes';
import { recognise } from './recognise/recognise';

const GENES = ['GATA1', 'SPI1', 'KLF1'];

/** @param labels in turn, of twelve cells each in either of two states */
function planOf(labels: readonly string[]) {
  const cells = Array.from({ length: 24 * labels.length }, (_, cell) => ({
    label: labels[(cell >> 1) % labels.length] ?? '',
    state: cell % 2 === 0 ? 'rest' : 'stimulated',
  }));
  const opened = openedFixture({
    rows: cells.map((_, cell) => [cell % 5, 1 + (cell % 3), 2]),
    genes: GENES,
    obs: { perturbation: cells.map(({ label }) => label), condition: cells.map(({ state }) => state) },
  });
  return contextPlan(opened, recognise(opened, { contextColumn: 'condition' }));
}

it('counts the cells and perturbations of each context', () => {
  const size = { cells: 48, controls: 12, perturbations: 3 };
  expect(planOf(['control', ...GENES]).chosen).toEqual([
    { name: 'rest', ...size },
    { name: 'stimulated', ...size },
  ]);
});

it('counts guides of one gene as one perturbation, so that two genes with two guides are too few', () => {
  const plan = planOf(['control', 'GATA1_g1', 'GATA1_g2', 'SPI1_g1', 'SPI1_g2']);
  expect(plan.chosen).toEqual([]);
  expect(plan.leftOut.map(({ perturbations }) => perturbations)).toEqual([2, 2]);
});
