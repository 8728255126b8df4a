/** `modulode infer` from the request to the folder: one run, or one for each seed. */
import type { BesideOthers } from '../../inference/benchmark/benchmark';
import type { FinishedRun } from '../../share/runFile';
import { version } from '../../../package.json';
import type { Dataset } from '../../dataset/dataset';
import { perturbationLabels } from '../../dataset/design';
import { doubtAbout } from '../../present/text/doubt';
import { listOf, sentence } from '../../present/text/format';
import { count } from '../../present/text/numbers';
import { describeNotes } from '../../present/text/notes';
import { findingBeside } from '../../present/text/reportCard';
import { readiness } from '../../present/text/readiness';
import { badUsage } from '../failure';
import type { Host } from '../host';
import type { RunConfig } from './configFile';
import { besideOthersOf } from './besideOthers';
import { changedInputs, inputsAt } from './inputs';
import { Interruption } from './interruption';
import { readData, type ReadyData } from './readData';
import type { Request } from './request';
import { writeFolder } from './runFolder';
import { metricsOf, runFiles } from './runFiles';
import { RunLog } from './runLog';
import { runSeeds } from './seeds';
import { learn, standingOf, type Learning } from './learn';

export interface Inferred {
  readonly folder: string;
  /** In the folder, by name. */
  readonly files: readonly string[];
  /** What was found, in sentences. */
  readonly said: readonly string[];
  /** What was measured, for machines. */
  readonly metrics: unknown;
}

/** Throws Failure; a run that was broken off leaves a checkpoint, anything else that fails leaves nothing. */
export async function infer(request: Request, host: Host, quiet: boolean): Promise<Inferred> {
  const interruption = new Interruption(host);
  try {
    const data = await readData(request, host);
    interruption.expectNone();
    const config = await configOf(request, data);
    expectSame(request, config, data.dataset);
    const log = new RunLog(host, quiet, request.checkpoint?.log);
    tellData(log, request, config, data);
    const learning = { request, config, dataset: data.dataset, log, host, quiet, interruption };
    return await (config.seeds === null ? runOnce(learning) : runSeeds(learning, config.seeds));
  } finally {
    interruption.end();
  }
}

async function configOf(request: Request, { recognition }: ReadyData): Promise<RunConfig> {
  const { files, truthPath, settings, seeds, device, threads, confidence, top, mappingOptions } = request;
  const controlsFile = mappingOptions.controlsFile ?? null;
  const paths = [...files, ...[controlsFile, truthPath].filter((path) => path !== null)];
  return {
    files,
    controlsFile,
    truth: truthPath,
    mapping: recognition.mapping,
    settings,
    seeds,
    device,
    threads,
    confidence,
    top,
    inputs: await inputsAt(paths),
  };
}

/** A run goes on with the very data it began with. A configuration may be used for other data. */
function expectSame({ checkpoint, given }: Request, { inputs }: RunConfig, dataset: Dataset): void {
  if (!checkpoint) return;
  const [changed] = changedInputs(given.inputs ?? [], inputs);
  if (changed === undefined && checkpoint.fingerprint === dataset.fingerprint) return;
  throw badUsage(
    `${changed ?? dataset.name} is not the file the run began with`,
    'Its content differs, so the run cannot go on with it.',
    'Bring the former file back, or start anew with --out and --force.',
  );
}

function tellData(
  log: RunLog,
  { given, checkpoint }: Request,
  { inputs }: RunConfig,
  { dataset, opened, recognition }: ReadyData,
): void {
  if (checkpoint) return;
  log.note(`Modulode ${version}.`);
  const genes = opened.genes[recognition.mapping.matrix]?.index.length ?? 0;
  log.note(`Opened ${opened.name}: ${count(opened.cells)} cells × ${count(genes)} genes.`);
  for (const { field, reason, samples } of recognition.guesses)
    log.note(`  ${field}: ${reason}${samples.length > 0 ? ` (${samples.join(', ')})` : ''}`);
  log.say(`${opened.name}: ${readiness(recognition, recognition.mapping).text}.`);
  log.note(
    `Modelled: ${count(dataset.cells)} cells, ${count(dataset.genes.length)} genes, ${count(dataset.candidates.length)} candidate regulators, ${count(perturbationLabels(dataset).length)} perturbations.`,
  );
  for (const { title, detail, attention } of describeNotes(dataset.notes)) {
    if (attention) log.say(`${title}. ${detail}`);
    else log.note(`${title}. ${detail}`);
  }
  const others = changedInputs(given.inputs ?? inputs, inputs);
  if (others.length > 0) log.say(`Not what the configuration was made with: ${listOf(others)}.`);
}

async function runOnce(learning: Learning): Promise<Inferred> {
  const { request, config, log } = learning;
  const { folder, checkpoint } = request;
  const run = await learn(learning, config.settings, checkpoint && standingOf(checkpoint));
  const beside = await besideOthersOf(learning, run);
  const files = runFiles(run, beside, config, log);
  await writeFolder(folder, files);
  return {
    folder,
    files: files.map(({ name }) => name),
    said: saidOf(run, beside),
    metrics: metricsOf(run, beside),
  };
}

/** The plain finding first, and why it must not be read as a result where it must not. */
function saidOf({ result }: FinishedRun, beside: BesideOthers | null): readonly string[] {
  const doubt = doubtAbout(result);
  const finding = findingBeside(result, beside?.card.predictions ?? null);
  return [sentence(finding), ...(doubt === null ? [] : [sentence(doubt)])];
}
