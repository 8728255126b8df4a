/** The requested run, from options, a configuration or a checkpoint, before any data is read. */
import type { Truth } from '../../evaluation/networks/truth';
import { join } from 'node:path';
import type { TrainingSettings } from '../../dynamics/settings';
import { readCheckpoint, type CheckpointError, type RunCheckpoint } from '../../share/checkpointFile';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { badUsage, type Failure } from '../failure';
import { isFolder, textAt, truthAt } from '../files';
import type { MappingOptions } from '../mappingOptions';
import { checkpointName, runFileName } from '../runs';
import { configAt, configIn, type GivenConfig } from './configFile';
import { expectFree, isThere } from './runFolder';
import { settingsOf, type SettingsOptions, largestSeed } from './settings';

export interface InferOptions extends MappingOptions, SettingsOptions {
  readonly out?: string;
  readonly truth?: string;
  readonly seeds?: string;
  readonly device?: DeviceWish;
  readonly threads?: number;
  readonly confidence?: number;
  readonly top?: number;
  readonly config?: string;
  readonly resume?: string;
  readonly force?: true;
  readonly quiet?: true;
  readonly json?: true;
}

export interface Request {
  readonly folder: string;
  readonly files: readonly string[];
  readonly mappingOptions: MappingOptions;
  /** As typed. */
  readonly truthPath: string | null;
  readonly truth: Truth | null;
  readonly settings: TrainingSettings;
  readonly seeds: readonly number[] | null;
  readonly device: DeviceWish;
  readonly threads: number | null;
  readonly confidence: number | null;
  readonly top: number | null;
  readonly given: GivenConfig;
  /** Checkpoint to resume; null for a new run. */
  readonly checkpoint: RunCheckpoint | null;
}

/** Options that conflict with --resume, which takes them from the checkpoint. */
export const takenFromCheckpoint = [
  'out config force truth seeds seed preset steps modules horizon set top device confidence',
  'matrix values geneColumn perturbationColumn control reference compareWithOthers controlsFile kind kindColumn',
  'timeColumn batchColumn nGenes genes regulators holdout',
  'minCounts minGenes maxMito minCellsPerGene minCells maxGuides',
].flatMap((names) => names.split(' '));

/** Throws Failure for unusable options or files and for an occupied folder. Writes nothing. */
export async function requestOf(typed: readonly string[], options: InferOptions): Promise<Request> {
  const checkpoint = options.resume === undefined ? null : await checkpointIn(options.resume);
  const given = await givenBy(options, checkpoint);
  const files = typed.length > 0 ? typed : (given.files ?? []);
  if (files.length === 0)
    throw badUsage(
      'No file was given',
      'There is no data to learn from.',
      'Give a data file: modulode infer FILE --out DIR.',
    );
  const folder = options.resume ?? options.out;
  if (folder === undefined || folder === '')
    throw badUsage('--out is missing', 'A run writes a folder.', 'Give it: modulode infer FILE --out DIR.');
  const settings = settingsOf(options, given.settings);
  const truthPath = options.truth ?? given.truth ?? null;
  const truth = truthPath === null ? null : await truthAt(truthPath);
  await expectFree(folder, options.force === true || checkpoint !== null);
  const controlsFile = options.controlsFile ?? (choosesControl(options) ? null : given.controlsFile);
  return {
    folder,
    files,
    mappingOptions: typeof controlsFile === 'string' ? { ...options, controlsFile } : options,
    truthPath,
    truth,
    settings,
    seeds: chosenSeeds(options, given, settings.seed),
    device: options.device ?? given.device ?? 'auto',
    threads: options.threads ?? given.threads ?? null,
    confidence: options.confidence ?? given.confidence ?? null,
    top: options.top ?? given.top ?? null,
    given,
    checkpoint,
  };
}

function choosesControl({ control, reference, compareWithOthers }: MappingOptions): boolean {
  return control !== undefined || reference !== undefined || compareWithOthers === true;
}

function givenBy(
  options: InferOptions,
  checkpoint: RunCheckpoint | null,
): Promise<GivenConfig> | GivenConfig {
  if (checkpoint)
    return configIn(checkpoint.config, (why) =>
      damaged(options.resume ?? '', `Its configuration cannot be used: ${why}`),
    );
  return options.config === undefined ? {} : configAt(options.config);
}

function chosenSeeds(
  { seeds, seed }: InferOptions,
  given: GivenConfig,
  first: number,
): readonly number[] | null {
  if (seeds !== undefined) return seedsOf(seeds, first);
  return seed === undefined ? (given.seeds ?? null) : null;
}

async function checkpointIn(folder: string): Promise<RunCheckpoint> {
  if (!(await isFolder(folder)))
    throw badUsage(`${folder} is not a run folder`, 'It is a file.', 'Give --resume the folder of the run.');
  if (!(await isThere(join(folder, checkpointName)))) {
    const finished = await isThere(join(folder, runFileName));
    throw badUsage(
      finished ? `${folder} holds a finished run` : `${folder} holds no interrupted run`,
      `There is no ${checkpointName} in it.`,
      finished ? 'Nothing remains to be done.' : 'Check the path, or start a run with --out.',
    );
  }
  const read = readCheckpoint(await textAt(join(folder, checkpointName)));
  if (!read.ok) throw damaged(folder, whyNot(read.error));
  return read.value;
}

function damaged(folder: string, why: string): Failure {
  return badUsage(
    `${checkpointName} in ${folder} cannot be used`,
    why,
    'Nothing was changed. Start the run again with --out and --force.',
  );
}

function whyNot(error: CheckpointError): string {
  switch (error.tag) {
    case 'damaged':
      return 'It is truncated or was modified.';
    case 'alien':
      return 'It is not a checkpoint.';
    case 'too-new':
      return `It was written by a newer version of this program (format ${error.version}).`;
    default:
      return error satisfies never;
  }
}

const mostSeeds = 1000;

/** Value of --seeds: a list '1,2,3', or a number '5' of seeds starting at `first`. Throws Failure. */
function seedsOf(typed: string, first: number): readonly number[] {
  const numbers = typed.split(',').map((part) => part.trim());
  if (!numbers.every((part) => /^\d{1,9}$/.test(part))) throw refused(typed);
  const seeds =
    numbers.length > 1
      ? numbers.map(Number)
      : Array.from({ length: Math.min(Number(typed), mostSeeds + 1) }, (_, i) => first + i);
  const isList = new Set(seeds).size === seeds.length && seeds.length >= 2 && seeds.length <= mostSeeds;
  if (!isList || seeds.some((seed) => seed > largestSeed)) throw refused(typed);
  return seeds;
}

function refused(typed: string): Failure {
  return badUsage(
    `--seeds ${typed} is not allowed`,
    `Allowed are distinct whole numbers from 0 to 999,999,999 separated by commas, or the number of seeds, from 2 to ${mostSeeds}.`,
    'Write --seeds 1,2,3, or --seeds 5 for five seeds starting at --seed.',
  );
}
