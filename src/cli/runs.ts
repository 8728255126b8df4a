/** Opens runs for commands: a run folder, or a run file of the terminal, the library or the page. */
import { basename, join } from 'node:path';
import { Argument } from 'commander';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { parsedAs } from '../share/zod';
import { readRunFile } from '../share/runFile';
import { badUsage, failureOf } from './failure';
import { type FinishedRun, runFileEnding } from '../share/finishedRun';
import { isFolder, namesIn, textAt, typedJsonAt } from './files';

export const runFileName = 'run.modulode.json';
/** In the folder of an unfinished run. */
export const checkpointName = 'checkpoint.modulode.json';

/** First argument of every command that reads a run. */
export function runArgument(name = 'run'): Argument {
  return new Argument(`<${name}>`, `a run folder, or a run file (${runFileName}, or one saved on the page)`);
}

/** Throws Failure if there is no run or it is damaged. */
export async function openRun(path: string): Promise<FinishedRun> {
  const file = (await isFolder(path)) ? await runFileIn(path) : path;
  const read = readRunFile(await typedJsonAt(file), basename(file));
  if (read.ok) return read.value;
  if (file.endsWith(runFileEnding) || read.error.tag === 'run-file-too-new') throw failureOf(read.error);
  throw badUsage(
    `${basename(file)} is not a run file, or is damaged`,
    `A run is a folder written by infer, its ${runFileName}, or a file from “Save run”.`,
    'Give one of these; modulode infer makes one from a data file.',
  );
}

const withoutModel = z.looseObject({ method: z.string(), data: z.looseObject({ name: z.string() }) });

/** The method that wrote a folder without a model, and its data set: another method of inference, or `effects`. null for any other folder. */
export async function withoutModelIn(folder: string): Promise<z.infer<typeof withoutModel> | null> {
  const path = join(folder, 'metrics.json');
  return existsSync(path) ? parsedAs(withoutModel, parsedJson(await textAt(path))) : null;
}

/** undefined where it is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Throws Failure if the folder holds no finished run, with advice by its content. */
async function runFileIn(folder: string): Promise<string> {
  const names = await namesIn(folder);
  if (names.includes(runFileName)) return join(folder, runFileName);
  const about = await withoutModelIn(folder);
  if (about?.method === 'effects')
    throw badUsage(
      `${folder} holds the effects of a screen`,
      'modulode effects wrote it, which trains no model.',
      'Learn from the same data with modulode infer.',
    );
  if (about)
    throw badUsage(
      `${folder} holds a run of another method`,
      `It is one of ${about.method}, whose result is a list of edges, not a trained model.`,
      `Compare its edges with a run: modulode compare RUN ${join(folder, 'edges.tsv')}. Its measurements: modulode table ${folder}.`,
    );
  const [seed] = names.filter((name) => /^seed-\d+$/.test(name)).toSorted();
  throw badUsage(
    `${folder} holds no finished run`,
    `There is no ${runFileName} in it.`,
    names.includes(checkpointName)
      ? `Wait until it is finished, or resume it: modulode infer --resume ${folder}`
      : seed === undefined
        ? 'Give a folder written by infer.'
        : `It holds one run per seed: give one of them, such as ${join(folder, seed)}.`,
  );
}
