import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../../../tests/support/cli/contentsOf';
import { done, interruptOn, run, smallScreen, temporaryFolder } from '../../../tests/support/cli/inferRuns';

const { at, remove } = temporaryFolder();
afterAll(remove);
const small = smallScreen(at('small.csv'));

describe('an interrupted run', () => {
  const options = ['--steps', '20', '--set', 'cellBatch=64'];

  it('leaves a checkpoint; the same command, and --resume, continue it to the same bytes', async () => {
    await done([small, '--out', at('uninterrupted'), ...options]);
    const stopped = await run([small, '--out', at('stopped'), ...options], interruptOn(/step 1 of 20/));
    expect(stopped.code).toBe(1);
    expect(stopped.told).toContain(`modulode infer --resume ${at('stopped')}`);
    expect(readdirSync(at('stopped'))).toEqual(['checkpoint.modulode.json']);
    // Left behind by a job killed while writing.
    writeFileSync(at('stopped/.checkpoint.modulode.json.77.part'), '{');
    const other = await run([small, '--out', at('stopped'), ...options, '--seed', '8']);
    expect(other.code).toBe(2);
    expect(other.told).toContain('It was begun with other data or options');
    expect(other.told).toContain('--resume');
    const again = [small, '--out', at('stopped'), ...options];
    const later = await run(again, interruptOn(/step \d+ of 20/));
    expect(later.code).toBe(1);
    expect(later.told).toContain('holds this run, interrupted: it continues');
    const [, steps] = /Stopped after (\d+) steps/.exec(later.told) ?? [];
    expect(Number(steps)).toBeGreaterThan(1);
    await done(['--resume', at('stopped')]);
    expect(contentsOf(at('stopped'))).toEqual(contentsOf(at('uninterrupted')));
    expect((await run(['--resume', at('stopped')])).told).toContain('holds a finished run');
  });

  it('writes nothing if interrupted before training', async () => {
    let asked = 0;
    const early = await run([small, '--out', at('early'), ...options], {
      onInterrupt: (listener) => {
        asked++;
        listener();
        return () => undefined;
      },
    });
    expect([early.code, asked, existsSync(at('early'))]).toEqual([1, 1, false]);
  });

  it('removes its checkpoint when it is finished', async () => {
    let time = 0;
    const { code } = await run([small, '--out', at('slow'), ...options], { now: () => (time += 200_000) });
    expect(code).toBe(0);
    expect(readdirSync(at('slow'))).not.toContain('checkpoint.modulode.json');
    expect(existsSync(at('slow/report.html'))).toBe(true);
  });

  it('refuses other data and damaged checkpoints, and changes nothing', async () => {
    copyFileSync(small, at('data.csv'));
    await run([at('data.csv'), '--out', at('kept'), ...options], interruptOn(/step 1 of 20/));
    const checkpoint = readFileSync(at('kept/checkpoint.modulode.json'), 'utf8');
    const bytes = readFileSync(at('data.csv'));
    writeFileSync(at('data.csv'), Buffer.concat([bytes, Buffer.from('\n')]));
    const changed = await run(['--resume', at('kept')]);
    expect(changed.code).toBe(2);
    expect(changed.told).toContain('data.csv is not the file the run began with');
    writeFileSync(at('data.csv'), bytes);
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
