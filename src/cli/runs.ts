/** Runs that commands are given: a run folder, a run file of this program or one saved on the page. */
import { basename, join } from 'node:path';
import { Argument } from 'commander';
import { readRunFile } from '../share/runFile';
import { badUsage, failureOf, type Failure } from './failure';
import { type FinishedRun, runFileEnding } from '../share/finishedRun';
import { isFolder, namesIn, textAt } from './files';

export const runFileName = 'run.modulode.json';
/** In the folder of a run that is not finished. */
export const checkpointName = 'checkpoint.modulode.json';

/** What every command that looks at a run takes first. */
export function runArgument(name = 'run'): Argument {
  return new Argument(`<${name}>`, `a run folder, or a run file (${runFileName}, or one saved on the page)`);
}

/** Throws Failure where there is none or it is damaged. */
export async function openRun(path: string): Promise<FinishedRun> {
  const file = (await isFolder(path)) ? await runFileIn(path) : path;
  const read = readRunFile(await textAt(file), basename(file));
  if (!read.ok) {
    const named = file.endsWith(runFileEnding);
    throw named || read.error.tag === 'run-file-too-new' ? failureOf(read.error) : noRun(basename(file));
  }
  return read.value;
}

/** Throws Failure where the folder holds no finished run, with what it holds instead. */
async function runFileIn(folder: string): Promise<string> {
  const names = await namesIn(folder);
  if (names.includes(runFileName)) return join(folder, runFileName);
  const seed = names.filter((name) => /^seed-\d+$/.test(name)).toSorted()[0];
  throw badUsage(
    `${folder} holds no finished run`,
    `There is no ${runFileName} in it.`,
    nextFor(folder, names.includes(checkpointName), seed),
  );
}

function nextFor(folder: string, isBrokenOff: boolean, seed: string | undefined): string {
  if (isBrokenOff) return `Wait until it is finished, or go on with it: modulode infer --resume ${folder}`;
  if (seed !== undefined)
    return `It holds a run for each seed: give one of them, such as ${join(folder, seed)}.`;
  return 'Give the folder that infer wrote.';
}

/** Of files that are not called what run files are. */
function noRun(name: string): Failure {
  return badUsage(
    `${name} is not a run file, or a damaged one`,
    `A run is the folder that infer wrote, its ${runFileName}, or a file that “Save run” wrote.`,
    'Give one of these; a data file becomes one by modulode infer.',
  );
}
