import { expect, test } from 'vitest';
import type { MethodNetwork } from '../method';
import { consensusScores, familiesWithEdge, likeness } from './consensus';

const pairsOf = { genes: ['a', 'b', 'c'], regulators: Int32Array.of(0, 2) };
/** Pairs a→b, a→c, c→a, c→b. */
function network(
  family: MethodNetwork['family'],
  [ab, ac, ca, cb]: readonly [number, number, number, number],
  signed = true,
): MethodNetwork {
  return { name: `${family} ${ab}`, family, signed, scores: Float32Array.of(0, ab, ac, ca, cb, 0) };
}

test('families have equal weight, equal scores share their rank, and unsigned methods have no vote', () => {
  const networks = [
    network('trees', [9, 5, 5, 1], false),
    network('regression', [-3, 1, 0, 2]),
    network('regression', [-1, 2, 0, 3]),
  ];
  // Ranks: trees 1, 2.5, 2.5, 4; regression 1, 3, 4, 2 and 3, 2, 4, 1.
  const half = [1, 1 / 2.5, 1 / 2.5, 1 / 4];
  const regression = [(1 + 1 / 3) / 2, (1 / 3 + 1 / 2) / 2, 1 / 4, (1 / 2 + 1) / 2];
  const expected = half.map((value, at) => (value + (regression[at] ?? NaN)) / 2);
  const scores = consensusScores(pairsOf, networks, 'reciprocal');
  [1, 2, 3, 4].forEach((pair, at) =>
    expect(scores[pair]).toBeCloseTo((at === 0 ? -1 : 1) * (expected[at] ?? NaN), 6),
  );
  const means = consensusScores(pairsOf, networks, 'mean');
  expect(means[1]).toBeCloseTo(-(1 + (1 + 1 / 3) / 2) / 2, 6);
  expect(means[3]).toBeCloseTo((0.5 + 0) / 2, 6);
  expect([means[0], means[5]]).toEqual([0, 0]);
});

test('an edge counts once for each family that has it among its strongest, and never without a score', () => {
  const networks = [
    network('trees', [0, 0, 0, 1], false),
    network('regression', [4, 3, 2, 1]),
    network('regression', [4, 3, 2, 1]),
    network('effects', [0, 0, -5, 4]),
  ];
  expect([...familiesWithEdge(pairsOf, networks, 2)]).toEqual([0, 1, 1, 1, 2, 0]);
  expect([...familiesWithEdge(pairsOf, networks, 1)]).toEqual([0, 1, 0, 1, 1, 0]);
});

test('methods with like rankings stand side by side', () => {
  const networks = [
    network('trees', [4, 3, 2, 1]),
    network('effects', [1, 2, 3, 4]),
    network('regression', [40, 30, 10, 20]),
    network('order', [1, 2, 4, 3]),
  ];
  const { order, correlations } = likeness(pairsOf, networks);
  const place = (index: number) => order.indexOf(index);
  expect(Math.abs(place(0) - place(2))).toBe(1);
  expect(Math.abs(place(1) - place(3))).toBe(1);
  // Spearman by hand: 1 − 6 Σd² / (n (n² − 1)).
  expect(correlations[2]).toBeCloseTo(1 - (6 * 2) / 60, 12);
  expect(correlations[1]).toBeCloseTo(-1, 12);
});
