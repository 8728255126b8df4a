import { expect, it } from 'vitest';
import { growthTable, deviationFromLine } from './growth';

const sizes = [10, 20, 40];

it('measures the deviation of the middle from the line between the ends; a constant part is no deviation', () => {
  expect(deviationFromLine({ name: '', sizes, milliseconds: [11, 21, 41] })).toBeCloseTo(0, 12);
  // Quadratic: 1 + (16 − 1)/3 · 1 = 6 on the line, 4 measured.
  expect(deviationFromLine({ name: '', sizes, milliseconds: [1, 4, 16] })).toBeCloseTo(1 / 3, 12);
});

it('marks costs that are linear within 15 %', () => {
  const table = growthTable([
    { name: 'linear', sizes, milliseconds: [5.7, 10, 22] },
    { name: 'quadratic', sizes, milliseconds: [1, 4, 16] },
  ]);
  const [, linear, quadratic] = table.split('\n');
  expect(linear?.endsWith('yes')).toBe(true);
  expect(quadratic?.endsWith('no')).toBe(true);
});
