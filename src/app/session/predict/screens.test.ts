import { expect, test } from 'vitest';
import { screenWorkers } from './screens';

test('a screen has a worker for every thirty perturbations, one at least, and not more than cores', () => {
  expect([10, 60, 780].map((number) => screenWorkers(number, 4))).toEqual([1, 2, 4]);
  expect(screenWorkers(780, 64)).toBe(8);
});
