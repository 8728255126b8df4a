import { expect, it, vi } from 'vitest';
import { workersFor } from './confidencePool';

vi.mock('./clients', () => ({}));

it('leaves one processor to the page, and starts fewer workers for many cells', () => {
  expect([1, 2, 4, 8, 64].map((cores) => workersFor(cores, 9))).toEqual([1, 1, 3, 4, 4]);
  expect(workersFor(8, 1)).toBe(1);
  expect(workersFor(8, 0)).toBe(1);
});
