/** The package as users get it: packed, installed offline into an empty folder, then used as a program, as a library and by its types. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { version } from '../../package.json';
import { edgesTsv, infer, openRun } from '../../src/library';

let folder = '';
/** The packed file in it. */
let packed = '';

async function inFolder(command: string, ...args: readonly string[]) {
  const shell = process.platform === 'win32';
  return promisify(execFile)(command, args, {
    cwd: folder,
    shell,
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
}

function installed(file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}

function compile(options: readonly string[]) {
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const args = [compiler, '--noEmit', '--strict', ...options, 'consumer.mts'];
  return inFolder(process.execPath, ...args).catch((error: unknown) => error);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modulode-package-'));
  const shell = process.platform === 'win32';
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--json', '--silent', '--pack-destination', folder],
    {
      shell,
    },
  );
  [packed] = /[\w.-]+\.tgz/u.exec(stdout) ?? [''];
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const cache = join(folder, 'cache');
  await inFolder('npm', 'install', '--offline', '--omit=optional', '--cache', cache, `./${packed}`);
  await cp('public/demo', join(folder, 'public/demo'), { recursive: true });
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the packed package, installed elsewhere without a network', () => {
  it('learns as a program what the source learns, and writes a run that opens', async () => {
    const asked = ['--preset', 'H', '--steps', '40', '--seed', '3', '--device', 'processor'];
    await inFolder(
      'npx',
      '--no-install',
      'modulode',
      'infer',
      'public/demo/myeloid.h5ad',
      '--out',
      'run',
      ...asked,
    );
    const files = [new File([await readFile('public/demo/myeloid.h5ad')], 'myeloid.h5ad')];
    const { run } = await infer({ files, settings: { preset: 'H', steps: 40, seed: 3 } });
    expect(await installed('run/edges.tsv')).toBe(edgesTsv(run.result.network));
    expect(openRun(await installed('run/run.modulode.json')).run.result.network).toEqual(run.result.network);
  });

  it.skipIf(process.platform === 'win32')(
    'is installed by the script of the containers, and learns the same',
    async () => {
      const script = resolve('workflow/container/install.sh');
      const { stdout } = await inFolder('sh', script, packed, join(folder, 'prefix'));
      expect(stdout).toContain(version);
      const asked = ['--preset', 'H', '--steps', '40', '--seed', '3', '--device', 'processor', '--quiet'];
      await inFolder(
        'prefix/bin/modulode',
        'infer',
        'public/demo/myeloid.h5ad',
        '--out',
        'contained',
        ...asked,
      );
      expect(await installed('contained/edges.tsv')).toBe(await installed('run/edges.tsv'));
    },
  );

  it('has the gene sets of the page', async () => {
    const { stdout } = await inFolder(
      'npx',
      '--no-install',
      'modulode',
      'enrich',
      'run',
      '--sets',
      'hallmark',
      '--json',
    );
    const { sets } = z.object({ sets: z.number() }).parse(JSON.parse(stdout));
    expect(sets).toBe(50);
  });

  it('has the schema of what a command prints, under the name of the command', async () => {
    await writeFile(
      join(folder, 'schema.cjs'),
      "console.log(require('modulode/schemas/infer.json').title, '/', require('modulode/schemas/error.json').$schema)",
    );
    const { stdout } = await inFolder(process.execPath, 'schema.cjs');
    expect(stdout).toBe(
      'What modulode infer prints with --json / https://json-schema.org/draft/2020-12/schema\n',
    );
  });

  it('ends with exit code 2 and a sentence for an unusable file, and writes nothing', async () => {
    await writeFile(join(folder, 'broken.h5ad'), 'nothing of the kind');
    const failure: unknown = await inFolder(
      'npx',
      '--no-install',
      'modulode',
      'infer',
      'broken.h5ad',
      '--out',
      'none',
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('broken.h5ad') });
    expect(failure).not.toMatchObject({ stderr: expect.stringMatching(/^ +at /mu) });
    expect((await readdir(folder)).filter((name) => name.includes('none'))).toEqual([]);
  });

  it('runs the examples of docs/library.md with the documented output', async () => {
    const blocks = await blocksOf('docs/library.md');
    const every = (rest: number) => blocks.filter((_, at) => at % 2 === rest).join('');
    await writeFile(join(folder, 'examples.mjs'), every(0));
    const { stdout } = await inFolder(process.execPath, 'examples.mjs');
    expect(stdout).toBe(every(1));
  });

  it.skipIf(process.platform === 'win32')('prints in a shell the output shown in docs/guide.md', async () => {
    const session =
      (await blocksOf('docs/guide.md')).find((block) => block.startsWith('$ npx modulode')) ?? '';
    for (const part of session.split(/^\$ /mu).slice(1)) {
      const [command = '', ...printed] = part.split('\n');
      const { stdout } = await inFolder('sh', '-c', `${command} 2>&1`);
      expect(stdout).toBe(printed.join('\n'));
    }
  });

  it('has its names and types in docs/api.md', async () => {
    const check = promisify(execFile)(process.execPath, ['scripts/api.mjs', '--check']);
    await expect(check).resolves.toMatchObject({ stderr: '' });
  });

  it('has types for Node’s resolution and for bundlers, libraries checked', async () => {
    const consumer = `
import { infer, ModulodeError, openRun, presets, type LearnedRun } from 'modulode';
export async function learn(files: readonly File[]): Promise<LearnedRun> {
  const run = await infer({ files, settings: { ...presets.H, seed: 1 }, onProgress: ({ step }) => step.toFixed() });
  const [edge] = run.edges(1);
  edge?.weight.toFixed();
  // @ts-expect-error a gene is set to a number
  run.predict({ GATA1: 'out' });
  return openRun(run.toRunFile());
}
export const tagOf = (error: unknown) => (error instanceof ModulodeError ? error.problem.tag : null);
`;
    await writeFile(join(folder, 'consumer.mts'), consumer);
    const common = ['--skipLibCheck', 'false', '--target', 'es2022', '--lib', 'es2023,dom'];
    for (const resolution of [
      ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
      ['--module', 'node16', '--moduleResolution', 'node16'],
      ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ])
      expect(await compile([...common, ...resolution])).toEqual({ stdout: '', stderr: '' });
  });

  it('keeps Node out of what a bundler follows from the library', async () => {
    const seen = new Set(['index.js']);
    for (const file of seen) {
      const code = await installed(join('node_modules/modulode/lib', file));
      for (const [, name = ''] of code.matchAll(/(?:from|import\(?)\s*["']([^"'\s]+\.js)["']/gu))
        seen.add(join(file, '..', name));
      expect(code).not.toMatch(/^import .*from "node:/mu);
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});

/** Code blocks of a page, in order. */
async function blocksOf(page: string): Promise<readonly string[]> {
  const text = await readFile(page, 'utf8');
  return Array.from(text.matchAll(/^```\w*\n(.*?)^```$/gmsu), ([, block = '']) => block);
}
