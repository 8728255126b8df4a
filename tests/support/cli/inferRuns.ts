/** What the tests of `modulode infer` share: the command in process, in a folder of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../src/cli/host';
import { runCli } from '../../../src/cli/program';
import { testHost } from './testHost';

export const demo = 'public/demo/myeloid.h5ad';
export const quick = ['--preset', 'H', '--steps', '20'];

/** A run takes its time on a busy machine. */
export const timeout = 120_000;

export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'infer-'));
  return {
    path,
    at: (name: string) => join(path, name),
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export async function run(args: readonly string[], change: Partial<Host> = {}) {
  const host = testHost();
  const code = await runCli(['infer', ...args], { ...host, ...change });
  return { code, told: host.told.join('\n'), printed: host.printed() };
}

/** As `run`, where it must succeed. */
export async function done(args: readonly string[], change: Partial<Host> = {}) {
  const ended = await run(args, change);
  if (ended.code !== 0) throw new Error(ended.told);
  return ended;
}

/** A machine on which Ctrl-C is pressed as soon as a line about the progress matches. */
export function impatient(pattern: RegExp): Partial<Host> {
  const listeners: (() => void)[] = [];
  return {
    onInterrupt: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
    status: (line) => {
      if (pattern.test(line)) for (const listener of listeners) listener();
    },
  };
}

/** By name, but for the log; what tells the time in the run file is masked. */
export function contentsOf(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    files
      .filter((name) => /\.[a-z\d]+$/.test(name) && !name.endsWith('log.txt'))
      .map((name) => [
        name,
        readFileSync(join(path, name), 'utf8').replaceAll(
          /"(savedAt|seconds|secondsElapsed)":[\d.e+-]+/g,
          '"$1":0',
        ),
      ]),
  );
}
