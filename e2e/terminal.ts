/** The program for terminals as it is packed, for tests that hold it against the page. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

// One for each of Playwright's workers, so that none reads what another writes.
const folder = join('.cache', 'e2e', `lib-${process.env['TEST_PARALLEL_INDEX'] ?? 0}`);
let isBuilt = false;

/** What `node` runs; built once. */
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

/** Runs `modulode …` to its end, whatever that is. */
export function modulode(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram(), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { code: status, out: stdout, told: stderr.split('\n') };
}
