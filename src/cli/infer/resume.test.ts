import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  contentsOf,
  demo,
  done,
  impatient,
  quick,
  run,
  temporaryFolder,
} from '../../../tests/support/cli/inferRuns';
import type { Network } from '../../network/network';
import { meanNetwork, seedsTsv, type SeedRun } from './seeds';

const { at, remove } = temporaryFolder();
afterAll(remove);

describe('a run that was broken off', () => {
  const options = ['--steps', '20', '--set', 'cellBatch=64'];

  it('leaves a checkpoint and goes on from it to the same bytes', async () => {
    await done([demo, '--out', at('uninterrupted'), ...options]);
    const stopped = await run([demo, '--out', at('stopped'), ...options], impatient(/step 1 of 20/));
    expect(stopped.code).toBe(1);
    expect(stopped.told).toContain(`modulode infer --resume ${at('stopped')}`);
    expect(readdirSync(at('stopped'))).toEqual(['checkpoint.modulode.json']);
    // As a job leaves it that is killed while it writes.
    writeFileSync(at('stopped/.checkpoint.modulode.json.77.part'), '{');
    const inTheWay = await run([demo, '--out', at('stopped'), ...options]);
    expect(inTheWay.code).toBe(2);
    expect(inTheWay.told).toContain('--resume');
    await done(['--resume', at('stopped')]);
    expect(contentsOf(at('stopped'))).toEqual(contentsOf(at('uninterrupted')));
    expect((await run(['--resume', at('stopped')])).told).toContain('holds a run that is finished');
  });

  it('writes nothing where it was broken off before it began', async () => {
    let asked = 0;
    const early = await run([demo, '--out', at('early'), ...options], {
      onInterrupt: (listener) => {
        asked++;
        listener();
        return () => undefined;
      },
    });
    expect([early.code, asked, existsSync(at('early'))]).toEqual([1, 1, false]);
  });

  it('what was kept on the way is gone once the run is finished', async () => {
    let time = 0;
    const { code } = await run([demo, '--out', at('slow'), ...options], { now: () => (time += 200_000) });
    expect(code).toBe(0);
    expect(readdirSync(at('slow'))).not.toContain('checkpoint.modulode.json');
    expect(existsSync(at('slow/report.html'))).toBe(true);
  });

  it('goes on neither with other data nor from a damaged checkpoint, and changes nothing', async () => {
    copyFileSync(demo, at('data.h5ad'));
    await run([at('data.h5ad'), '--out', at('kept'), ...options], impatient(/step 1 of 20/));
    const checkpoint = readFileSync(at('kept/checkpoint.modulode.json'), 'utf8');
    const bytes = readFileSync(at('data.h5ad'));
    writeFileSync(at('data.h5ad'), Buffer.concat([bytes, Buffer.alloc(1)]));
    const changed = await run(['--resume', at('kept')]);
    expect(changed.code).toBe(2);
    expect(changed.told).toContain('data.h5ad is not the file the run began with');
    writeFileSync(at('data.h5ad'), bytes);
    for (const text of [
      checkpoint.slice(0, 5000),
      '{"format":"other","version":1}',
      checkpoint.replace('"device":"auto"', '"device":"abacus"'),
    ]) {
      writeFileSync(at('kept/checkpoint.modulode.json'), text);
      const damaged = await run(['--resume', at('kept')]);
      expect(damaged.code).toBe(2);
      expect(damaged.told).toContain('cannot be used');
      expect(readFileSync(at('kept/checkpoint.modulode.json'), 'utf8')).toBe(text);
    }
    expect((await run(['--resume', at('nowhere')])).code).toBe(2);
    expect((await run(['--resume', at('kept'), '--seed', '3'])).code).toBe(2);
  });
});

describe('several seeds', () => {
  it('give a run folder each and their mean, also where they were broken off between', async () => {
    const args = [demo, ...quick, '--seeds', '3,1'];
    await done([...args, '--out', at('seeds')]);
    expect(readdirSync(at('seeds')).toSorted()).toEqual([
      'config.json',
      'edges.tsv',
      'log.txt',
      'seed-1',
      'seed-3',
      'seeds.tsv',
    ]);
    const [header, ...lines] = readFileSync(at('seeds/seeds.tsv'), 'utf8').trim().split('\n');
    expect(header).toMatch(/^seed\tsteps_kept\tkappa\t/);
    expect(lines.map((line) => line.split('\t')[0])).toEqual(['3', '1']);

    let seeds = 0;
    const onSecond = impatient(/step 1 of 20/);
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
    expect(contentsOf(at('alone'))).toEqual(contentsOf(at('seeds/seed-1')));
  });
});

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
