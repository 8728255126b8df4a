/** The Python package as users of scanpy get it: its wheel, installed without a network into an empty folder, and its own tests there. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PYTHON = '/usr/bin/python3';
const has = (...modules: readonly string[]) =>
  spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`]).status === 0;
const canRun = has('anndata', 'pandas');
const hasPip = has('pip');
if (!canRun) console.warn(`Python package: skipped (needs ${PYTHON} with anndata and pandas)`);

let folder = '';
let wheel = '';

/** In `folder`, so that nothing is found beside the tests; its environment names no other engine. */
function python(...args: readonly string[]) {
  const environment = {
    ...process.env,
    MODULODE: '',
    MODULODE_NODE: '',
    MODULODE_TERMINAL: resolve('lib/bin.js'),
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: join(folder, 'installed'),
  };
  return promisify(execFile)(PYTHON, args, { cwd: folder, env: environment });
}

const pip = (...args: readonly string[]) =>
  python('-m', 'pip', '--quiet', args[0] ?? '', '--no-index', '--no-deps', ...args.slice(1));

beforeAll(async () => {
  if (!canRun) return;
  folder = await mkdtemp(join(tmpdir(), 'modulode-python-'));
  const { stdout } = await python(resolve('python/backend.py'), folder);
  [wheel = ''] = /^.*\.whl(?=:)/u.exec(stdout) ?? [];
  // Debian's Python may have no pip, which does with such a wheel what unpacking does.
  const installed = join(folder, 'installed');
  await (hasPip
    ? pip('install', '--target', installed, wheel)
    : python('-m', 'zipfile', '-e', wheel, installed));
}, 120_000);

afterAll(async () => {
  if (canRun) await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!canRun)('the Python package', () => {
  it('gives scanpy, installed without a network, what the terminal writes', async () => {
    const tests = resolve('python/tests');
    const { stderr } = await python(
      '-W',
      'ignore::ResourceWarning',
      '-m',
      'unittest',
      'discover',
      '-s',
      tests,
    );
    expect(stderr).toMatch(/^Ran (?:1[5-9]|[2-9]\d) tests.*\nOK\n$/msu);
  }, 300_000);

  it.skipIf(!hasPip)('is the same wheel, to the byte, where pip builds it from a clone', async () => {
    await pip('wheel', '--wheel-dir', join(folder, 'built'), resolve('python'));
    const built = await readFile(wheel.replace(folder, join(folder, 'built')));
    expect(built.equals(await readFile(wheel))).toBe(true);
  });
});
