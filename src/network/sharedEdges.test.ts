import { expect, it } from 'vitest';
import type { Network } from './network';
import { sharedEdges } from './sharedEdges';

const network = (weights: readonly number[]): Network => ({
  genes: ['A', 'B', 'C'],
  regulators: Int32Array.of(0, 1),
  weights: Float32Array.from(weights),
  stability: null,
});

it('takes the edges of any network, with the share that has it and the sign on which all agree', () => {
  const edges = sharedEdges([network([0, 2, -1, 0, 0, 0]), network([0, 3, 1, 0, 0, 4])]);
  expect(edges).toEqual([
    { source: 'A', target: 'B', sign: 1, confidence: 1 },
    { source: 'A', target: 'C', sign: 0, confidence: 1 },
    { source: 'B', target: 'C', sign: 1, confidence: 0.5 },
  ]);
});

it('takes two edges per gene at most', () => {
  const genes = Array.from({ length: 5 }, (_, gene) => `G${gene}`);
  const whole = { genes, regulators: Int32Array.from(genes.keys()), stability: null };
  expect(sharedEdges([{ ...whole, weights: new Float32Array(25).fill(1) }])).toHaveLength(10);
});
