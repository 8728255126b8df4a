/** `modulode design`: its numbers beside simulated screens, and what it prints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testHost } from '../../tests/support/cli/testHost';
import { knownScreen } from '../../tests/support/effects/knownScreen';
import { simulatedSamples, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { measureEffects } from '../effects/measure';
import { plannedTest, powerOf, typicalScreen } from '../effects/power';
import { designFromPilot } from '../present/report/design';
import { runCli } from './program';

const folder = mkdtempSync(join(tmpdir(), 'design-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function design(...args: string[]) {
  const host = testHost();
  const code = await runCli(['design', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

const percentOf = (text: string, before: string) =>
  Number(new RegExp(`${before}: (\\d+)\\s%`).exec(text)?.[1]);

describe('typical values', () => {
  it.each([
    [3, 60],
    [2, 120],
  ])('give the power that simulated screens of %d guides with %d cells have', async (guides, cells) => {
    const shares = Array.from({ length: 25 }, () => 0.1);
    const made = { genes: 600, shares, guides, cells, controlCells: cells, offTarget: 0 };
    const sums = new Map<string, { tests: number; predicted: number; seen: number }>();
    for (const seed of [631, 632]) {
      const { screen, change, expected } = simulatedScreen(made, seed);
      const { genes, tests, mean } = await measureEffects(screen, 'controls', () => undefined);
      tests.p.forEach((p, at) => {
        const gene = at % genes.length;
        const place = Math.floor(at / genes.length) * 600 + Number(genes[gene]?.slice(4));
        const level = mean[gene] ?? NaN;
        if (change[place] === 0 || !Number.isFinite(p) || !(level >= 0.1)) return;
        const fold = Math.exp(expected[place] ?? NaN);
        const key = `${fold < 1 ? 'fall' : 'rise'} ${level < 0.5 ? 'weak' : 'strong'}`;
        const sum = sums.get(key) ?? { tests: 0, predicted: 0, seen: 0 };
        sum.tests += 1;
        sum.predicted += powerOf(plannedTest(level, cells, guides), fold);
        sum.seen += Number(p <= typicalScreen.limit);
        sums.set(key, sum);
      });
    }
    expect(sums.size).toBe(4);
    for (const { tests, predicted, seen } of sums.values()) {
      expect(tests).toBeGreaterThan(250);
      expect(Math.abs(predicted - seen) / tests).toBeLessThan(0.08);
    }
  });

  it('are named with the power, and what would be needed gives 80 %', async () => {
    const { code, text } = await design('--effect', '.5', '--cells', '60');
    expect(code).toBe(0);
    expect(text).toContain(
      'Power to find ÷ 2.0 with 3 guides of 60 cells, from typical values: dispersion 0.5',
    );
    const cells = /1 counts a cell: .* 3 guides of (\d+) cells/.exec(text)?.[1] ?? '';
    const again = await design('--effect', '.5', '--cells', cells);
    expect(Math.abs(percentOf(again.text, ' 1 counts a cell') - 80)).toBeLessThanOrEqual(1);
    const deep = await design('--depth', '3');
    expect(deep.text).toMatch(/ {2}0\.3 counts a cell: .*\n {2}0\.9 counts/);
    expect((await design('--effect', '1')).told).toContain('--effect 1 is no change');
  });
});

it('a pilot gives its own power, which grows with guides, cells and depth', async () => {
  const path = join(folder, 'pilot.csv');
  writeFileSync(
    path,
    knownScreen((_, cell) => `lane${cell % 2}`),
  );
  const power = async (...options: string[]) => {
    const { code, text } = await design(path, '--effect', '.9', ...options);
    expect(code).toBe(0);
    return Number(/: (\d+)\s% in a typical gene/.exec(text)?.[1]);
  };
  const first = await power();
  for (const more of [
    ['--guides', '6'],
    ['--cells', '120'],
    ['--depth', '3'],
  ])
    expect(await power(...more)).toBeGreaterThan(first);
  expect((await design(path)).text).toContain('The pilot has 60 cells of each of 3 guides');
});

it('refuses options of a pilot where there is none', async () => {
  const { code, text, told } = await design('--control', 'NT', '--cells', '60');
  expect([code, text]).toEqual([2, '']);
  expect(told).toContain('There is no pilot that these options could read');
});

const powerOfSamples = (text: string | null) => percentOf(text ?? '', 'samples');

it('a pilot of samples is told in samples, and its power is that of a larger experiment', async () => {
  const made = { genes: 400, controls: 6, singles: 8, share: 0.1, pairs: [], values: 'log-ratio' } as const;
  const plan = { effect: 1.3, depth: 1 };
  const pilot = (replicates: number) => simulatedSamples({ ...made, replicates }, 641);
  const small = await designFromPilot(pilot(3), plan);
  expect(small).toMatch(/^The pilot has 3 samples of a typical perturbation, and 400 tested genes\.\n/);
  expect(small).toMatch(/in a typical gene: \d+ samples\.\n$/);
  const planned = powerOfSamples(await designFromPilot(pilot(3), { ...plan, cells: 6 }));
  expect(planned).toBeGreaterThan(powerOfSamples(small) + 5);
  expect(Math.abs(planned - powerOfSamples(await designFromPilot(pilot(6), plan)))).toBeLessThan(10);
  expect(await designFromPilot(pilot(3), { ...plan, depth: 2 })).toContain('The depth is that of the pilot');
});
