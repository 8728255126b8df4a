/** A disk that is full when the run folder is written, with a mock of the one function that writes its files. */
import { readdirSync, readFileSync } from 'node:fs';
import type * as files from 'node:fs/promises';
import { afterAll, expect, it, vi } from 'vitest';
import { done, run, smallScreen, temporaryFolder } from '../../../tests/support/cli/inferRuns';

const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof files>();
  const writeFile: typeof actual.writeFile = async (...given) => {
    if (disk.isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    await actual.writeFile(...given);
  };
  return { ...actual, writeFile };
});

const { at, remove } = temporaryFolder();
afterAll(remove);

it('a run whose folder finds the disk full keeps its training, which the same command writes without training again', async () => {
  const command = [smallScreen(at('small.csv')), '--out', at('run'), '--preset', 'H', '--steps', '20'];
  disk.isFull = true;
  const failed = await run(command);
  expect(failed.told).toContain('cannot be written');
  expect(failed.code).toBe(1);
  expect(failed.told).toContain('ENOSPC');
  expect(failed.told).toMatch(/The trained run is kept in .*checkpoint\.modulode\.json.*the same command/s);
  expect(readdirSync(at(''))).toEqual(['run', 'small.csv']);
  expect(readdirSync(at('run'))).toEqual(['checkpoint.modulode.json']);
  disk.isFull = false;
  await done(command);
  expect(readFileSync(at('run/log.txt'), 'utf8')).toContain('Resumed training on small.csv from step 20');
  expect(readdirSync(at('run'))).toContain('run.modulode.json');
});
