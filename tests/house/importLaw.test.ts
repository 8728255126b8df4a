/** The linter, with the rules of the project, refuses a forbidden import of each kind in a small tree of files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A file and its import. */
type Case = readonly [string, string];

const forbidden: readonly Case[] = [
  ['src/numerics/a.ts', '../dataset/x'],
  ['src/dataset/readers/a.ts', '../../dynamics/x'],
  ['src/dynamics/a.ts', '../simulation/x'],
  ['src/inference/benchmark/a.ts', '../../share/x'],
  ['src/share/a.ts', '../present/text/x'],
  ['src/present/report/a.ts', '../../app/session/x'],
  ['src/present/a.ts', '../cli/x'],
  ['src/network/a.ts', '../../workers/protocol'],
  ['src/network/b.ts', '../dynamics/x'],
  ['src/evaluation/b.ts', '../effects/x'],
  ['src/evaluation/a.ts', 'react'],
  ['src/dynamics/b.ts', '@tensorflow/tfjs-core'],
  ['src/evaluation/methods/a.ts', '@tensorflow/tfjs-core'],
  ['src/numerics/b.ts', '../../tests/support/x'],
  ['src/numerics/b.test.ts', '../dataset/x'],
  ['src/cli/a.ts', '../app/session/x'],
  ['src/cli/b.ts', '../effects/x'],
  ['src/cli/commands/a.ts', '../../library/x'],
  ['src/library/a.ts', '../cli/x'],
  ['src/library/b.ts', '../numerics/x'],
  ['src/app/session/a.ts', '../ui/x'],
  ['src/app/session/b.ts', 'cytoscape'],
  ['src/app/session/c.ts', './view/x'],
  ['src/app/session/data/a.ts', '../run/x'],
  ['src/app/session/methods/a.ts', '../page/x'],
  ['src/app/ui/panels/a.ts', '../../../../workers/trainer'],
  ['src/app/ui/panels/b.ts', 'plotly.js-cartesian-dist-min'],
  ['src/app/ui/network-view/a.ts', 'plotly.js-cartesian-dist-min'],
  ['src/app/ui/network-view/b.ts', '../../../../workers/trainer'],
  ['src/app/ui/network-view/c.ts', '../../../cli/x'],
  ['src/app/ui/charts/a.ts', 'cytoscape'],
  ['src/app/ui/charts/b.ts', '../../../library/x'],
  ['workers/a.ts', '../src/app/session/x'],
  ['workers/b.ts', '../e2e/x'],
  ['workers/d.ts', '../src/numerics/x'],
  ['tests/support/a.ts', '../../bench/x'],
  ['e2e/a.ts', '../bench/x'],
  ['e2e/b.ts', '../src/app/ui/x'],
  ['bench/a.ts', '../src/app/session/x'],
  ['scripts/a.ts', '../e2e/x'],
];

const allowed: readonly Case[] = [
  ['src/dataset/c.ts', '../numerics/x'],
  ['src/dataset/c.test.ts', '../../tests/support/x'],
  ['src/cli/d.test.ts', '../effects/x'],
  ['src/cli/infer/a.ts', '../effects'],
  ['src/evaluation/methods/tensors.ts', '@tensorflow/tfjs-core'],
  ['src/present/report/c.ts', '../../inference/benchmark/x'],
  ['src/cli/c.ts', '../present/text/x'],
  ['src/app/session/data/b.ts', '../view/x'],
  ['src/app/session/data/c.ts', '../../../share/x'],
  ['src/app/session/data/a.test.ts', '../page/x'],
  ['src/app/ui/panels/c.ts', '../../../../workers/protocol'],
  ['src/app/ui/network-view/d.ts', 'cytoscape'],
  ['src/app/ui/charts/c.ts', 'plotly.js-cartesian-dist-min'],
  ['workers/c.ts', '../src/inference/training/x'],
  ['bench/c.ts', '../src/inference/x'],
];

/** Rooms whose folders still import each other in a circle. */
const WITH_CIRCLES = ['dataset', 'present'];

/** What scripts/rooms.mjs says of the files in `cwd`. */
function circlesIn(cwd: string): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [resolve('scripts/rooms.mjs'), '--circles'], {
    cwd,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

let root = '';
let reported = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'import-law-'));
  cpSync('oxlint.config.mjs', join(root, 'oxlint.config.mjs'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'junction');
  execFileSync('git', ['init', '-q'], { cwd: root });
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, path] of [...forbidden, ...allowed])
    write(file, `import { x } from '${path}';\n\nexport const y = x;\n`);
  write('src/numerics/one.ts', "import type { Two } from './two';\n\nexport type One = Two | null;\n");
  write('src/numerics/two.ts', "import type { One } from './one';\n\nexport type Two = One | null;\n");
  write('src/evaluation/a/one.ts', "export { two } from '../b/two';\n");
  write('src/evaluation/b/two.ts', 'export const two = 2;\n');
  write('src/evaluation/b/three.ts', "import type { Four } from '../c/four';\n\nexport type Three = Four;\n");
  write('src/evaluation/c/four.ts', "export { one as four } from '../a/one';\n\nexport type Four = 4;\n");
  const linter = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [linter, '-c', 'oxlint.config.mjs', '--format', 'unix'], {
    cwd: root,
    encoding: 'utf8',
  });
  reported = stdout.replaceAll('\\', '/');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const isRefused = (file: string) =>
  reported.split('\n').some((line) => line.includes(`${file}:`) && line.includes('no-restricted-imports'));

describe('the import law', () => {
  it.each(forbidden)('refuses that %s imports %s', (file) => {
    expect(isRefused(file)).toBe(true);
  });

  it.each(allowed)('lets %s import %s', (file) => {
    expect(isRefused(file)).toBe(false);
  });

  it('refuses circles of types', () => {
    const circles = reported.split('\n').filter((line) => line.includes('no-cycle'));
    expect(
      circles
        .map((line) => /src\/numerics\/\w+/.exec(line)?.[0] ?? '')
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['src/numerics/one', 'src/numerics/two']);
  });
});

describe('folders within a room', () => {
  it('are found where they import each other in a circle, types included', () => {
    expect(circlesIn(root)).toEqual(['evaluation: a → b → c → a']);
  });

  it('import each other in no circle, but for two rooms', () => {
    expect(circlesIn('.').map((line) => line.split(':')[0])).toEqual(WITH_CIRCLES);
  });
});

describe('the picture of the rooms', () => {
  it('shows the imports of today', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/rooms.mjs', '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
