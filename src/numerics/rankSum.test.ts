import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import reference from './rankSum.reference.json';
import { rankSumTest } from './significance';

it.each(reference)("gives SciPy's p: $name", ({ values, places, p, higher }) => {
  const test = rankSumTest(values);
  expect(Math.abs(test(places).p / p - 1)).toBeLessThan(1e-9);
  expect(test(places).higher).toBeCloseTo(higher, 12);
});

const isIn = (mask: number) => (place: number) => ((mask >> place) & 1) === 1;

/** Pairs that the values of one part win against the other, ties half. */
function pairsWon(values: readonly number[], mask: number): number {
  const won = values.flatMap((value, place) =>
    values
      .filter((_, other) => isIn(mask)(place) && !isIn(mask)(other))
      .map((other) => (Math.sign(value - other) + 1) / 2),
  );
  return won.reduce((sum, one) => sum + one, 0);
}

it('counts the same pairs and subsets as brute force, and is symmetric in the two parts', () => {
  const drawn = fc.array(fc.constantFrom(-1, 0, 0.5, 2), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(drawn, fc.nat(), (values, seed) => {
      const all = [...values.keys()];
      const mask = 1 + (seed % (2 ** values.length - 2));
      const places = all.filter(isIn(mask));
      const rest = all.filter((place) => !isIn(mask)(place));
      const { p, higher } = rankSumTest(values)(places);
      const own = pairsWon(values, mask);
      expect(higher).toBeCloseTo(own / (places.length * rest.length), 12);
      const others = [...Array(2 ** values.length).keys()]
        .filter((other) => all.filter(isIn(other)).length === places.length)
        .map((other) => pairsWon(values, other));
      const tail = (holds: (won: number) => boolean) => others.filter(holds).length / others.length;
      const smaller = Math.min(
        tail((won) => won <= own),
        tail((won) => won >= own),
      );
      expect(p).toBeCloseTo(Math.min(1, 2 * smaller), 12);
      expect(rankSumTest(values)(rest).p).toBeCloseTo(p, 12);
    }),
    { numRuns: 60 },
  );
});

it('is 1 where all values are equal, or a part is empty', () => {
  expect(rankSumTest([1, 2, 3])([])).toEqual({ p: 1, higher: 0.5 });
  expect(rankSumTest([1, 2, 3])([0, 1, 2]).p).toBe(1);
  expect(rankSumTest(new Float32Array(30))([1, 2, 3])).toEqual({ p: 1, higher: 0.5 });
  expect(rankSumTest(new Float32Array(30).fill(2))([...Array(12).keys()])).toEqual({ p: 1, higher: 0.5 });
});
