import { expect, test } from 'vitest';
import type { Network } from '../../network/network';
import { scorePairs } from './scoredPairs';
import { trainedEdges } from './truthComparison';

/** [R × G] of A, B and C over A to D: each regulator has another order of its targets. */
const network: Network = {
  genes: ['A', 'B', 'C', 'D'],
  regulators: Int32Array.of(0, 1, 2),
  weights: Float32Array.of(0, 9, 8, 1, 2, 0, 7, -6, 5, 4, 0, -3),
  stability: null,
};
const edge = (pair: string) => ({ source: pair[0] ?? '', target: pair[1] ?? '', sign: 0 as const });
const scoredAgainst = (...pairs: string[]) =>
  scorePairs(network, { name: 'reference', edges: pairs.map(edge) }, 'candidates');
/** The mark B → B: B is covered, with all its targets elsewhere. */
const known = (strength: number, ...pairs: string[]) => ({ name: 'known', edges: pairs.map(edge), strength });

test('edges of the reference that training was given are counted, and the others scored over regulators without any', () => {
  const scored = scoredAgainst('AB', 'AD', 'BC', 'CD', 'CA');
  expect(trainedEdges(scored, known(2, 'ab', 'AC', 'BB'))).toEqual({
    name: 'known',
    strength: 2,
    edges: 5,
    given: 1,
    // Of C alone: A 5 (true), B 4, D 3 (true).
    uncovered: { regulators: 1, pairs: 3, trueEdges: 2, density: 2 / 3, auprc: (1 + 2 / 3) / 2, auroc: 0.5 },
  });
});

test('a known network that covers every regulator of the reference leaves nothing to test', () => {
  const found = trainedEdges(scoredAgainst('AB', 'BC'), known(1, 'AB', 'BC', 'DA'));
  expect(found).toMatchObject({ edges: 2, given: 2, uncovered: { regulators: 1, auprc: null } });
});

test('is null without a known network, at strength 0, for other edges, and for edges turned round', () => {
  const scored = scoredAgainst('AB');
  expect(trainedEdges(scored, undefined)).toBeNull();
  expect(trainedEdges(scored, known(0, 'AB'))).toBeNull();
  expect(trainedEdges(scored, known(2, 'AC', 'BA', 'AX'))).toBeNull();
});
