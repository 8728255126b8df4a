/** The packed terminal program, for tests that compare it with the page. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

// One per Playwright worker, so that none reads another's files.
const folder = join('.cache', 'e2e', `lib-${process.env['TEST_PARALLEL_INDEX'] ?? 0}`);
let isBuilt = false;

/** Path of the program, built once. */
function builtProgram(): string {
  if (!isBuilt) {
    const vite = join('node_modules', 'vite', 'bin', 'vite.js');
    const config = join('scripts', 'package', 'vite.config.ts');
    const options = ['--outDir', folder, '--logLevel', 'error'];
    execFileSync(process.execPath, [vite, 'build', '--config', config, ...options]);
    isBuilt = true;
  }
  return join(folder, 'bin.js');
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: readonly string[];
}

/** Runs `modulode …` until it exits, with any exit code. */
export function modulode(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram(), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { code: status, out: stdout, told: stderr.split('\n') };
}
