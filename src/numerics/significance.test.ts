import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random';
import {
  benjaminiHochberg,
  mannWhitneyP,
  normalTail,
  scoreDiagonal,
  squaredWasserstein2OfSorted,
} from './significance';
import { rowGroups, SortedColumn } from './sortedColumn';
import reference from './significance.reference.json';

const small = fc.array(fc.constantFrom(0, 0.5, 1, 2, 3), { minLength: 1, maxLength: 8 });

/** Of a sample, at most `value`. */
function share(of: readonly number[], value: number): number {
  return of.filter((one) => one <= value).length / of.length;
}

/** The first sample against the second, in single precision. */
function compared(a: readonly number[], b: readonly number[]) {
  const column = new SortedColumn(a.length + b.length);
  column.sort(Float32Array.of(...b, ...a), 1, 0);
  const groupOf = Int32Array.of(...b.map(() => 1), ...a.map(() => 0));
  column.divide(rowGroups(groupOf, 2));
  column.refer([1]);
  const ranks = column.ranks(0);
  return { ...ranks, p: mannWhitneyP(ranks), wasserstein: column.wasserstein(0) };
}

describe('the Mann–Whitney test', () => {
  it.each(reference.mannWhitney)("gives SciPy's U and p: $name", ({ a, b, u, p, wasserstein1 }) => {
    const found = compared(a, b);
    expect(found.u).toBe(u);
    expect(found.p / p).toBeCloseTo(1, 9);
    expect(found.wasserstein).toBeCloseTo(wasserstein1, 6);
  });

  it('counts the same pairs as brute force', () => {
    fc.assert(
      fc.property(small, small, (first, second) => {
        const pairs = first.flatMap((x) => second.map((y) => (Math.sign(x - y) + 1) / 2));
        expect(compared(first, second).u).toBe(pairs.reduce((sum, one) => sum + one, 0));
      }),
    );
  });

  it('is 1 where all values are equal, and symmetric in its samples', () => {
    expect(compared([2, 2, 2], [2, 2]).p).toBe(1);
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(compared(a, b).p).toBeCloseTo(compared(b, a).p, 12);
        expect(compared(a, b).p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the Wasserstein-1 distance', () => {
  it('is the area between the distribution functions, found by brute force', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const values = [...a, ...b].toSorted(ascending);
        const areas = values.map((value, at) => {
          const next = values[at + 1] ?? value;
          return Math.abs(share(a, value) - share(b, value)) * (next - value);
        });
        expect(compared(a, b).wasserstein).toBeCloseTo(
          areas.reduce((sum, area) => sum + area, 0),
          12,
        );
      }),
    );
  });

  it('of a sample shifted by d is d, and 0 of equal samples', () => {
    expect(compared([1, 2, 5], [3.5, 4.5, 7.5]).wasserstein).toBeCloseTo(2.5, 12);
    expect(compared([1, 2, 2, 5], [5, 2, 1, 2]).wasserstein).toBe(0);
    expect(compared([3, 3], [3]).wasserstein).toBe(0);
  });
});

describe('the upper tail of the normal distribution', () => {
  it('matches SciPy from the centre to extreme tails', () => {
    for (const [at, z] of reference.z.entries())
      expect(normalTail(z) / (reference.tail[at] ?? NaN)).toBeCloseTo(1, 12);
  });
});

describe('adjusted p values', () => {
  it("give the discoveries of scikit-learn's SelectFdr at every level", () => {
    const adjusted = benjaminiHochberg(reference.p);
    for (const [at, level] of reference.levels.entries())
      expect([...adjusted.keys()].filter((index) => (adjusted[index] ?? 1) <= level)).toEqual(
        reference.discoveries[at],
      );
  });

  it('match values computed by hand, and are empty for no tests', () => {
    expect([...benjaminiHochberg([0.04, 0.01, 0.9, 0.02])]).toEqual([
      expect.closeTo(0.16 / 3, 15),
      0.04,
      0.9,
      0.04,
    ]);
    expect(benjaminiHochberg([])).toHaveLength(0);
  });

  it('are the least p times tests over rank of all tests that are no smaller, equal ones included', () => {
    const values = fc.oneof(fc.constantFrom(0, 0.01, 0.25, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 40 }), (p) => {
        const scaled = p.map((own) => (own * p.length) / p.filter((other) => other <= own).length);
        const expected = p.map((own) => Math.min(1, ...scaled.filter((_, at) => (p[at] ?? 0) >= own)));
        benjaminiHochberg(p).forEach((value, at) => {
          expect(value).toBeCloseTo(expected[at] ?? NaN, 12);
        });
      }),
    );
  });
});

describe('the squared Wasserstein-2 distance', () => {
  it('is the cost of the best pairing of equally many values, found by brute force', () => {
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

  it('does not change when every value is repeated the same number of times', () => {
    const [a, b] = [
      [0, 1, 5],
      [2, 3],
    ];
    const plain = squaredWasserstein2OfSorted(a, b);
    // // Thirds against halves: 0–2, then 1 half against 2 and half against 3, then 5–3.
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

/** All orders of 0 … n − 1. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, at) => [...order.slice(0, at), n - 1, ...order.slice(at)]),
  );
}

it('the diagonal score matches an enumeration of all permutations', () => {
  const n = 5;
  const random = new Random(4);
  const matrix = Float64Array.from(
    { length: n * n },
    (_, at) => random.normal() + (at % (n + 1) === 0 ? 1 : 0),
  );
  const sums = orders(n).map((order) => order.reduce((sum, j, i) => sum + (matrix[i * n + j] ?? NaN), 0));
  const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
  const deviation = Math.sqrt(sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sums.length);
  const diagonal = Array.from({ length: n }, (_, i) => matrix[i * (n + 1)] ?? NaN);
  const sum = diagonal.reduce((total, value) => total + value, 0);
  const found = scoreDiagonal(matrix, n);
  expect(found.deviation).toBeCloseTo(deviation, 10);
  expect(found.score).toBeCloseTo((sum - mean) / deviation, 10);
});

it('the diagonal score of a matrix with identical rows is 0', () => {
  expect(scoreDiagonal(Float64Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3), 3).score).toBe(0);
});
