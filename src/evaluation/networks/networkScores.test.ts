import { describe, expect, it } from 'vitest';
import type { Network } from '../../network/network';
import { earlyPrecisionRatio } from './metrics';
import { rounded } from '../../../tests/support/evaluation/numbers';
import { scorePairs } from './scoredPairs';
import type { Truth } from './truth';
import {
  directAndIndirect,
  reachableFrom,
  directionAccuracy,
  hammingDistance,
  scoresOf,
  signedPrecision,
} from './networkScores';
import reference from './networkScores.reference.json';

/** Candidates A, B and C of genes A to D; rows are sources. */
function network(rows: readonly (readonly number[])[]): Network {
  return {
    genes: ['A', 'B', 'C', 'D'],
    regulators: Int32Array.from([0, 1, 2]),
    weights: Float32Array.from(rows.flat()),
    stability: null,
  };
}

function truth(...edges: readonly (readonly [string, string, (1 | -1 | 0)?])[]): Truth {
  return { name: 'truth', edges: edges.map(([source, target, sign = 0]) => ({ source, target, sign })) };
}

const signOf = (sign: number) => (sign === 0 ? 0 : sign > 0 ? 1 : -1);

describe('a network beside a reference', () => {
  it('agrees with pandas, SciPy and scikit-learn, including ties', () => {
    const known: Truth = {
      name: 'formula',
      edges: reference.edges.map((edge) => ({ ...edge, sign: signOf(edge.sign) })),
    };
    const learned: Network = {
      genes: reference.genes,
      regulators: Int32Array.from(reference.regulators),
      weights: Float32Array.from(reference.weights),
      stability: null,
    };
    const scores = scoresOf(
      scorePairs(learned, known, 'candidates'),
      reference.budget,
      new Set(reference.perturbed),
    );
    expect(rounded(scores)).toEqual(rounded(reference.scores));
  });

  it('distinguishes activation from repression: a strong edge with the wrong sign is false for both', () => {
    // Activations by size: A → B (true), B → C (in truth a repression). Repressions: C ⊣ D (true), A ⊣ C (in truth an activation).
    const scored = scorePairs(
      network([
        [0, 5, -2, 0],
        [0, 0, 4, 0],
        [0, 0, 0, -3],
      ]),
      truth(['A', 'B', 1], ['A', 'C', 1], ['B', 'C', -1], ['C', 'D', -1]),
      'candidates',
    );
    expect(signedPrecision(scored, 1)).toEqual({ trueEdges: 2, density: 2 / 9, precision: 1 / 2 });
    expect(signedPrecision(scored, -1)).toEqual({ trueEdges: 2, density: 2 / 9, precision: 1 / 2 });
  });

  it('has no signed precision where the reference has no such sign', () => {
    const scored = scorePairs(network([[0, 1, 0, 0], [], []]), truth(['A', 'B']), 'candidates');
    expect([signedPrecision(scored, 1), signedPrecision(scored, -1)]).toEqual([null, null]);
  });

  it('has direction accuracy 0.5 where it is symmetric, over pairs the reference decides', () => {
    const symmetric = network([
      [0, 2, 3, 1],
      [2, 0, 1, 1],
      [3, 1, 0, 1],
    ]);
    // A → D has no reverse: D is no candidate. B ⇄ C has no direction.
    const known = truth(['A', 'B'], ['C', 'A'], ['A', 'D'], ['B', 'C'], ['C', 'B']);
    expect(directionAccuracy(scorePairs(symmetric, known, 'candidates'))).toEqual({
      edges: 2,
      accuracy: 0.5,
    });
    expect(directionAccuracy(scorePairs(symmetric, truth(['A', 'D']), 'candidates'))).toBeNull();
  });

  it('has a Hamming distance of the edges to add, remove or reverse', () => {
    const known = truth(['A', 'B'], ['B', 'C'], ['C', 'D']);
    const distanceOf = (...rows: number[][]) =>
      hammingDistance(scorePairs(network(rows), known, 'candidates'));
    expect(distanceOf([0, 3, 0, 0], [0, 0, 2, 0], [0, 0, 0, 1])).toEqual({ edges: 3, distance: 0 });
    // B → A for A → B: one turn.
    expect(distanceOf([0, 0, 0, 0], [3, 0, 2, 0], [0, 0, 0, 1])).toEqual({ edges: 3, distance: 1 });
    // A → D for A → B: one too many, one missing.
    expect(distanceOf([0, 0, 0, 3], [0, 0, 2, 0], [0, 0, 0, 1])).toEqual({ edges: 3, distance: 2 });
    expect(distanceOf([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0])).toEqual({ edges: 0, distance: 3 });
  });

  it('distinguishes indirect effects from false edges, also along paths outside the scored pairs', () => {
    // A → D → B: D is no candidate, so neither pair from it is scored.
    const scored = scorePairs(
      network([
        [0, 9, 1, 8],
        [7, 0, 0, 0],
        [0, 0, 0, 0],
      ]),
      truth(['A', 'D'], ['D', 'B']),
      'candidates',
    );
    expect(directAndIndirect(scored, 3)).toEqual({
      drawn: { direct: 1, indirect: 1, other: 1 },
      pairs: { direct: 1, indirect: 1, other: 7 },
    });
  });

  it('reaches a gene from itself only over a cycle', () => {
    // A → B ⇄ C.
    const reaches = reachableFrom([1, 6, 9], 4);
    expect([reaches(0), reaches(1), reaches(3)]).toEqual([new Set([1, 2]), new Set([2, 1]), new Set()]);
  });

  it('has the early precision ratio of a random order where all scores are equal', () => {
    expect(earlyPrecisionRatio(Uint8Array.from([1, 0, 0, 1, 0]), new Float64Array(5).fill(2))).toBe(1);
    expect(earlyPrecisionRatio(Uint8Array.from([1, 0, 0, 0]), Float64Array.from([4, 3, 2, 1]))).toBe(4);
    expect(earlyPrecisionRatio(new Uint8Array(4), new Float64Array(4).fill(1))).toBeNull();
  });
});
