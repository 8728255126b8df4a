import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from './network';
import {
  countPairs,
  drawnPairs,
  edgePairs,
  fewestSources,
  rankEdges,
  rankOfPair,
  strongestPairs,
} from './ranking';
import { StableEdges } from './stability';

/** Weights are drawn from few values so that ties are common. */
const networks = fc
  .integer({ min: 1, max: 6 })
  .chain((count) =>
    fc.record({
      names: fc.uniqueArray(fc.string({ maxLength: 3 }), { minLength: count, maxLength: count }),
      regulators: fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { minLength: 1 }),
      weights: fc.array(fc.constantFrom(0, 1, -1, 2, -2, 0.5, Number.NaN), { minLength: 36, maxLength: 36 }),
    }),
  )
  .map(({ names, regulators, weights }): Network => {
    const sorted = Int32Array.from(regulators).toSorted();
    return {
      genes: names,
      regulators: sorted,
      weights: Float32Array.from(weights.slice(0, sorted.length * names.length)),
      stability: null,
    };
  });

/** The order by definition: every pair written out with its names, sorted as tuples. */
function byBruteForce({ genes, regulators, weights }: Network): string[] {
  const rows: { name: string; size: number; source: string; target: string }[] = [];
  for (const [r, source] of regulators.entries())
    for (const [g, target] of genes.entries()) {
      if (source === g) continue;
      const w = weights[r * genes.length + g] ?? 0;
      const from = genes[source] ?? '';
      rows.push({
        name: `${source}>${g}`,
        size: Number.isNaN(w) ? 0 : Math.abs(w),
        source: from,
        target,
      });
    }
  rows.sort((a, b) => {
    if (a.size !== b.size) return b.size - a.size;
    if (a.source !== b.source) return a.source < b.source ? -1 : 1;
    return a.target < b.target ? -1 : 1;
  });
  return rows.map((row) => row.name);
}

function network(weights: readonly number[]): Network {
  return {
    genes: ['a', 'b', 'c'],
    regulators: Int32Array.from([0, 1, 2]),
    weights: Float32Array.from(weights),
    stability: null,
  };
}

describe('ranking', () => {
  it('orders edges by size and then by names, as brute force does, for any budget', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0, max: 40 }), (any, budget) => {
        const expected = byBruteForce(any);
        const found = rankEdges(any, budget).map(({ source, target }) => `${source}>${target}`);
        expect(found).toEqual(expected.slice(0, budget));
      }),
    );
  });

  it('gives the same whatever was requested before', () => {
    fc.assert(
      fc.property(networks, fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }), (any, budgets) => {
        const expected = byBruteForce(any);
        for (const budget of budgets) {
          const found = rankEdges(any, budget).map(({ source, target }) => `${source}>${target}`);
          expect(found).toEqual(expected.slice(0, budget));
        }
        // The same weights of genes with other names are another network.
        const renamed = { ...any, genes: any.genes.map((name) => `${name.length}${name}`) };
        const found = rankEdges(renamed).map(({ source, target }) => `${source}>${target}`);
        expect(found).toEqual(byBruteForce(renamed));
      }),
    );
  });

  it('gives the rank of any pair without sorting the others, and null for self pairs', () => {
    fc.assert(
      fc.property(networks, (any) => {
        const pairs = Array.from(any.weights.keys());
        const expected = pairs.map((pair) => {
          const at = strongestPairs(any, Infinity).indexOf(pair);
          return at < 0 ? null : at + 1;
        });
        expect(pairs.map((pair) => rankOfPair(any, pair))).toEqual(expected);
        expect(rankOfPair(any, -1)).toBeNull();
      }),
    );
  });

  it('orders weights whose first digits agree, of all sizes', () => {
    const weights = [0, 1, 1.0000001, 1e-40, 0, -1.0000002, 3e38, -1e-40, 0];
    expect([...strongestPairs(network(weights), 4)]).toEqual([6, 5, 2, 1]);
    expect([...strongestPairs(network(weights), 6)]).toEqual([6, 5, 2, 1, 3, 7]);
  });

  it('lists every ordered pair except self pairs', () => {
    const any = network([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...edgePairs(any)]).toEqual([1, 2, 3, 5, 6, 7]);
    expect(countPairs(any)).toBe(6);
  });

  it('keeps a drawn edge until it ranks beyond 1.2 times the budget', () => {
    const genes = Array.from({ length: 11 }, (_, i) => `g${i}`);
    const ranked = (order: readonly number[]): Network => {
      const weights = new Float32Array(11);
      for (const [rank, gene] of order.entries()) weights[gene] = 100 - rank;
      return { genes, regulators: Int32Array.from([0]), weights, stability: null };
    };
    const before = drawnPairs(ranked([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 5, new Set());
    expect([...before]).toEqual([1, 2, 3, 4, 5]);
    const sixth = drawnPairs(ranked([1, 2, 3, 4, 7, 5, 6, 8, 9, 10]), 5, new Set(before));
    expect([...sixth]).toEqual([1, 2, 3, 4, 7, 5]);
    const seventh = drawnPairs(ranked([1, 2, 3, 4, 7, 6, 5, 8, 9, 10]), 5, new Set(sixth));
    expect([...seventh]).toEqual([1, 2, 3, 4, 7]);
  });

  it('never draws an edge of weight zero', () => {
    expect([...drawnPairs(network([0, 3, 0, 0, 0, 0, 0, 0, 0]), 5, new Set([2]))]).toEqual([1]);
    expect(strongestPairs(network([0, 3, 0, 0, 0, 0, 0, 0, 0]), 5)).toHaveLength(5);
  });
});

it('counts how few regulators hold a share of the strongest edges', () => {
  const genes = ['A', 'B', 'C', 'D'];
  // Of the five strongest three start at A, one at B and one at C.
  const weights = Float32Array.of(0, 9, 8, 7, 5, 0, 0.1, 0.2, 0.3, 4, 0, 0.1);
  const few = { genes, regulators: Int32Array.of(0, 1, 2), weights, stability: null };
  expect(fewestSources(few, 5, 0.6)).toBe(1);
  expect(fewestSources(few, 5, 0.7)).toBe(2);
  expect(fewestSources(few, 5, 1)).toBe(3);
});

describe('StableEdges', () => {
  it('counts an edge as stable only while sign and rank hold in all of the last ten snapshots', () => {
    const stable = new StableEdges(2);
    const steady = Float32Array.from([0, 5, 4, 1, 0, 0]);
    expect(stable.push(steady)).toBeNull();
    expect(stable.push(steady)).toBe(1);
    expect(stable.push(Float32Array.from([0, 5, -4, 1, 0, 0]))).toBe(0.5);
    for (let i = 0; i < 9; i++)
      expect(stable.push(Float32Array.from([0, 5, -4, 1, 0, 0]))).toBe(i < 8 ? 0.5 : 1);
  });

  it('has no share while all weights are zero', () => {
    const stable = new StableEdges(2);
    stable.push(new Float32Array(6));
    expect(stable.push(new Float32Array(6))).toBeNull();
  });
});
