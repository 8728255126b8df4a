import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import type { Network } from '../../network/network';
import { contentsOf, withoutEffects } from '../../../tests/support/cli/contentsOf';
import {
  done,
  interruptOn,
  quick,
  run,
  smallScreen,
  temporaryFolder,
} from '../../../tests/support/cli/inferRuns';
import { meanNetwork, seedsTsv, type SeedRun } from './seeds';

const { at, remove } = temporaryFolder();
afterAll(remove);

it('several seeds give a run folder each and their mean, also when interrupted and resumed', async () => {
  const args = [smallScreen(at('small.csv')), ...quick, '--seeds', '3,1'];
  await done([...args, '--out', at('seeds')]);
  expect(readdirSync(at('seeds')).toSorted()).toEqual([
    'config.json',
    'edges.tsv',
    'effects',
    'log.txt',
    'seed-1',
    'seed-3',
    'seeds.tsv',
  ]);
  const [header, ...lines] = readFileSync(at('seeds/seeds.tsv'), 'utf8').trim().split('\n');
  expect(header).toMatch(/^seed\tsteps_kept\tkappa\t/);
  expect(lines.map((line) => line.split('\t')[0])).toEqual(['3', '1']);

  let seeds = 0;
  const onSecond = interruptOn(/step 1 of 20/);
  const stopped = await run([...args, '--out', at('halves')], {
    ...onSecond,
    status: (line) => {
      if (/step 1 of 20/.test(line)) seeds++;
      if (seeds === 2) onSecond.status?.(line);
    },
  });
  expect(stopped.code).toBe(1);
  expect(readdirSync(at('halves')).toSorted()).toEqual(['checkpoint.modulode.json', 'seed-3']);
  await done(['--resume', at('halves')]);
  expect(contentsOf(at('halves'))).toEqual(contentsOf(at('seeds')));

  await done(['--config', at('seeds/seed-1/config.json'), '--out', at('alone')]);
  expect(withoutEffects(at('alone'))).toEqual(withoutEffects(at('seeds/seed-1')));
});

/** Two regulators of three genes; self-edges are 0. */
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

it('the mean network ranks edges by mean rank, with the sizes of the first seed and the share of seeds that agree in sign', () => {
  // Ranks of size, 1 the smallest: a→b 4 3 4, a→c 3 2 3, b→a 2 4 2, b→c 1 1 1. Votes of b→a: 2 − 4 + 2 = 0, so the first seed decides.
  const { weights, stability } = meanNetwork(runs);
  expect([...weights]).toEqual([0, 4, -2.5, 2.5, 0, 1]);
  expect([...(stability ?? [])].map((share) => Math.round(3 * share))).toEqual([0, 3, 2, 2, 0, 2]);
});

it('the mean of one seed is its network', () => {
  const [only] = runs;
  expect(only && meanNetwork([only]).weights).toEqual(only?.network.weights);
});

it('seeds.tsv has a line per seed, with empty cells for missing numbers', () => {
  expect(seedsTsv(runs)).toBe('seed\tkappa\theld_out_error\n1\t0.125\t\n2\t0.25\t\n3\t0.375\t\n');
});
