import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, savedRun, trainedRun } from '../../tests/support/cli/commands';
import { smallScreen } from '../../tests/support/cli/inferRuns';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';
import { runFileName } from './runs';

let run: string;
let folder: string;
const at = (name: string) => join(folder, name);
const inRun = () => join(run, runFileName);

beforeAll(async () => {
  run = await savedRun(await trainedRun());
  folder = await emptyFolder();
  smallScreen(at('screen.csv'));
  symlinkSync(at('screen.csv'), at('link.csv'));
  writeFileSync(at('known.tsv'), 'source\ttarget\nG0\tG1\n');
  copyFileSync(join(run, runFileName), at('copy.modulode.json'));
});

describe('a file that a command reads is not written over', () => {
  it.each<readonly [string, () => readonly string[], () => string]>([
    ['data', () => ['prepare', at('screen.csv'), '--out', at('screen.csv')], () => at('screen.csv')],
    [
      'data through a link',
      () => ['prepare', at('screen.csv'), '--out', at('link.csv')],
      () => at('screen.csv'),
    ],
    [
      'known edges',
      () => ['refine', run, '--knowledge', at('known.tsv'), '--out', at('known.tsv')],
      () => at('known.tsv'),
    ],
    ['the run of a folder', () => ['predict', run, '--perturb', 'G0=0', '--out', inRun()], inRun],
    [
      'the second run',
      () => ['compare', run, at('copy.modulode.json'), '--out', at('copy.modulode.json')],
      () => at('copy.modulode.json'),
    ],
    [
      'a reference',
      () => ['evaluate', run, '--truth', at('known.tsv'), '--out', at('known.tsv')],
      () => at('known.tsv'),
    ],
  ])('%s', async (_, args, kept) => {
    const before = readFileSync(kept(), 'utf8');
    const host = testHost();
    expect(await runCli(args(), host)).toBe(2);
    expect(host.messages.join('\n')).toMatch(
      /is a file that this command reads\n[^]*Give --out another name/u,
    );
    expect(host.printed()).toBe('');
    expect(readFileSync(kept(), 'utf8')).toBe(before);
  });

  it('but results of before, in the folder of the run too', async () => {
    const out = join(run, 'predicted.tsv');
    for (const _ of [1, 2])
      expect(await runCli(['predict', run, '--perturb', 'G0=0', '--out', out], testHost())).toBe(0);
  });
});
