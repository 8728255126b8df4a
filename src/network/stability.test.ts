import { expect, it } from 'vitest';
import { edgeStability, isStableIn } from './stability';

it('is the share of leave-out fits with the same sign and at least half the magnitude', () => {
  const main = Float32Array.from([1, -2, 0.5, 0]);
  const fits = [
    [0.5, -0.9, -0.5, 0],
    [0.49, -1, 0.3, 1],
    [3, 2, 0.25, 0],
    [-1, -4, Number.NaN, 0],
  ].map((weights) => Float32Array.from(weights));
  expect([...(edgeStability(main, fits) ?? [])]).toEqual([0.5, 0.5, 0.5, 0]);
});

it('is null without leave-out fits', () => {
  expect(edgeStability(Float32Array.from([1]), [])).toBeNull();
});

it('shows an edge at exactly its share of fits, for any number of fits', () => {
  for (const fits of [3, 10, 20, 50]) {
    for (let held = 0; held <= fits; held++) {
      const agreeing = Array.from({ length: fits }, (_, i) => Float32Array.of(i < held ? 1 : -1));
      const stability = edgeStability(Float32Array.of(1), agreeing)?.[0] ?? null;
      expect(isStableIn(stability, held / fits), `${held} of ${fits}`).toBe(true);
      expect(isStableIn(stability, (held + 1) / fits), `${held} of ${fits}, one more asked`).toBe(false);
    }
  }
  expect(isStableIn(null, 1)).toBe(true);
});
