import { expect, it, test } from 'vitest';
import { decimal, duration, foldRange, intervalText, orDash, toldFold } from './format';

test.each([
  [0, '0 s'],
  [89.4, '89 s'],
  [89.6, '1:30 min'],
  [119.7, '2:00 min'],
  [125, '2:05 min'],
  [3599.8, '60:00 min'],
])('%d seconds are told as %s, never with sixty seconds', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it('numbers below zero have a true minus, and one that rounds to nothing has none', () => {
  expect([-0.567, -0.004, 0.126, -0.0005].map((value) => decimal(value))).toEqual([
    '−0.57',
    '0.00',
    '0.13',
    '0.00',
  ]);
  expect(decimal(-0.0005, 3)).toBe('−0.001');
});

it('an end of an interval of a change that is far is left out', () => {
  const ranges = [
    [-1, 1],
    [-Infinity, -1],
    [-Infinity, 0],
    [-8, 1],
    [-1, 8],
    [1, 9],
    [-9, -7],
    [7, 9],
    [-9, 9],
  ] as const;
  expect(ranges.map(([low, high]) => foldRange(low, high))).toEqual([
    '÷ 2.0 to × 2.0',
    'at least ÷ 2.0',
    'same or less',
    'at most × 2.0',
    'at most ÷ 2.0',
    'at least × 2.0',
    '÷ over 100',
    '× over 100',
    'anything',
  ]);
});

it('a number that is not known is a dash', () => {
  expect(orDash(null, decimal)).toBe('–');
  expect(orDash(-2, decimal)).toBe('−2.00');
});

it('an interval that prints as one number is left out', () => {
  expect(intervalText({ low: 0.44, high: 1.38 })).toBe(' (0.44–1.38)');
  expect(intervalText({ low: 0.998, high: 1.004 })).toBe('');
  const told = [
    [1.12, 1.096, 1.3],
    [1.101, 1.097, 1.104],
    [1.5, NaN, NaN],
    [1, 0.5, 2],
  ].map((folds) => folds.map(Math.log2) as [number, number, number]);
  expect(told.map((one) => toldFold(...one))).toEqual([
    '× 1.1 (× 1.10 to × 1.3)',
    '× 1.1',
    '× 1.5',
    'same (÷ 2.0 to × 2.0)',
  ]);
});
