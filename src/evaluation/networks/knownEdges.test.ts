import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TruthEdge } from '../../network/formats/knownEdges';
import type { Network } from '../../network/network';
import { coverageOf } from '../../network/prior';
import { besideKnown, type KnownEdge, knownTsv } from './knownEdges';

const names = ['A', 'B', 'C', 'D'];
const anySign = fc.constantFrom<1 | -1 | 0>(1, -1, 0);

/** Any candidates and distinct sizes, so that there are no ties; X is no gene of the network. */
const anyNetwork: fc.Arbitrary<Network> = fc.record({
  genes: fc.constant(names),
  regulators: fc.subarray([0, 1, 2, 3], { minLength: 1 }).map((list) => Int32Array.from(list)),
  weights: fc
    .shuffledSubarray([1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12, 13, -14, 15, -16], { minLength: 16 })
    .map((values) => Float32Array.from(values)),
  stability: fc.constant(null),
});
const anyEdges: fc.Arbitrary<TruthEdge[]> = fc.uniqueArray(
  fc.record({
    source: fc.constantFrom(...names, 'X'),
    target: fc.constantFrom(...names, 'X'),
    sign: anySign,
  }),
  { minLength: 1, selector: ({ source, target }) => source + target },
);

const id = ({ source, target }: { readonly source: string; readonly target: string }) =>
  `${source}>${target}`;

/** All possible edges with their weights, strongest first. */
function possible({ regulators, weights }: Network) {
  return [...regulators]
    .flatMap((regulator, row) =>
      names.map((target, gene) => ({
        source: names[regulator] ?? '',
        target,
        weight: weights[row * names.length + gene] ?? NaN,
      })),
    )
    .filter(({ source, target }) => source !== target)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

describe('a network beside known edges', () => {
  it('has the edges that sets of names give', () => {
    fc.assert(
      fc.property(anyNetwork, anyEdges, fc.integer({ min: 1, max: 9 }), (network, edges, budget) => {
        const all = possible(network);
        const shown = all.slice(0, budget);
        const isShown = new Set(shown.map(id));
        const signOf = new Map(edges.map((edge) => [id(edge), edge.sign]));
        const known = all.filter((edge) => signOf.has(id(edge)));
        const found = besideKnown(network, { name: 'x', edges }, budget);
        expect(found === null).toBe(known.length === 0);
        fc.pre(found !== null);
        const of = (status: KnownEdge['status']) =>
          (found ?? []).filter((edge) => edge.status === status).map(id);
        const both = shown.filter((edge) => signOf.has(id(edge)));
        const hasSign = ({ weight, ...ends }: (typeof all)[number]) =>
          signOf.get(id(ends)) !== -Math.sign(weight);
        expect(of('agrees')).toEqual(both.filter(hasSign).map(id));
        expect(of('sign-differs')).toEqual(both.filter((edge) => !hasSign(edge)).map(id));
        expect(of('missing').toSorted()).toEqual(
          known
            .map(id)
            .filter((edge) => !isShown.has(edge))
            .toSorted(),
        );
        const only = shown.filter((edge) => !signOf.has(id(edge)));
        const regulators = new Set(edges.map(({ source }) => source));
        expect(of('new')).toEqual(only.filter(({ source }) => regulators.has(source)).map(id));
        expect(of('uncovered')).toEqual(only.filter(({ source }) => !regulators.has(source)).map(id));
        const cover = coverageOf(network, edges);
        expect(cover.edges).toEqual({ all: edges.length, covered: known.length });
        expect(cover.signs.covered).toBe(known.filter((edge) => signOf.get(id(edge)) !== 0).length);
      }),
    );
  });

  it('counts the regulators and genes that the network has, in any case', () => {
    const network: Network = {
      genes: ['Gata1', 'Spi1', 'Klf1'],
      regulators: Int32Array.of(0),
      weights: Float32Array.of(0, 1, 2),
      stability: null,
    };
    const edges: TruthEdge[] = [
      { source: 'GATA1', target: 'KLF1', sign: 1 },
      { source: 'GATA1', target: 'OTHER', sign: 1 },
      { source: 'SPI1', target: 'GATA1', sign: 0 },
    ];
    expect(coverageOf(network, edges)).toEqual({
      regulators: { all: 2, covered: 1 },
      genes: { all: 4, covered: 3 },
      edges: { all: 3, covered: 1 },
      signs: { all: 1, covered: 1 },
    });
    expect(knownTsv(besideKnown(network, { name: 'x', edges }, 2) ?? [])).toBe(
      'source\ttarget\tstatus\tweight\tknown\nGata1\tKlf1\tagrees\t2\t+\nGata1\tSpi1\tnew\t1\t\n',
    );
  });
});
