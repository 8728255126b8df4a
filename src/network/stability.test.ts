import { expect, it } from 'vitest';
import { edgeStability } from './stability';

it('is the share of leave-out fits with the same sign and at least half the size', () => {
  const main = Float32Array.from([1, -2, 0.5, 0]);
  const fits = [
    [0.5, -0.9, -0.5, 0],
    [0.49, -1, 0.3, 1],
    [3, 2, 0.25, 0],
    [-1, -4, Number.NaN, 0],
  ].map((weights) => Float32Array.from(weights));
  expect([...(edgeStability(main, fits) ?? [])]).toEqual([0.5, 0.5, 0.5, 0]);
});

it('is null where no leave-out fit was made', () => {
  expect(edgeStability(Float32Array.from([1]), [])).toBeNull();
});
