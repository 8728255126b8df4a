/** The packed terminal program, for tests that compare it with the page. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { test } from '@playwright/test';
import { madeOnce } from './once';

/** Builds the program where npm has not, or where its sources are newer, once for all tests. */
export async function buildProgram(): Promise<void> {
  await madeOnce(test.info().project.outputDir, 'program', (made) => {
    execFileSync(process.execPath, ['scripts/package/prepare.mjs']);
    mkdirSync(made);
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: readonly string[];
}

/** Runs `modulode …` until it exits, with any exit code; after `buildProgram`. */
export function modulode(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['lib/bin.js', ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { code: status, out: stdout, told: stderr.split('\n') };
}
