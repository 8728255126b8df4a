import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedEdges, compareNetworks, type BothWeights, compareModules } from './compareNetworks';
import type { Network, Module } from './network';

interface Written {
  readonly source: string;
  readonly target: string;
  readonly weight: number;
}

const names = ['A', 'B', 'C', 'D', 'E'];

/** Any genes in any order, any of them regulators, with many equal weights. */
const anyNetwork: fc.Arbitrary<Network> = fc
  .shuffledSubarray(names, { minLength: 2 })
  .chain((genes) =>
    fc.record({
      genes: fc.constant(genes),
      regulators: fc.subarray([...genes.keys()], { minLength: 1 }).map((list) => Int32Array.from(list)),
      weights: fc
        .array(fc.integer({ min: -3, max: 3 }), { minLength: 25, maxLength: 25 })
        .map((values) => Float32Array.from(values)),
    }),
  )
  .map(({ genes, regulators, weights }) => ({
    genes,
    regulators,
    weights: weights.slice(0, regulators.length * genes.length),
    stability: null,
  }));

/** Every edge with its names, by no helper of this room. */
function written({ genes, regulators, weights }: Network): Written[] {
  const all: Written[] = [];
  for (let r = 0; r < regulators.length; r++)
    for (let g = 0; g < genes.length; g++) {
      if (regulators[r] === g) continue;
      const [source, target] = [genes[regulators[r] ?? -1] ?? '', genes[g] ?? ''];
      all.push({ source, target, weight: weights[r * genes.length + g] ?? NaN });
    }
  return all;
}

const key = ({ source, target }: Pick<Written, 'source' | 'target'>) => `${source}>${target}`;
const keys = (edges: readonly BothWeights[]) => edges.map(key).toSorted();

function strongest(edges: readonly Written[], count: number): Written[] {
  return edges
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || Number(key(a) > key(b)) - 0.5)
    .slice(0, count);
}

function ranks(values: readonly number[]): number[] {
  return values.map(
    (value) =>
      values.filter((other) => other < value).length +
      (values.filter((other) => other === value).length + 1) / 2,
  );
}

const rounded = (value: number) => Math.round(value * 1e9) / 1e9 + 0;
const sizes = (edges: readonly Written[]) => edges.map(({ weight }) => Math.abs(weight));

/** Spearman's ρ from the definition: a rank is one more than what is smaller, plus half of what is equal. */
function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length + 1) / 2;
  const sum = (one: readonly number[], two: readonly number[]) =>
    one.reduce((total, value, i) => total + (value - middle) * ((two[i] ?? NaN) - middle), 0);
  return sum(x, y) / Math.sqrt(sum(x, x) * sum(y, y));
}

describe('the comparison of two networks', () => {
  it('agrees with a comparison of the written edge lists', () => {
    fc.assert(
      fc.property(anyNetwork, anyNetwork, fc.integer({ min: 1, max: 12 }), (first, second, count) => {
        const found = compareNetworks(first, second, count);
        const inSecond = new Map(written(second).map((edge) => [key(edge), edge.weight]));
        const both = written(first).filter((edge) => inSecond.has(key(edge)));
        const bothAfter = both.map((edge) => ({ ...edge, weight: inSecond.get(key(edge)) ?? NaN }));
        const before = new Map(strongest(both, count).map((edge) => [key(edge), edge]));
        const after = new Map(strongest(bothAfter, count).map((edge) => [key(edge), edge]));
        const back = ({ source, target }: Written) => key({ source: target, target: source });
        const onlyBefore = [...before.values()].filter((edge) => !after.has(key(edge)));
        const onlyAfter = [...after.values()].filter((edge) => !before.has(key(edge)));
        const turned = onlyBefore.filter((edge) => onlyAfter.some((other) => key(other) === back(edge)));
        const turnedBack = turned.map(back);
        const kept = [...before.values()].filter((edge) => after.has(key(edge)));
        expect(found.pairs).toBe(both.length);
        expect(keys(found.kept)).toEqual(kept.map(key).toSorted());
        expect(keys(found.turned)).toEqual(turned.map(key).toSorted());
        expect(keys(found.lost)).toEqual(
          onlyBefore
            .filter((edge) => !turned.includes(edge))
            .map(key)
            .toSorted(),
        );
        expect(keys(found.gained)).toEqual(
          onlyAfter
            .map(key)
            .filter((edge) => !turnedBack.includes(edge))
            .toSorted(),
        );
        expect(keys(found.signChanged)).toEqual(
          kept
            .filter((edge) => edge.weight > 0 !== (after.get(key(edge))?.weight ?? NaN) > 0)
            .map(key)
            .toSorted(),
        );
        const either = new Set([...before.keys(), ...after.keys()]).size;
        expect(found.jaccard).toEqual(either === 0 ? null : kept.length / either);
        const expected = both.length > 0 ? spearman(sizes(both), sizes(bothAfter)) : NaN;
        // Not a number where one does not vary.
        expect(rounded(found.rankCorrelation ?? NaN)).toBe(rounded(expected));
      }),
    );
  });

  it('lists every edge that either network has once, by its change', () => {
    fc.assert(
      fc.property(anyNetwork, anyNetwork, fc.integer({ min: 1, max: 12 }), (first, second, count) => {
        const compared = compareNetworks(first, second, count);
        const listed = changedEdges(compared);
        const { signChanged, turned, gained, lost, kept } = compared;
        expect(listed).toHaveLength(kept.length + turned.length + gained.length + lost.length);
        expect(new Set(listed.map(key)).size).toBe(listed.length);
        for (const edge of listed) {
          const among = (some: readonly BothWeights[]) => keys(some).includes(key(edge));
          expect(among(kept)).toBe(edge.change === 'kept' || edge.change === 'sign-changed');
          expect(among(signChanged)).toBe(edge.change === 'sign-changed');
          expect(among(turned)).toBe(edge.change === 'reversed');
          expect(among(gained)).toBe(edge.change === 'gained');
        }
      }),
    );
  });

  it('is symmetric, with gained and lost exchanged', () => {
    fc.assert(
      fc.property(anyNetwork, anyNetwork, (first, second) => {
        const there = compareNetworks(first, second, 6);
        const back = compareNetworks(second, first, 6);
        expect(keys(back.gained)).toEqual(keys(there.lost));
        expect(keys(back.kept)).toEqual(keys(there.kept));
        expect(back.turned).toHaveLength(there.turned.length);
        expect(back.jaccard).toBe(there.jaccard);
      }),
    );
  });

  it('matches names that differ in case only where that is unambiguous', () => {
    const weights = new Float32Array(9);
    const of = (...genes: string[]): Network => ({
      genes,
      regulators: Int32Array.of(0, 1, 2),
      weights,
      stability: null,
    });
    const { shared } = compareNetworks(of('GATA1', 'Spi1', 'x'), of('X', 'SPI1', 'spi1'), 5);
    // Spi1 may be SPI1 or spi1: it is neither.
    expect(shared).toEqual({ first: [2], second: [0] });
  });
});

function modules(...groups: number[][]): Module[] {
  return groups.map((genes, i) => ({ name: `M${i + 1}`, genes, regulators: [], stability: null }));
}

const same = (genes: number) => {
  const all = Array.from({ length: genes }, (_, gene) => gene);
  return { first: all, second: all };
};

it('equal modules in another order match completely', () => {
  const found = compareModules(modules([0, 1, 2], [3, 4, 5]), modules([5, 4, 3], [2, 1, 0]), same(6));
  expect(found.adjustedRand).toBe(1);
  expect(found.matched).toEqual([
    { first: 0, second: 1, both: 3, either: 3 },
    { first: 1, second: 0, both: 3, either: 3 },
  ]);
});

it('a module is paired with its largest overlap, and each has at most one partner', () => {
  const found = compareModules(modules([0, 1, 2, 3], [4, 5, 6]), modules([0, 1, 2, 4], [3, 7, 8]), same(9));
  // {0,1,2} of {0,1,2,3,4}; what is left of the second shares nothing with [4, 5, 6].
  expect(found.matched).toEqual([{ first: 0, second: 0, both: 3, either: 5 }]);
  // Hubert and Arabie by hand: 3 pairs together in both, 9 and 9 of 36 in either, 9 · 9/36 by chance.
  expect(found.adjustedRand).toBeCloseTo((3 - 81 / 36) / (9 - 81 / 36), 12);
});

it('only common genes count, by their indices in each network', () => {
  const shared = { first: [2, 3, 4], second: [0, 1, 2] };
  const found = compareModules(modules([0, 1, 2, 3, 4]), modules([0, 1, 2, 9]), shared);
  expect(found.matched).toEqual([{ first: 0, second: 0, both: 3, either: 3 }]);
});

it('the adjusted Rand index is null where one network has no modules', () => {
  expect(compareModules([], modules([0, 1, 2]), same(4))).toEqual({ adjustedRand: null, matched: [] });
});
