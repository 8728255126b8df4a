/** The requested run, from options, a configuration or a checkpoint, before any data is read. */
import type { PriorStrength } from '../../dataset/knowledge';
import type { Truth } from '../../evaluation/networks/truth';
import type { PriorSource } from '../../evaluation/networks/truthFile';
import type { GeneNumbers } from '../../network/embedding';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint, type RunCheckpoint } from '../../share/checkpointFile';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { badUsage, type Failure } from '../failure';
import { isFolder, truthAt, typedJsonAt } from '../files';
import { embeddingsAt, priorAt } from '../prior';
import type { MappingOptions } from '../mappingOptions';
import { checkpointName, runFileName } from '../runs';
import { configAt, configIn, type Compare, type GivenConfig, type RunConfig } from './configFile';
import { methodOf } from './methodOptions';
import { expectFree } from './runFolder';
import { largestSeed, namedSettings, settingsOf, type SettingsOptions } from './settings';
import type { Shard } from './shard';

export interface InferOptions extends MappingOptions, SettingsOptions {
  readonly out?: string;
  readonly truth?: string;
  readonly prior?: string;
  readonly priorStrength?: PriorStrength;
  readonly seeds?: string;
  readonly device?: DeviceWish;
  readonly threads?: number;
  readonly confidence?: number;
  readonly shard?: Shard;
  readonly compare?: Compare;
  readonly main?: string;
  readonly causalbench?: true;
  readonly top?: number;
  readonly method?: string;
  readonly setting?: readonly string[];
  readonly of?: readonly string[];
  readonly embeddings?: string;
  readonly config?: string;
  readonly resume?: string;
  readonly force?: true;
  readonly quiet?: true;
  readonly json?: true;
}

export interface Request extends Omit<RunConfig, 'controlsFile' | 'truth' | 'mapping' | 'inputs'> {
  readonly folder: string;
  readonly mappingOptions: MappingOptions;
  /** As typed. */
  readonly truthPath: string | null;
  readonly truth: Truth | null;
  readonly knowledge: { readonly source: PriorSource; readonly strength: PriorStrength } | null;
  readonly embeddings: GeneNumbers | null;
  readonly given: GivenConfig;
  /** Settings that were asked for by name. */
  readonly named: readonly string[];
  /** Checkpoint to resume; null for a new run. */
  readonly checkpoint: RunCheckpoint | null;
  /** Of an interrupted run in the folder, which continues where it is the same run; null where none was found or asked about. */
  readonly left: RunCheckpoint | null;
}

/** Options that say how data files are read. */
export const mappingOptionNames = [
  'matrix values geneColumn perturbationColumn control reference compareWithOthers controlsFile kind kindColumn',
  'rows firstLine notGenes asGenes timeColumn batchColumn guideColumn doseColumn contextColumn context nGenes genes regulators holdout',
  'minCounts minGenes maxMito minCellsPerGene minCells maxGuides cells targets multiplicity',
].flatMap((names) => names.split(' '));

/** Options that conflict with --resume, which takes them from the checkpoint. */
export const takenFromCheckpoint = [
  ...'out config force method setting of embeddings truth prior priorStrength seeds seed preset steps modules horizon set top device confidence shard compare causalbench'.split(
    ' ',
  ),
  ...mappingOptionNames,
];

/** Throws Failure for unusable options or files and for an occupied folder. Writes nothing. */
export async function requestOf(typed: readonly string[], options: InferOptions): Promise<Request> {
  const checkpoint = options.resume === undefined ? null : await checkpointIn(options.resume);
  const given = checkpoint
    ? configIn(checkpoint.config, (why) =>
        damaged(options.resume ?? '', `Its configuration cannot be used: ${why}`),
      )
    : options.config === undefined
      ? {}
      : await configAt(options.config);
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
  const prior = options.prior ?? given.prior;
  const priorStrength = options.priorStrength ?? given.priorStrength ?? 'auto';
  if (prior === undefined && options.priorStrength !== undefined)
    throw badUsage(
      '--prior-strength was given without --prior',
      'It says how strongly a known network counts.',
      'Add --prior FILE.',
    );
  const method = methodOf(options, given.method, prior !== undefined);
  const source = prior === undefined ? null : await priorAt(prior);
  const embeddings = method?.embeddings === undefined ? null : await embeddingsAt(method.embeddings);
  const left = checkpoint === null && options.force !== true ? await checkpointLeftIn(folder) : null;
  await expectFree(folder, options.force === true || checkpoint !== null || left !== null);
  const controlsFile = options.controlsFile ?? (choosesControl(options) ? null : given.controlsFile);
  const shard = options.shard ?? given.shard;
  const compare = options.compare ?? given.compare;
  const seeds = options.seeds === undefined ? null : seedsOf(options.seeds, settings.seed);
  const confidence = options.confidence ?? given.confidence ?? null;
  const givenSeeds = options.seed === undefined ? (given.seeds ?? null) : null;
  const allSeeds = seeds ?? givenSeeds;
  if (shard && confidence === null && allSeeds === null)
    throw badUsage(
      '--shard was given without --confidence or --seeds',
      'A shard is a part of the resampled fits, or of several seeds.',
      'Say of what: --confidence 20, or --seeds 5.',
    );
  if (shard && allSeeds !== null && shard.of > allSeeds.length)
    throw badUsage(
      `There are more shards than seeds`,
      `${shard.of} shards were asked for, and ${allSeeds.length} seeds.`,
      'Ask for as many shards as seeds, or fewer.',
    );
  return {
    folder,
    files,
    ...(method === null ? {} : { method }),
    mappingOptions: typeof controlsFile === 'string' ? { ...options, controlsFile } : options,
    truthPath,
    truth,
    ...(prior === undefined ? {} : { prior, priorStrength }),
    knowledge: source && { source, strength: priorStrength },
    embeddings,
    settings,
    named: namedSettings(options, given.settings),
    seeds: allSeeds,
    ...(shard && { shard }),
    ...(compare && { compare }),
    device: options.device ?? given.device ?? 'auto',
    threads: options.threads ?? given.threads ?? null,
    confidence,
    causalBench: options.causalbench ?? given.causalBench ?? false,
    top: options.top ?? given.top ?? null,
    given,
    checkpoint,
    left,
  };
}

/** null where there is none, or none that can be read. */
async function checkpointLeftIn(folder: string): Promise<RunCheckpoint | null> {
  const path = join(folder, checkpointName);
  if (!existsSync(path)) return null;
  const read = readCheckpoint(await typedJsonAt(path));
  return read.ok ? read.value : null;
}

function choosesControl({ control, reference, compareWithOthers }: MappingOptions): boolean {
  return control !== undefined || reference !== undefined || compareWithOthers === true;
}

async function checkpointIn(folder: string): Promise<RunCheckpoint> {
  if (!(await isFolder(folder)))
    throw badUsage(`${folder} is not a run folder`, 'It is a file.', 'Give --resume the folder of the run.');
  if (!existsSync(join(folder, checkpointName))) {
    const finished = existsSync(join(folder, runFileName));
    throw badUsage(
      finished ? `${folder} holds a finished run` : `${folder} holds no interrupted run`,
      `There is no ${checkpointName} in it.`,
      finished ? 'Nothing remains to be done.' : 'Check the path, or start a run with --out.',
    );
  }
  const read = readCheckpoint(await typedJsonAt(join(folder, checkpointName)));
  if (read.ok) return read.value;
  throw damaged(
    folder,
    read.error.tag === 'too-new'
      ? `It was written by a newer version of this program (format ${read.error.version}).`
      : { damaged: 'It is truncated or was modified.', alien: 'It is not a checkpoint.' }[read.error.tag],
  );
}

function damaged(folder: string, why: string): Failure {
  return badUsage(
    `${checkpointName} in ${folder} cannot be used`,
    why,
    'Nothing was changed. Start the run again with --out and --force.',
  );
}

const MAX_SEEDS = 1000;

/** Value of --seeds: a list '1,2,3', or a number '5' of seeds starting at `first`. Throws Failure. */
function seedsOf(typed: string, first: number): readonly number[] {
  const numbers = typed.split(',').map((part) => part.trim());
  const seeds =
    numbers.length > 1
      ? numbers.map(Number)
      : Array.from({ length: Math.min(Number(typed) || 0, MAX_SEEDS + 1) }, (_, i) => first + i);
  const isList = new Set(seeds).size === seeds.length && seeds.length >= 2 && seeds.length <= MAX_SEEDS;
  if (isList && numbers.every((part) => /^\d{1,9}$/.test(part)) && Math.max(...seeds) <= largestSeed)
    return seeds;
  throw badUsage(
    `--seeds ${typed} is not allowed`,
    `Allowed are distinct whole numbers from 0 to 999,999,999 separated by commas, or the number of seeds, from 2 to ${MAX_SEEDS}.`,
    'Write --seeds 1,2,3, or --seeds 5 for five seeds starting at --seed.',
  );
}
