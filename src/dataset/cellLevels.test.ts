import { expect, it } from 'vitest';
import { alongChange, moduleLevels } from './cellLevels';

it('module levels are means of standardised genes', () => {
  // Gene 0: 0, 2 (z −1, 1); gene 1: 10, 30 (−1, 1); gene 2 is constant.
  const values = Float32Array.of(0, 10, 4, 2, 30, 4);
  expect([...moduleLevels(values, 3, [0, 1])]).toEqual([-1, 1]);
  expect([...moduleLevels(values, 3, [0, 2])]).toEqual([-0.5, 0.5]);
});

it('places cells along the predicted change: 0 at the controls, 1 at the predicted mean', () => {
  const mean = [1, 2, 3];
  const delta = [0.5, -1, 9];
  const cells = Float32Array.of(1, 2, 3, 1.5, 1, 3, 2, 2.5, 3);
  // The third gene was set. The last cell lies off the way at a right angle.
  expect([...alongChange(cells, mean, delta, [2])].map((value) => Number(value.toFixed(6)))).toEqual([
    0, 1, 0,
  ]);
});
