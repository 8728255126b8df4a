import { expect, it } from 'vitest';
import { arithmeticOf, broadcastOf } from './arithmetic';
import { cloudOf, presetH, sinkhornAlone } from './problems';

it('counts three products with W a stage of a plain cloud and three with A at its end, and a logistic function per stage, row and module', () => {
  const { problem, batch } = cloudOf({ rows: 7, genes: 11, modules: 5, steps: 3 });
  const { products, activities, transport } = arithmeticOf(problem, batch);
  expect(products).toBe(3 * 2 * 7 * (4 * 3 * 5 * 5 + 11 * 5));
  expect(activities).toBe(23 * 4 * 3 * 7 * 5);
  expect(transport).toBe(0);
});

it('counts a logistic function for every cell, regulator and module of the cell term', () => {
  const size = { genes: 12, regulators: 6, modules: 4, perturbations: 2 };
  const some = presetH({ ...size, batch: 10 });
  const none = presetH({ ...size, batch: 0 });
  const cells =
    arithmeticOf(some.problem, some.batch).activities - arithmeticOf(none.problem, none.batch).activities;
  expect(cells).toBe(10 * 4 * (6 * 40 + 23));
  expect(broadcastOf(some)).toBe(10 * 6 * 4);
});

function transportOf(points: number): number {
  const { problem, batch } = sinkhornAlone({ points, iterations: 50, genes: 8 });
  return arithmeticOf(problem, batch).transport;
}

it('counts costs and iterations of Sinkhorn by the square of the points', () => {
  expect(transportOf(32) / transportOf(16)).toBe(4);
});
