import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './program';
import { testHost } from '../../tests/support/cli/testHost';
import { emptyFolder } from '../../tests/support/cli/testRun';

async function run(...args: string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, text: host.printed(), told: host.told.join('\n') };
}

describe('what cannot be meant', () => {
  it('is told as a JSON document too, where one was asked for', async () => {
    const { code, text, told } = await run('predict', 'run1', '--perturb', 'GATA1=7', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(text)).toEqual({
      error: {
        title: 'What was typed cannot be meant',
        why: "Option '--perturb <levels>' argument 'GATA1=7' is invalid. Allowed is a number from 0 to 3.",
        next: 'The option --help lists what there is.',
      },
    });
    expect(told).toContain('GATA1=7');
    expect((await run('predict', 'run1', '--perturb', 'GATA1=7')).text).toBe('');
  });

  it('is an empty path, as of a variable that is not set', async () => {
    expect((await run('infer', 'public/demo/myeloid.h5ad', '--out', '')).told).toMatch(/^--out is missing/);
    expect((await run('inspect', '')).told).toMatch(/^An empty path cannot be read/);
  });
});

describe('a folder without a finished run', () => {
  it('is told what it holds instead', async () => {
    const folder = await emptyFolder();
    expect((await run('evaluate', folder)).told).toContain('Give the folder that infer wrote.');
    await mkdir(join(folder, 'seed-3'));
    expect((await run('evaluate', folder)).told).toContain(`such as ${join(folder, 'seed-3')}.`);
    await writeFile(join(folder, 'checkpoint.modulode.json'), '{}');
    expect((await run('evaluate', folder)).told).toContain(`modulode infer --resume ${folder}`);
  });
});
