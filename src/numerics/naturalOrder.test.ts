import { expect, test } from 'vitest';
import { compareNaturally, differInNumbers } from './naturalOrder';

test('numbers within names are compared by size', () => {
  expect(['D11', 'D1', 'D3', 'D0', 'D'].toSorted(compareNaturally)).toEqual(['D', 'D0', 'D1', 'D3', 'D11']);
  expect(['day 10', 'day 2', '1.5 uM', '0.5 uM', '10 uM'].toSorted(compareNaturally)).toEqual([
    '0.5 uM',
    '1.5 uM',
    '10 uM',
    'day 2',
    'day 10',
  ]);
  expect(compareNaturally('STAT1 at 03 days', 'STAT1 at 3 days')).toBe(-1);
});

test('names that differ in their numbers alone are told from others', () => {
  expect(differInNumbers(['D0', 'D1', 'D11'])).toBe(true);
  expect(differInNumbers(['0 h', '24 h'])).toBe(true);
  expect(differInNumbers(['K562', 'RPE1'])).toBe(false);
  expect(differInNumbers(['rest', 'stim'])).toBe(false);
});
