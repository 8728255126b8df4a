import { describe, expect, it } from 'vitest';
import type { Network } from '../../network/network';
import { compareWithTruth } from './truthComparison';
import type { Truth } from './truth';

/** Candidates A and B of genes A, B, C; the strongest edge is A ⊣ C, then B → A, then A → B; B → C is 0. */
const network: Network = {
  genes: ['A', 'B', 'C'],
  regulators: Int32Array.from([0, 1]),
  weights: Float32Array.from([0, 0.2, -0.9, 0.5, 0, 0]),
  stability: null,
};

const truth: Truth = {
  name: 'truth',
  edges: [
    { source: 'a', target: 'C', sign: -1 },
    { source: 'A', target: 'B', sign: -1 },
    { source: 'C', target: 'A', sign: 1 },
    { source: 'A', target: 'A', sign: 1 },
    { source: 'X', target: 'C', sign: 0 },
  ],
};

const names = (edges: readonly { source: number; target: number }[]) =>
  edges.map(({ source, target }) => `${network.genes[source]}${network.genes[target]}`);

describe('compareWithTruth', () => {
  it('scores the pairs candidate regulator → gene as computed by hand', () => {
    const compared = compareWithTruth(network, truth, 2);
    // Order AC (true), BA, AB (true), BC: precision 1 at recall 1/2 and 2/3 at recall 1.
    expect(compared).toMatchObject({ pairs: 4, trueEdges: 2, density: 0.5, outside: 2, unmatched: ['X'] });
    expect(compared?.auprc).toBeCloseTo(1 / 2 + 1 / 3, 12);
    // Of the four pairs true × other, AC beats both and AB beats BC.
    expect(compared?.auroc).toBe(0.75);
    expect(compared?.earlyPrecision).toBe(0.5);
  });

  it('lists found, missed and wrong edges at the budget, with sign accuracy', () => {
    const two = compareWithTruth(network, truth, 2);
    expect([names(two?.found ?? []), names(two?.missed ?? []), names(two?.wrong ?? [])]).toEqual([
      ['AC'],
      ['AB'],
      ['BA'],
    ]);
    expect(two?.signAccuracy).toBe(1);
    const four = compareWithTruth(network, truth, 4);
    expect([names(four?.found ?? []), names(four?.missed ?? []), names(four?.wrong ?? [])]).toEqual([
      ['AC', 'AB'],
      [],
      ['BA'],
    ]);
    expect(four?.signAccuracy).toBe(0.5);
  });

  it('over all ordered pairs gives edges of non-candidates score 0', () => {
    const all = compareWithTruth(network, truth, 2, 'all');
    expect(all).toMatchObject({ pairs: 6, trueEdges: 3, density: 0.5, outside: 1 });
    // The third true edge, C → A, ties with BC and CB at 0: precision there is 3/6.
    expect(all?.auprc).toBeCloseTo(1 / 3 + (2 / 3) * (1 / 3) + (3 / 6) * (1 / 3), 12);
    expect(names(all?.missed ?? [])).toEqual(['AB', 'CA']);
  });

  it('can be limited to the regulators of the reference', () => {
    const known = compareWithTruth(network, truth, 2, 'truth-sources');
    expect(known).toMatchObject({ pairs: 4, trueEdges: 3 });
    expect(names(known?.wrong ?? [])).toEqual([]);
  });

  it('is null where the reference has no common edge', () => {
    expect(
      compareWithTruth(network, { name: 'x', edges: [{ source: 'P', target: 'Q', sign: 1 }] }, 2),
    ).toBeNull();
  });
});
