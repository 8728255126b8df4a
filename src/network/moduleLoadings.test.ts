import { expect, it } from 'vitest';
import { moduleLoadings } from './moduleLoadings';

it('is the cosine of a gene’s incoming edges with the mean direction of its module', () => {
  // Two regulators; genes 0 and 1 point along (1, 0) and (0, 1), gene 2 along their middle, gene 3 against it, gene 4 nowhere.
  const network = {
    genes: ['a', 'b', 'c', 'd', 'e'],
    regulators: Int32Array.from([0, 1]),
    weights: Float32Array.from([2, 0, 3, -1, 0, 0, 5, 3, -1, 0]),
    stability: null,
  };
  const modules = [
    { name: 'M1', genes: [0, 1], regulators: [], stability: null },
    { name: 'M2', genes: [0], regulators: [], stability: null },
  ];
  const half = Math.SQRT1_2;
  const expected = [half, 1, half, 0, 1, half, -1, -half, 0, 0];
  const loadings = moduleLoadings(network, modules);
  expect(loadings).toHaveLength(10);
  for (const [at, value] of expected.entries()) expect(loadings[at]).toBeCloseTo(value, 6);
});
