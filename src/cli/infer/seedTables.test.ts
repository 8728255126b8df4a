import { expect, it } from 'vitest';
import type { Network } from '../../network/network';
import { meanNetwork, seedsTsv, type SeedRun } from './seeds';

/** Two regulators of three genes; the pair of a regulator with itself is 0. */
function seedRun(seed: number, weights: readonly number[]): SeedRun {
  const network: Network = {
    genes: ['a', 'b', 'c'],
    regulators: Int32Array.of(0, 1),
    weights: Float32Array.from(weights),
    stability: null,
  };
  return { seed, network, measured: { kappa: seed / 8, held_out_error: null } };
}

const runs = [
  seedRun(1, [0, 4, -3, 2, 0, 1]),
  seedRun(2, [0, 5, 2, -9, 0, 1]),
  seedRun(3, [0, 7, -6, 1, 0, -0.5]),
];

it('ranks edges by the mean of their ranks, at the sizes of the first seed, with the share of seeds that agree in sign', () => {
  // Ranks of size, 1 the smallest: a→b 4 3 4, a→c 3 2 3, b→a 2 4 2, b→c 1 1 1. Votes of b→a: 2 − 4 + 2 = 0, so the first seed decides.
  const { weights, stability } = meanNetwork(runs);
  expect([...weights]).toEqual([0, 4, -2.5, 2.5, 0, 1]);
  expect([...(stability ?? [])].map((share) => Math.round(3 * share))).toEqual([0, 3, 2, 2, 0, 2]);
});

it('is the network itself where there is one seed', () => {
  const [only] = runs;
  expect(only && meanNetwork([only]).weights).toEqual(only?.network.weights);
});

it('is told as a line for each seed, empty where nothing was measured', () => {
  expect(seedsTsv(runs)).toBe('seed\tkappa\theld_out_error\n1\t0.125\t\n2\t0.25\t\n3\t0.375\t\n');
});
