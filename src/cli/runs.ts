/** Runs that commands are given: a run folder, a run file of this program or one saved on the page. */
import { basename, join } from 'node:path';
import { Argument } from 'commander';
import { readRunFile, type FinishedRun } from '../snapshot/runFile';
import { failureOf } from './failure';
import { isFolder, textAt } from './files';

export const runFileName = 'run.modulode.json';

/** What every command that looks at a run takes first. */
export function runArgument(name = 'run'): Argument {
  return new Argument(`<${name}>`, `a run folder, or a run file (${runFileName}, or one saved on the page)`);
}

/** Throws Failure where there is none or it is damaged. */
export async function openRun(path: string): Promise<FinishedRun> {
  const file = (await isFolder(path)) ? join(path, runFileName) : path;
  const read = readRunFile(await textAt(file), basename(file));
  if (!read.ok) throw failureOf(read.error);
  return read.value;
}
