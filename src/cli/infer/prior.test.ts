/** `modulode infer --prior`: from the file to the run folder. */
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import {
  done,
  uncompared,
  run,
  smallScreen,
  temporaryFolder,
  timeout,
} from '../../../tests/support/cli/inferRuns';
import { openRun } from '../runs';
import { configAt } from './configFile';

const { at, remove } = temporaryFolder();
afterAll(remove);

const screen = smallScreen(at('small.csv'));
writeFileSync(at('known.tsv'), 'source\ttarget\tsign\nA\tB\t+\nC\tD\t-\nE\tX\t+\n');

it(
  'a known network is used with the strength that was asked for, stays with the run, and is in its configuration',
  async () => {
    const prior = ['--prior', at('known.tsv'), '--prior-strength', '2'];
    const { told } = await done([screen, ...uncompared, ...prior, '--out', at('known')]);
    expect(told.replaceAll(' ', ' ')).toContain(
      'Known network: known.tsv. It covers 3 of 6 candidate regulators with 2 of its 3 edges, 2 of them with a sign.',
    );
    const { dataset } = await openRun(at('known'));
    expect(dataset.knowledge).toMatchObject({ name: 'known.tsv', asked: 2, strength: 2 });
    expect(dataset.edgePenalty).toHaveLength(36);
    expect(dataset.knowledge?.edges).toEqual([
      { source: 'A', target: 'B', sign: 1 },
      { source: 'C', target: 'D', sign: -1 },
      { source: 'E', target: 'E', sign: 0 },
    ]);
    const config = await configAt(at('known/config.json'));
    expect(config).toMatchObject({ prior: at('known.tsv'), priorStrength: 2 });
    expect(config.inputs?.map(({ name }) => name)).toEqual(['small.csv', 'known.tsv']);
  },
  timeout,
);

it('refuses a strength without a network, a strength out of range, and a network of other genes', async () => {
  const refused = async (...args: readonly string[]) => {
    const { code, told } = await run([screen, ...args, '--out', at('none')]);
    expect([code, existsSync(at('none'))]).toEqual([2, false]);
    return told;
  };
  expect(await refused('--prior-strength', '1')).toContain('without --prior');
  expect(await refused('--prior', at('known.tsv'), '--prior-strength', '9')).toContain('from 0 to 5');
  expect(await refused('--prior', 'trrust-human')).toContain('has no edge between genes of this data set');
  expect(await refused('--prior', at('missing.tsv'))).toContain('missing.tsv cannot be read');
});
