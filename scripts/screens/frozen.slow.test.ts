/** A frozen run beside the command that repeats it. That of the demo is compared by make-preview.slow.test.ts. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from '../../src/cli/program';
import { openRun } from '../../src/cli/runs';
import { frozenText, toldBy } from './frozen';
import { commandOf, frozenFile, sources } from './sources';

it('Sachs is learned again by the command beside its frozen run, byte for byte but for the program that it names', async () => {
  const source = sources.find(({ id }) => id === 'sachs');
  if (!source) throw new Error('no record');
  const [modulode, ...args] = commandOf(source).split(' ');
  expect([modulode, args.at(-1)]).toEqual(['modulode', 'sachs']);
  const out = join(await emptyFolder(), 'sachs');
  expect(await runCli([...args.slice(0, -1), out, '--quiet'], testHost())).toBe(0);
  const text = readFileSync(frozenFile('sachs'), 'utf8');
  const { program } = (await toldBy(text.trim())).snapshot;
  if (program === null) throw new Error('it names no program');
  const again = await frozenText(source, await openRun(out), program);
  expect(`${again}\n` === text, `${again}\ndiffers from\n${text}`).toBe(true);
});

const PYTHON = '/usr/bin/python3';
const canMake = spawnSync(PYTHON, ['-c', 'import anndata']).status === 0;
if (!canMake) console.warn(`Table of CellBox: skipped (needs ${PYTHON} with anndata)`);

it.skipIf(!canMake)('makes the drug screen from tables laid out as those of CellBox', async () => {
  const folder = await emptyFolder();
  const tables = join(folder, 'data');
  mkdirSync(tables);
  const activities = 'aMEK aAKT aHDAC aMDM2 aJAK aBRAFm aPKC aSTAT3 amTOR aPI3K aCDK4 aSRC'.split(' ');
  const left = Array(activities.length).fill('-9').join(',');
  writeFileSync(join(tables, 'node_Index.csv'), ['S6', 'AKTpS473', ...activities].join('\n'));
  writeFileSync(join(tables, 'expr_index.txt'), '901|1.5,HN|6   1   1\nRY|2          1   0\n');
  writeFileSync(join(tables, 'expr.csv'), `0.25,-1.5,${left}\n-0.5,0,${left}\n`);
  const made = join(folder, 'cellbox.h5ad');
  execFileSync(PYTHON, ['scripts/make-cellbox.py', tables, made], { stdio: 'pipe' });
  const read = `import anndata; a = anndata.read_h5ad(${JSON.stringify(made)}); print(a.obs.to_csv(), a.to_df().to_csv(), sep="")`;
  expect(execFileSync(PYTHON, ['-c', read], { encoding: 'utf8' }).trim().split('\n')).toEqual([
    ',compound,dose',
    's1,MEKi+HDACi,1.5+6',
    's2,CDK4i,2',
    ',S6,AKTpS473',
    's1,0.25,-1.5',
    's2,-0.5,0.0',
  ]);

  writeFileSync(join(tables, 'expr.csv'), `0.25,-1.5,${left}\n`);
  expect(spawnSync(PYTHON, ['scripts/make-cellbox.py', tables, made], { encoding: 'utf8' }).stderr).toContain(
    'expr.csv has 1 × 14 values, its indices 2 × 14.',
  );
});
