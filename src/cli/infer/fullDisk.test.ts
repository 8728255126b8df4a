/** A disk that is full when the run folder is written: one of its files is the device that never has room. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { done, run, smallScreen, temporaryFolder } from '../../../tests/support/cli/inferRuns';

const full = '/dev/full';
const { at, remove } = temporaryFolder();
afterAll(remove);

// macOS and Windows have no such device.
it.skipIf(!existsSync(full))(
  'a run whose folder finds the disk full keeps its training, which the same command writes without training again',
  async () => {
    const command = [smallScreen(at('small.csv')), '--out', at('run'), '--preset', 'H', '--steps', '20'];
    // Where the folder is written before it gets its name (runFolder.ts).
    const part = at(`.run.part-${process.pid}`);
    mkdirSync(part);
    symlinkSync(full, `${part}/run.modulode.json`);
    const failed = await run(command);
    expect(failed.told).toContain('cannot be written');
    expect(failed.code).toBe(1);
    expect(failed.told).toContain('ENOSPC');
    expect(failed.told).toMatch(/The trained run is kept in .*checkpoint\.modulode\.json.*the same command/s);
    expect(readdirSync(at(''))).toEqual(['run', 'small.csv']);
    expect(readdirSync(at('run'))).toEqual(['checkpoint.modulode.json']);
    await done(command);
    expect(readFileSync(at('run/log.txt'), 'utf8')).toContain('Resumed training on small.csv from step 20');
    expect(readdirSync(at('run'))).toContain('run.modulode.json');
  },
);
