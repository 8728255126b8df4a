import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { rankMean } from './rankMean';

const genes = ['a', 'b', 'c', 'd', 'e', 'f'];
const regulators = Int32Array.from([0, 2, 3, 5]);
const pairsOf = { genes, regulators };
const pairs = [...regulators].flatMap((regulator, r) =>
  genes.flatMap((_, g) => (g === regulator ? [] : [r * genes.length + g])),
);

/** Scores with many ties and zeros, and something on the diagonal that must not count. */
function scores(random: Random): Float32Array {
  return Float32Array.from(
    { length: regulators.length * genes.length },
    () => (random.integer(9) - 4) * (random.uniform() < 0.5 ? 1 : 0.5),
  );
}

/** 1 + how many are smaller + half of how many others are equal: the definition of a shared rank, pair by pair. */
function rankOf(weights: Float32Array, pair: number): number {
  const size = (p: number) => Math.abs(weights[p] ?? NaN);
  const smaller = pairs.filter((other) => size(other) < size(pair)).length;
  const equal = pairs.filter((other) => other !== pair && size(other) === size(pair)).length;
  return 1 + smaller + equal / 2;
}

function bruteForce(members: readonly Float32Array[]): Map<number, { rank: number; vote: number }> {
  return new Map(
    pairs.map((pair) => {
      const ranks = members.map((member) => rankOf(member, pair));
      return [
        pair,
        {
          rank: sum(ranks) / ranks.length,
          vote: sum(ranks.map((rank, m) => rank * Math.sign(members[m]?.[pair] ?? NaN))),
        },
      ];
    }),
  );
}

describe('the rank mean', () => {
  it('orders pairs and gives signs as the definition does, pair by pair', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      const members = [scores(random), scores(random), scores(random)];
      const main = members[0] ?? new Float32Array();
      const found = rankMean(pairsOf, main, members);
      const expected = bruteForce(members);
      const size = (pair: number) => Math.abs(found[pair] ?? NaN);
      const rank = (pair: number) => expected.get(pair)?.rank ?? NaN;
      for (const a of pairs) {
        const below = pairs.filter((b) => rank(b) < rank(a));
        expect(below.every((b) => size(b) <= size(a))).toBe(true);
        const equal = pairs.filter((b) => rank(b) === rank(a));
        expect(equal.every((b) => size(b) === size(a))).toBe(true);
      }
      const drawn = pairs.filter((pair) => size(pair) > 0);
      expect(drawn.map((pair) => Math.sign(found[pair] ?? NaN))).toEqual(
        drawn.map((pair) => Math.sign(expected.get(pair)?.vote || (main[pair] ?? NaN))),
      );
    }
  });

  it('has the magnitudes of the main fit, by rank', () => {
    const random = new Random(5);
    const members = [1, 2, 3].map(() => Float32Array.from(scores(random), (w) => w + 1e-3 * random.normal()));
    const main = members[0] ?? new Float32Array();
    const found = rankMean(pairsOf, main, members);
    // Two pairs with equal mean ranks share the mean of two sizes: the whole stays the same.
    expect(sum(largest(found))).toBeCloseTo(sum(largest(main)), 5);
    expect(largest(found)[0]).toBe(largest(main)[0]);
    const withoutTies = [main, main].map((weights, m) => weights.map((w) => w * (m + 1)));
    expect(rankMean(pairsOf, main, withoutTies)).toEqual(offDiagonal(main));
  });

  it('is independent of the units of a fit, and of the diagonal', () => {
    const random = new Random(8);
    const members = [scores(random), scores(random), scores(random)];
    const main = members[0] ?? new Float32Array();
    const found = rankMean(pairsOf, main, members);
    expect(
      rankMean(
        pairsOf,
        main,
        members.map((weights, m) => weights.map((w) => w * 10 ** m)),
      ),
    ).toEqual(found);
    for (const [r, gene] of regulators.entries()) expect(found[r * genes.length + gene]).toBe(0);
  });

  it('returns the main fit where it is the only one', () => {
    const main = scores(new Random(2));
    expect(rankMean(pairsOf, main, [main])).toEqual(offDiagonal(main));
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function largest(weights: Float32Array): number[] {
  return pairs.map((pair) => Math.abs(weights[pair] ?? NaN)).toSorted((a, b) => b - a);
}

function offDiagonal(weights: Float32Array): Float32Array {
  const copy = weights.slice();
  for (const [r, gene] of regulators.entries()) copy[r * genes.length + gene] = 0;
  return copy;
}
