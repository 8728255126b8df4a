import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import type { TruthEdge } from './formats/knownEdges';
import { type Prior, priorOn, reachOf, swappedPrior, wrongPrior } from './prior';

const genes = Array.from({ length: 14 }, (_, gene) => `G${gene}`);
const regulators = genes.filter((_, gene) => gene % 2 === 0);

const anyEdges: fc.Arbitrary<TruthEdge[]> = fc
  .uniqueArray(
    fc.record({
      source: fc.constantFrom(...genes, 'X'),
      target: fc.constantFrom(...genes, 'Y'),
      sign: fc.constantFrom<1 | -1 | 0>(1, -1, 0),
      confidence: fc.constantFrom(0.25, 0.5, 1),
    }),
    { selector: ({ source, target }) => `${source} ${target}`, minLength: 1, maxLength: 60 },
  )
  .filter((edges) =>
    edges.some(
      ({ source, target }) => regulators.includes(source) && genes.includes(target) && source !== target,
    ),
  );

function laid(edges: readonly TruthEdge[]): Prior {
  const outcome = priorOn(edges, 'known', genes, regulators);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return outcome.value;
}

/** What a prior says of one pair. */
function pair(prior: Prior, regulator: string, gene: string) {
  const at = genes.indexOf(gene) * regulators.length + regulators.indexOf(regulator);
  return { known: prior.known[at], sign: prior.signs[at], confidence: prior.confidence[at] };
}

const pairs = regulators.flatMap((regulator) => genes.map((gene) => [regulator, gene] as const));
const targets = (prior: Prior, regulator: string) =>
  genes.filter((gene) => pair(prior, regulator, gene).known === 1);

/** Of one regulator: signs and confidence of its edges, in any order. */
const claims = (prior: Prior, regulator: string) =>
  targets(prior, regulator)
    .map((gene) => pair(prior, regulator, gene))
    .map(({ sign, confidence }) => `${sign} ${confidence}`)
    .toSorted();

const inDegree = (prior: Prior, gene: string) =>
  regulators.filter((regulator) => pair(prior, regulator, gene).known === 1).length;

const isCovered = (prior: Prior) => Array.from(prior.known, (value) => value !== 0);

describe('a prior network', () => {
  it('says of every pair what the list of edges says', () => {
    fc.assert(
      fc.property(anyEdges, (edges) => {
        const prior = laid(edges);
        for (const [regulator, gene] of pairs) {
          const listed = edges.find(({ source, target }) => source === regulator && target === gene);
          const covered = edges.some(({ source }) => source === regulator);
          const expected =
            regulator === gene || !covered
              ? { known: 0, sign: 0, confidence: 1 }
              : listed
                ? { known: 1, sign: listed.sign, confidence: listed.confidence }
                : { known: -1, sign: 0, confidence: 1 };
          expect(pair(prior, regulator, gene)).toEqual(expected);
        }
        expect(reachOf(prior)).toEqual({
          uncovered: regulators.filter((one) => !edges.some(({ source }) => source === one)),
          targets: genes.filter((gene) => inDegree(prior, gene) > 0).length,
        });
      }),
    );
  });

  it('matches names in any case; edges that become one keep a sign only where they agree', () => {
    const outcome = priorOn(
      [
        { source: 'GATA1', target: 'KLF1', sign: 1 },
        { source: 'Gata1', target: 'Klf1', sign: -1, confidence: 0.5 },
        { source: 'GATA1', target: 'SPI1', sign: -1 },
      ],
      'known',
      ['Gata1', 'Klf1', 'Spi1'],
      ['Gata1'],
    );
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        known: Int8Array.of(0, 1, 1),
        signs: Int8Array.of(0, 0, -1),
        confidence: Float32Array.of(1, 1, 1),
        coverage: { edges: { all: 2, covered: 2 }, signs: { all: 2, covered: 1 } },
      },
    });
  });

  it('is refused where no gene or no candidate matches', () => {
    const edges: TruthEdge[] = [{ source: 'A', target: 'B', sign: 1 }];
    expect(priorOn(edges, 'x', ['C', 'D'], ['C'])).toEqual({
      ok: false,
      error: { tag: 'prior-other-genes', name: 'x', names: ['A', 'B'], genes: ['C', 'D'] },
    });
    expect(priorOn(edges, 'x', ['A', 'B'], ['B'])).toEqual({
      ok: false,
      error: { tag: 'prior-no-edges', name: 'x', sources: ['A'], regulators: ['B'] },
    });
  });
});

describe('a prior made wrong on purpose', () => {
  it('has as many edges per regulator and gene after swaps, with the signs of the regulator, none to itself', () => {
    fc.assert(
      fc.property(anyEdges, fc.integer(), (edges, seed) => {
        const prior = laid(edges);
        const swapped = swappedPrior(prior, new Random(seed));
        for (const regulator of regulators) {
          expect(claims(swapped, regulator)).toEqual(claims(prior, regulator));
          expect(pair(swapped, regulator, regulator).known).toBe(0);
        }
        for (const gene of genes) expect(inDegree(swapped, gene)).toBe(inDegree(prior, gene));
        expect(isCovered(swapped)).toEqual(isCovered(prior));
      }),
    );
  });

  it('forgets where the edges were: swaps of a random sparse network keep no more of them than chance', () => {
    const many = Array.from({ length: 60 }, (_, gene) => `G${gene}`);
    const random = new Random(3);
    const edges = many
      .slice(0, 20)
      .flatMap((source) =>
        Array.from(random.permutation(60).slice(0, 6), (target) => ({
          source,
          target: `G${target}`,
          sign: 0 as const,
        })),
      )
      .filter(({ source, target }) => source !== target);
    const outcome = priorOn(edges, 'x', many, many.slice(0, 20));
    if (!outcome.ok) throw new Error(outcome.error.tag);
    const { known } = outcome.value;
    const swapped = swappedPrior(outcome.value, new Random(4));
    const kept = known.filter((value, at) => value === 1 && swapped.known[at] === 1).length;
    // A tenth of the pairs are edges: about a tenth of the edges are kept by chance.
    expect(kept / edges.length).toBeLessThan(0.25);
  });

  it('replaces the asked share of every regulator’s edges by genes it did not regulate', () => {
    fc.assert(
      fc.property(anyEdges, fc.constantFrom(0, 0.2, 0.5, 1), fc.integer(), (edges, share, seed) => {
        const prior = laid(edges);
        const wrong = wrongPrior(prior, share, new Random(seed));
        for (const regulator of regulators) {
          const before = targets(prior, regulator);
          const after = targets(wrong, regulator);
          const free = genes.length - 1 - before.length;
          expect(after).toHaveLength(before.length);
          expect(after.filter((gene) => !before.includes(gene))).toHaveLength(
            Math.min(Math.round(share * before.length), free),
          );
          expect(claims(wrong, regulator)).toEqual(claims(prior, regulator));
          expect(after).not.toContain(regulator);
        }
      }),
    );
  });
});
