import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart } from './labelPlaces';

it('leaves labels where they belong while there is room', () => {
  expect(apart([50, 10, 90], 14, [0, 100])).toEqual([50, 10, 90]);
});

it('pushes labels apart, keeps their order and stays within the chart', () => {
  const heights = fc.array(fc.double({ min: -20, max: 220, noNaN: true }), { maxLength: 8 });
  fc.assert(
    fc.property(heights, (wanted) => {
      const places = apart(wanted, 14, [0, 200]);
      const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
      const sorted = order.map((label) => places[label] ?? NaN);
      sorted.slice(1).forEach((place, at) => {
        expect(place - (sorted[at] ?? NaN)).toBeGreaterThan(14 - 1e-9);
      });
      for (const place of places) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(200 + 1e-9);
      }
    }),
  );
});
