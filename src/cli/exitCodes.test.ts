/** What the exit codes mean, as the help and docs/command-line.md say. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { interruptOn, smallScreen, temporaryFolder, uncompared } from '../../tests/support/cli/inferRuns';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

const { at, remove } = temporaryFolder();
afterAll(remove);

const small = smallScreen(at('small.csv'));

async function printed(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, text: host.printed() };
}

describe('the exit code', () => {
  it('is 0 for success, help included', async () => {
    expect((await printed('methods')).code).toBe(0);
    expect((await printed('export', '--help')).code).toBe(0);
  });

  it('is 1 for an interrupted run, and the same command goes on', async () => {
    const args = ['infer', small, '--out', at('interrupted'), ...uncompared];
    const host = testHost();
    const code = await runCli([...args, '--json'], { ...host, ...interruptOn(/step 1 of 20/u) });
    expect(code).toBe(1);
    const document: unknown = JSON.parse(host.printed());
    expect(document).toMatchObject({ error: { next: expect.stringContaining('--resume') } });
    expect((await printed(...args)).code).toBe(0);
  });

  it('is 2 for what cannot be used, and nothing is written', async () => {
    const out = at('nothing');
    expect((await printed('infer', at('none.csv'), '--out', out)).code).toBe(2);
    expect((await printed('infer', small, '--out', out, '--steps', 'many')).code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it('is told by the help and on the page', async () => {
    const { text } = await printed('--help');
    expect(text).toMatch(/Exit codes: 0 success; 1 .*; 2 /su);
    const page = readFileSync('docs/command-line.md', 'utf8');
    const [, table = ''] = /^\*\*Exit codes\.\*\*.*?\n\n(.*?)\n\n/msu.exec(page) ?? [];
    expect([...table.matchAll(/^\| (\d) /gmu)].map(([, code]) => Number(code))).toEqual([0, 1, 2]);
  });
});
