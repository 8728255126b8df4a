import { expect, test } from 'vitest';
import { toPosition, toValue } from './sliderScale';

test('out, unchanged and the most a slider gives sit at 0, 40 and 100', () => {
  expect([0, 1, 3].map(toPosition)).toEqual([0, 40, 100]);
  expect([0, 40, 100].map(toValue)).toEqual([0, 1, 3]);
});

test('one press of an arrow key (two positions) always changes the value, in the same direction', () => {
  const values = Array.from({ length: 51 }, (_, press) => toValue(press * 2));
  for (const [press, value] of values.entries()) expect(value).toBeGreaterThan(values[press - 1] ?? -1);
});
