/** config.json: the request of a run, from which `infer --config` reproduces it byte for byte. Every key is optional. */
import { basename } from 'node:path';
import { Option } from 'commander';
import { z } from 'zod';
import { program } from '../../inference/run/program';
import { MIN_FITS, MAX_FITS } from '../../inference/run/confidence';
import { MAX_STRENGTH, type PriorStrength } from '../../dataset/knowledge';
import type { Mapping } from '../../dataset/mapping';
import type { TableReading } from '../../dataset/readers/text/columnRoles';
import { presetNames, presets, type TrainingSettings } from '../../dynamics/settings';
import { mappingSchema, wholeMappingSchema } from '../../share/datasetSchema';
import { settingsSchema } from '../../share/schemas';
import type { SettingValues } from '../../evaluation/methods/method';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { dataAt, jsonText, textAt } from '../files';
import { badUsage, type Failure } from '../failure';
import { listOf } from '../../present/text/format';
import { describeIssue, largestSeed, settingsWith } from './settings';
import type { Shard } from './shard';
import { createHash } from 'node:crypto';

export interface RunConfig {
  /** Paths as typed, relative to the working directory. */
  readonly files: readonly string[];
  readonly controlsFile: string | null;
  readonly truth: string | null;
  /** Known network: a path as typed, or a name that comes with the program; absent without one. */
  readonly prior?: string;
  readonly priorStrength?: PriorStrength;
  /** How a table is read, where that was said; absent: as recognised. */
  readonly table?: TableReading;
  /** Final mapping. */
  readonly mapping: Mapping;
  readonly settings: TrainingSettings;
  /** Seeds of several runs; null: one run with the seed of `settings`. */
  readonly seeds: readonly number[] | null;
  readonly device: DeviceWish;
  /** CPU threads; null: all cores. Does not affect results. */
  readonly threads: number | null;
  /** Number of resampled fits; null: none. */
  readonly confidence: number | null;
  /** The part of the resampled fits, or of the seeds, that this run does; absent: all. */
  readonly shard?: Shard;
  /** Other methods that the run is compared with; absent: all that take little time. */
  readonly compare?: Compare;
  /** Another method in place of the model, where one was asked for. */
  readonly method?: ChosenMethod;
  /** Whether networks are also compared on held-out cells, for the report. */
  readonly causalBench: boolean;
  /** Number of edges in edges.tsv; null: all. */
  readonly top: number | null;
  /** Checksums of the input files. */
  readonly inputs: readonly InputFile[];
}

/** None; those that take a second each at most; those that take half a minute. */
const compareChoices = ['none', 'fast', 'all'] as const;
export type Compare = (typeof compareChoices)[number];

export interface ChosenMethod {
  readonly name: string;
  /** All settings. */
  readonly settings: SettingValues;
  /** Methods whose networks it reads. */
  readonly of: readonly string[];
  /** Path of embeddings of genes, as typed; absent without. */
  readonly embeddings?: string;
}

export type GivenConfig = Partial<Omit<RunConfig, 'mapping'>> & { readonly mapping?: Partial<Mapping> };

const format = 'modulode-config';

export function writeConfig(config: RunConfig): string {
  return jsonText({ format, version: program, ...config });
}

/** Throws Failure that names key and value. */
export async function configAt(path: string): Promise<GivenConfig> {
  const refuse = (why: string) =>
    badUsage(
      `${basename(path)} is not a valid configuration`,
      why,
      'Correct it, or start from the config.json of a run folder.',
    );
  return configIn(await jsonAt(path, refuse), refuse);
}

/** That of a finished run, which has every key, in the order in which they were written. Throws Failure that names key and value. */
export async function configOfRunAt(path: string): Promise<RunConfig> {
  const refuse = (why: string) =>
    badUsage(
      `${path} is not the configuration of a finished run`,
      why,
      'Restore it as infer wrote it, or make the run again.',
    );
  const content = await jsonAt(path, refuse);
  expectWhole(content, refuse);
  return content;
}

function expectWhole(content: unknown, refuse: (why: string) => Failure): asserts content is RunConfig {
  configIn(content, refuse);
  const parsed = wholeConfigSchema.safeParse(content);
  if (!parsed.success) throw refuse(describeIssue(parsed.error, content));
}

async function jsonAt(path: string, refuse: (why: string) => Failure): Promise<unknown> {
  const text = await textAt(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    const isUnread = error instanceof SyntaxError || error instanceof RangeError;
    throw isUnread ? refuse(`It is not JSON: ${error.message}.`) : error;
  }
}

/** Missing settings are those of the preset. `refuse` makes the exception for invalid content. */
export function configIn(content: unknown, refuse: (why: string) => Failure): GivenConfig {
  const strange = strangeKeys(content);
  // A typing error is one.
  if (strange.length > 1)
    throw refuse(`It is no configuration written by infer: it has ${listOf(strange, 4)}.`);
  const parsed = configSchema.safeParse(content);
  if (!parsed.success) throw refuse(describeIssue(parsed.error, content));
  const { format: _format, version: _version, settings: change, ...config } = parsed.data;
  if (change === undefined) return config;
  const preset = presetNames.find((name) => name === (change['preset'] ?? 'default'));
  if (preset === undefined)
    throw refuse(
      `“settings.preset” is ${JSON.stringify(change['preset'])}; presets are ${presetNames.join(', ')}.`,
    );
  const settings = settingsWith(presets[preset], change);
  if (!settings.ok) throw refuse(`settings: ${settings.error}`);
  return { ...config, settings: settings.value };
}

/** Keys that no configuration has, in quotation marks, as of metrics.json. */
function strangeKeys(content: unknown): readonly string[] {
  const keys = typeof content === 'object' && content !== null ? Object.keys(content) : [];
  return keys.filter((key) => !Object.hasOwn(configSchema.shape, key)).map((key) => `“${key}”`);
}

const maybe = z.exactOptional;
const seed = z.int().min(0).max(largestSeed);
const strings = z.array(z.string());

const tableSchema = z.strictObject({
  firstLine: maybe(z.enum(['names', 'values'])),
  rows: maybe(z.enum(['cells', 'genes'])),
  notGenes: maybe(strings),
  asGenes: maybe(strings),
});

const configSchema = z.strictObject({
  format: maybe(z.literal(format)),
  version: maybe(z.string()),
  files: maybe(strings.min(1)),
  controlsFile: maybe(z.string().nullable()),
  truth: maybe(z.string().nullable()),
  prior: maybe(z.string()),
  priorStrength: maybe(z.union([z.literal('auto'), z.number().min(0).max(MAX_STRENGTH)])),
  table: maybe(tableSchema),
  mapping: maybe(mappingSchema),
  settings: maybe(z.looseObject({})),
  seeds: maybe(z.array(seed).min(1).nullable()),
  device: maybe(z.enum(['auto', 'webgpu', 'processor'])),
  threads: maybe(z.int().positive().nullable()),
  confidence: maybe(z.int().min(MIN_FITS).max(MAX_FITS).nullable()),
  compare: maybe(z.enum(compareChoices)),
  shard: maybe(z.strictObject({ index: z.int().positive(), of: z.int().positive() })),
  method: maybe(
    z.strictObject({
      name: z.string(),
      settings: z.record(z.string(), z.number()),
      of: strings,
      embeddings: maybe(z.string()),
    }),
  ),
  causalBench: maybe(z.boolean()),
  top: maybe(z.int().positive().nullable()),
  inputs: maybe(
    z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
  ),
});

/** With every field that the configuration of a finished run has. */
const wholeConfigSchema: z.ZodType<RunConfig> = configSchema
  .required({
    files: true,
    controlsFile: true,
    truth: true,
    seeds: true,
    device: true,
    threads: true,
    confidence: true,
    causalBench: true,
    top: true,
    inputs: true,
  })
  .extend({ mapping: wholeMappingSchema, settings: settingsSchema });

interface InputFile {
  readonly name: string;
  readonly bytes: number;
  /** Hex digest of the whole file. */
  readonly sha256: string;
}

/** In the order of `paths`, of a folder the data files in it. Throws Failure for a missing file. */
export async function inputsAt(paths: readonly string[]): Promise<readonly InputFile[]> {
  const inputs: InputFile[] = [];
  for (const { file } of (await Promise.all(paths.map(dataAt))).flat()) {
    const hash = createHash('sha256');
    for await (const piece of file.stream()) hash.update(piece);
    inputs.push({ name: file.name, bytes: file.size, sha256: hash.digest('hex') });
  }
  return inputs;
}

/** Names of files in `now` whose content differs from the file at the same position in `before`. */
export function changedInputs(before: readonly InputFile[], now: readonly InputFile[]): readonly string[] {
  return now.filter(({ sha256 }, i) => sha256 !== before[i]?.sha256).map(({ name }) => name);
}

export function compareOption(): Option {
  return new Option(
    '--compare <methods>',
    'other methods to compare the run with: none, fast (a second each), or all that take half a minute (default)',
  ).choices(compareChoices);
}
