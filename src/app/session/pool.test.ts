/** Who has how many workers of the one pool. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pool, workersOn } from './pool';

beforeEach(() => vi.stubGlobal('navigator', { hardwareConcurrency: 8 }));
afterEach(() => {
  for (const user of ['methods', 'screen', 'confidence'] as const) pool.take(user, 0);
  vi.unstubAllGlobals();
});

it('gives what a person asks for all cores that others have not taken, and one worker at least', () => {
  expect(pool.roomFor('screen')).toBe(8);
  pool.take('confidence', 3);
  pool.take('screen', 4);
  expect(pool.roomFor('screen')).toBe(5);
  expect(pool.roomFor('methods')).toBe(1);
  pool.take('methods', 20);
  expect(pool.roomFor('confidence')).toBe(1);
});

it('leaves the rest to the comparison, which is told of every change and of nothing else', () => {
  const left: number[] = [];
  pool.follow(() => left.push(pool.left()));
  expect(pool.left()).toBe(4);
  pool.take('methods', 3);
  pool.take('methods', 3);
  pool.take('screen', 8);
  pool.take('screen', 0);
  pool.take('methods', 0);
  expect(left).toEqual([1, 0, 1, 4]);
});

it('leaves one processor to the page, and starts fewer workers for many cells', () => {
  expect([1, 2, 4, 8, 64].map((cores) => workersOn(cores, 9))).toEqual([1, 1, 3, 4, 4]);
  expect(workersOn(8, 1)).toBe(1);
  expect(workersOn(8, 0)).toBe(1);
});
