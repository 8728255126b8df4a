/** The packed terminal program, for tests that compare it with the page. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { madeOnce } from './once';

let program = '';

/** Builds the program, once for all tests. */
export async function buildProgram(): Promise<void> {
  const folder = await madeOnce(test.info().project.outputDir, 'program', (outDir) => {
    const vite = join('node_modules', 'vite', 'bin', 'vite.js');
    const config = join('scripts', 'package', 'vite.config.ts');
    const options = ['--outDir', outDir, '--logLevel', 'error'];
    execFileSync(process.execPath, [vite, 'build', '--config', config, ...options]);
  });
  program = join(folder, 'bin.js');
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: readonly string[];
}

/** Runs `modulode …` until it exits, with any exit code; after `buildProgram`. */
export function modulode(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { code: status, out: stdout, told: stderr.split('\n') };
}
