/**
 * Makes what a release consists of, in `release/`: the package for npm, the wheel for Python, the page, the bill of materials, and the
 * checksums of all four. Needs what `npm install` gave, and `tar` and `python3`; no network and no account.
 *
 *     npm run artefacts
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const FOLDER = 'release';

/** Not in the mode of development in which this script runs, whose React is larger. */
const env = { ...process.env, NODE_ENV: 'production' };

const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
    env,
  });

export function packageVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8'))).version;
}

export function main(): number {
  const version = packageVersion();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  run('npm', 'run', 'package');
  run('npm', 'pack', '--ignore-scripts', '--pack-destination', FOLDER);
  run('python3', 'python/backend.py', resolve(FOLDER));
  run('npm', 'run', 'build');
  run('tar', '-czf', join(FOLDER, `modulode-page-${version}.tar.gz`), '-C', 'dist', '.');
  writeFileSync(join(FOLDER, `modulode-${version}.cdx.json`), run('npm', 'run', '--silent', 'sbom'));
  const sums = readdirSync(FOLDER)
    .toSorted()
    .map((name) => {
      const sum = createHash('sha256').update(readFileSync(join(FOLDER, name)));
      return `${sum.digest('hex')}  ${name}\n`;
    });
  writeFileSync(join(FOLDER, 'SHA256SUMS'), sums.join(''));
  process.stdout.write(sums.join(''));
  return 0;
}
