import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './falseDiscovery';
import { mannWhitneyP, mannWhitneyU } from './mannWhitney';
import { normalTail } from './normalTail';
import reference from './significance.reference.json';
import { squaredWasserstein2OfSorted, wassersteinOfSorted } from './wasserstein';

const small = fc.array(fc.constantFrom(0, 0.5, 1, 2, 3), { minLength: 1, maxLength: 8 });

describe('the Mann–Whitney test', () => {
  it.each(reference.mannWhitney)("gives SciPy's U and p: $name", ({ a, b, u, p, wasserstein1 }) => {
    expect(mannWhitneyU(a, b)).toBe(u);
    expect(mannWhitneyP(a, b) / p).toBeCloseTo(1, 9);
    expect(wassersteinOfSorted(a, b)).toBeCloseTo(wasserstein1, 12);
  });

  it('counts the pairs that brute force counts', () => {
    fc.assert(
      fc.property(small, small, (first, second) => {
        const pairs = first.flatMap((x) => second.map((y) => (Math.sign(x - y) + 1) / 2));
        expect(mannWhitneyU(first.toSorted(ascending), second.toSorted(ascending))).toBe(
          pairs.reduce((sum, one) => sum + one, 0),
        );
      }),
    );
  });

  it('says nothing where all values are equal, and the same either way round', () => {
    expect(mannWhitneyP([2, 2, 2], [2, 2])).toBe(1);
    fc.assert(
      fc.property(small, small, (first, second) => {
        const [a, b] = [first.toSorted(ascending), second.toSorted(ascending)];
        expect(mannWhitneyP(a, b)).toBeCloseTo(mannWhitneyP(b, a), 12);
        expect(mannWhitneyP(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the tail of the normal distribution', () => {
  it("is SciPy's from the middle to where hardly anything is left", () => {
    for (const [at, z] of reference.z.entries())
      expect(normalTail(z) / (reference.tail[at] ?? NaN)).toBeCloseTo(1, 12);
  });
});

describe('adjusted p values', () => {
  it("find what scikit-learn's SelectFdr finds at every level", () => {
    const adjusted = benjaminiHochberg(reference.p);
    for (const [at, level] of reference.levels.entries())
      expect([...adjusted.keys()].filter((test) => (adjusted[test] ?? 1) <= level)).toEqual(
        reference.discoveries[at],
      );
  });

  it('are those worked by hand, and none of nothing', () => {
    expect([...benjaminiHochberg([0.04, 0.01, 0.9, 0.02])]).toEqual([
      expect.closeTo(0.16 / 3, 15),
      0.04,
      0.9,
      0.04,
    ]);
    expect(benjaminiHochberg([])).toHaveLength(0);
  });
});

describe('the squared Wasserstein-2 distance', () => {
  it('is that of the best way to pair equally many values, found by trying all', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const cheapest = Math.min(
          ...permutations(second).map((order) =>
            order.reduce((sum, value, at) => sum + ((first[at] ?? 0) - value) ** 2 / 4, 0),
          ),
        );
        expect(
          squaredWasserstein2OfSorted(first.toSorted(ascending), second.toSorted(ascending)),
        ).toBeCloseTo(cheapest, 10);
      }),
    );
  });

  it('does not change when every value is there three times, and one of them twice', () => {
    const [a, b] = [
      [0, 1, 5],
      [2, 3],
    ];
    const plain = squaredWasserstein2OfSorted(a, b);
    // Thirds against halves: 0–2, then 1 half against 2 and half against 3, then 5–3.
    expect(plain).toBeCloseTo((4 + (1 + 4) / 2 + 4) / 3, 12);
    expect(squaredWasserstein2OfSorted(thrice(a), thrice(b))).toBeCloseTo(plain, 12);
  });
});

function ascending(a: number, b: number): number {
  return a - b;
}

function thrice(values: readonly number[]): number[] {
  return values.flatMap((value) => [value, value, value]);
}

function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, at) => permutations(values.toSpliced(at, 1)).map((rest) => [value, ...rest]));
}
