/** A run folder on disk: its files, whether it may be written here, and writing it completely or not at all. */
import { constants } from 'node:fs';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { listOf } from '../../present/text/format';
import { badUsage } from '../failure';
import { cannotWrite, writeTogether, writingFailure } from '../files';
import { checkpointName, runFileName } from '../runs';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { reportHtml } from '../../present/report/html';
import { runTables } from '../../present/report/tables';
import { effectsInText } from '../../share/link';
import { writeRunFile } from '../../share/runFile';
import type { FinishedRun } from '../../share/finishedRun';
import { writeConfig, type RunConfig } from './configFile';
import type { RunLog } from './runLog';
import { fitsFileName } from './shard';

/** Files of a run folder; a folder with other files is never replaced. */
const ownNames: ReadonlySet<string> = new Set([
  checkpointName,
  runFileName,
  'config.json',
  'log.txt',
  'edges.tsv',
  'modules.tsv',
  'modules.gmt',
  'predictions.tsv',
  'metrics.json',
  'seeds.tsv',
  'report.html',
  fitsFileName,
]);

/** Folder within that holds what `modulode effects` writes. */
export const effectsFolder = 'effects';

/** Its files. */
const effectsNames: ReadonlySet<string> = new Set([
  'effects.tsv',
  'perturbations.tsv',
  'similarity.tsv',
  'calibration.tsv',
  'cells.tsv',
  'guides.tsv',
  'pairs.tsv',
  'interactions.tsv',
  'doses.tsv',
  'contexts.tsv',
  'context-differences.tsv',
  'context-genes.tsv',
  'report.html',
  'metrics.json',
  'effects.h5ad',
]);

export interface FolderFile {
  /** Its path in the folder. */
  readonly name: string;
  readonly content: string | Uint8Array | Iterable<string>;
}

/** Throws Failure if the folder is occupied or not writable. Changes nothing. */
export async function expectFree(folder: string, force: boolean): Promise<void> {
  const entries = await entriesOf(folder);
  if (entries.length === 0) return expectWritable(folder);
  const foreign = await foreignIn(folder, entries);
  if (foreign.length > 0)
    throw badUsage(
      `${folder} is not a run folder`,
      `It contains ${listOf(foreign.toSorted())}, which is not part of a run.`,
      'Give --out a folder that does not exist.',
    );
  if (force) return expectWritable(folder);
  throw entries.includes(checkpointName)
    ? badUsage(
        `${folder} holds an interrupted run`,
        `Its ${checkpointName} cannot be used.`,
        'Start again with --force.',
      )
    : badUsage(
        `${folder} already holds a run`,
        'Its content would be replaced.',
        'Give --out another folder, or replace this one with --force.',
      );
}

/** Throws Failure if the folder holds a run, whose metrics and report would be replaced. Changes nothing. */
export async function expectNoRun(folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  const ofRun = entries.filter((name) => isOwn(name) && !isOwn(name, effectsNames));
  if (ofRun.length > 0)
    throw badUsage(
      `${folder} already holds a run`,
      `Its metrics.json and report.html would be replaced: it contains ${listOf(ofRun.toSorted())}.`,
      'Give --out another folder.',
    );
}

/** Writes effects; tables of earlier ones that are not among them are removed. */
export async function writeEffects(folder: string, files: readonly FolderFile[]): Promise<void> {
  const written = new Set(files.map(({ name }) => name));
  const stale = (await entriesOf(folder)).filter((name) => effectsNames.has(name) && !written.has(name));
  await writeTogether(files.map(({ name, content }) => [join(folder, name), content]));
  for (const name of stale) await rm(join(folder, name), { force: true });
}

/** The folder of a seed, or a temporary one that a killed job left (writeFolder). */
const seedFolder = /^(seed-\d+|\.seed-\d+\.(part|former)-\d+)$/;

/** Paths that are not part of a run; a run of several seeds contains a run folder for each, and effects have a folder of their own. */
async function foreignIn(folder: string, entries: readonly string[]): Promise<readonly string[]> {
  const foreign: string[] = [];
  for (const name of entries) {
    if (isOwn(name)) continue;
    const names = name === effectsFolder ? effectsNames : ownNames;
    const isFolder = name === effectsFolder || seedFolder.test(name);
    const within = isFolder ? await entriesOf(join(folder, name)) : [''];
    foreign.push(...within.filter((inner) => !isOwn(inner, names)).map((inner) => join(name, inner)));
  }
  return foreign;
}

/** Includes temporary files that a killed job left (writeWhole). */
function isOwn(name: string, names = ownNames): boolean {
  return names.has(/^\.(.+)\.\d+\.part$/.exec(name)?.[1] ?? name);
}

/** Throws Failure unless the nearest existing parent folder is writable. */
async function expectWritable(folder: string): Promise<void> {
  const above = dirname(resolve(folder));
  try {
    await access(above, constants.W_OK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return expectWritable(above);
    throw badUsage(
      `${folder} cannot be written`,
      `${writingFailure(code)}: ${above}.`,
      'Give --out another folder.',
    );
  }
}

/** Writes to a temporary folder and renames it; only then is the former content removed. */
export async function writeFolder(folder: string, files: readonly FolderFile[]): Promise<void> {
  const whole = resolve(folder);
  const hidden = (kind: string) => join(dirname(whole), `.${basename(whole)}.${kind}-${process.pid}`);
  const [part, former] = [hidden('part'), hidden('former')];
  try {
    await mkdir(part, { recursive: true });
    for (const { name, content } of files) {
      await mkdir(dirname(join(part, name)), { recursive: true });
      await writeFile(join(part, name), content, { flush: true });
    }
    const replaces = (await entriesOf(folder)).length > 0;
    if (replaces) await rename(whole, former);
    try {
      await rename(part, whole);
    } catch (error) {
      if (replaces) await rename(former, whole);
      throw error;
    }
    await rm(former, { recursive: true, force: true });
  } catch (error) {
    throw cannotWrite(folder, codeOf(error));
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Names of the entries of a folder; none if there is no such folder. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return [];
    const why = code === 'ENOTDIR' ? 'There is a file of that name.' : `${writingFailure(code)}.`;
    throw badUsage(`${folder} cannot be a run folder`, why, 'Give --out another folder.');
  }
}

/** The files of a finished run. `benchmark`: omitted from the report where null. */
export async function runFiles(
  run: FinishedRun,
  benchmark: FullBenchmark | null,
  config: RunConfig,
  log: RunLog,
): Promise<readonly FolderFile[]> {
  const effects = await effectsInText(run.effects);
  return [
    ...runTables(run, { top: config.top, beside: benchmark }),
    { name: 'report.html', content: reportHtml(run, benchmark, effects) },
    { name: runFileName, content: writeRunFile(run) },
    { name: 'config.json', content: writeConfig(config) },
    { name: 'log.txt', content: log.text },
  ];
}
