import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evenBins, logarithmicBins } from './histogram';

it('counts every value once, in the bin whose edges hold it', () => {
  const values = fc.array(fc.oneof(fc.nat(60_000), fc.double({ min: 0, max: 1e5, noNaN: true })), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(values, fc.constantFrom(logarithmicBins, evenBins), (given, binsOf) => {
      const { edges, counts, most } = binsOf(given);
      expect(most).toBe(Math.max(...given));
      expect(edges.length).toBe(counts.length + 1);
      expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      const last = counts.length - 1;
      counts.forEach((count, bin) => {
        const [low = 0, high = 0] = [edges[bin], edges[bin + 1]];
        const held = given.filter((value) => value >= low && (value < high || bin === last));
        expect(count).toBe(held.length);
      });
    }),
  );
});

it('has whole edges for whole numbers, so that no bin is empty for being narrow', () => {
  const { edges, counts } = logarithmicBins([0, 1, 2, 3, 4, 5]);
  expect(edges).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
});

it('has one bin where all values are alike', () => {
  expect(logarithmicBins([0.5, 0.5])).toEqual({ edges: [0.5, 1.5], counts: [2], most: 0.5 });
  expect(evenBins([0, 0, 0])).toEqual({ edges: [0, 1], counts: [3], most: 0 });
  expect(logarithmicBins([0.07641494274139395])).toMatchObject({ counts: [1], most: 0.07641494274139395 });
  expect(logarithmicBins([])).toEqual({ edges: [0, 1], counts: [0], most: 0 });
});
