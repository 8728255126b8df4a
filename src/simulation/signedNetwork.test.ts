import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { largestRealPart, stronglyConnected, type SparseMatrix } from './signedNetwork';

function randomMatrix(nodes: number, edges: number, seed: number): SparseMatrix {
  const random = new Random(seed);
  const from = Int32Array.from({ length: edges }, () => random.integer(nodes));
  return {
    diagonal: Float64Array.from({ length: nodes }, () => -0.6 - 0.4 * random.uniform()),
    from,
    to: from.map((source) => (source + 1 + random.integer(nodes - 1)) % nodes),
    weights: Float64Array.from({ length: edges }, () => 0.8 * random.uniform() - 0.3),
  };
}

/** [nodes × nodes] reachability, by extending all paths one step at a time. */
function reachable(nodes: number, { from, to }: SparseMatrix): boolean[][] {
  const way = Array.from({ length: nodes }, (_, a) => Array.from({ length: nodes }, (__, b) => a === b));
  for (let round = 0; round < nodes; round++)
    for (const [i, source] of from.entries()) for (const row of way) if (row[source]) row[to[i] ?? 0] = true;
  return way;
}

describe('stronglyConnected', () => {
  it('groups exactly the nodes that reach each other', () => {
    for (let seed = 0; seed < 40; seed++) {
      const matrix = randomMatrix(14, 8 + seed, seed);
      const part = stronglyConnected(14, matrix.from, matrix.to);
      const way = reachable(14, matrix);
      for (let a = 0; a < 14; a++)
        for (let b = 0; b < 14; b++)
          expect(part[a] === part[b]).toBe((way[a]?.[b] ?? false) && (way[b]?.[a] ?? false));
    }
  });

  it('follows a chain of a hundred thousand nodes', () => {
    const from = Int32Array.from({ length: 99_999 }, (_, at) => at);
    const part = stronglyConnected(
      100_000,
      from,
      from.map((at) => at + 1),
    );
    expect(new Set(part).size).toBe(100_000);
  });
});

describe('largestRealPart', () => {
  it('matches the eigenvalues to a hundredth', () => {
    for (let seed = 0; seed < 20; seed++) {
      const matrix = randomMatrix(25, 30 + 2 * seed, seed);
      const dense = Matrix.diag([...matrix.diagonal]);
      for (const [i, from] of matrix.from.entries()) {
        const to = matrix.to[i] ?? 0;
        dense.set(to, from, dense.get(to, from) + (matrix.weights[i] ?? 0));
      }
      const expected = Math.max(...new EigenvalueDecomposition(dense).realEigenvalues);
      expect(Math.abs(largestRealPart(matrix) - expected)).toBeLessThan(0.01);
    }
  });

  it('detects a growing oscillation: a loop of two genes with opposite signs', () => {
    // Eigenvalues −.3 ± .5 i.
    const found = largestRealPart({
      diagonal: Float64Array.of(-0.3, -0.3),
      from: Int32Array.of(0, 1),
      to: Int32Array.of(1, 0),
      weights: Float64Array.of(0.5, -0.5),
    });
    expect(found).toBeCloseTo(-0.3, 3);
  });
});
