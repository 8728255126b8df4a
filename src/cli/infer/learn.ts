/** One run of the command: training with progress and checkpoints, then confidence, then the comparison with other methods. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { maxTrainingCells } from '../../dynamics/prepare/trainingCells';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import { placementOfRun } from '../../present/figure/runFigure';
import { deviceReasonText, memoryText, runEventText, sampleText } from '../../present/text/run';
import { duration, plural, sentence } from '../../present/text/format';
import { type RunCheckpoint, writeCheckpoint } from '../../share/checkpointFile';
import { type FinishedRun, finishedRunOf } from '../../share/finishedRun';
import { runSizeOf } from '../../inference/run/memory';
import { nodeDevices } from '../devices/nodeDevices';
import type { ReadyData } from '../preparedFile';
import { Failure, messageOf } from '../failure';
import { jsonText, writeWhole } from '../files';
import { checkpointName } from '../runs';
import type { Host, Interruption } from '../host';
import type { Compare, RunConfig } from './configFile';
import { type FolderFile, effectsFolder, writeFolder } from './runFolder';
import { ProgressLine, type RunLog } from './runLog';
import type { Request } from './request';
import { type ResumePoint, type Watcher, train } from './train';
import { toldBy } from '../../inference/run/toldEffects';
import { withConfidence } from '../../inference/run/confidence';
import type { FitResult } from '../../inference/run/result';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { networksInThreads } from '../evaluate/networkThreads';
import type { NetworkTask } from '../evaluate/networkThread';
import type { OtherNetworks } from '../../inference/benchmark/otherNetworks';
import { compareAsCausalBench, compareWithMethods } from '../evaluate/baselines';
import { noiseLimit } from '../../inference/benchmark/noise';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { metricsDocument } from '../../present/report/metrics';
import { findingBeside } from '../../present/text/benchmark';
import { verdictLines } from '../../present/text/verdict';

/** Memory use in bytes above which a message is printed. */
const MUCH_MEMORY = 5e8;

/** Outcome of the command. */
export interface Inferred {
  readonly folder: string;
  /** In the folder, by name. */
  readonly files: readonly string[];
  /** What was found, in sentences. */
  readonly findings: readonly string[];
  /** What was measured, for machines (documents.ts). */
  readonly metrics: unknown;
}

/** What a command says of a run that it wrote. `benchmark`: null where other methods were not run. */
export function inferredRun(
  folder: string,
  files: readonly FolderFile[],
  run: FinishedRun,
  benchmark: FullBenchmark | null,
): Inferred {
  const finding = findingBeside(
    run.result,
    benchmark?.card.predictions ?? null,
    runVerdict(run).predicts.level,
  );
  return {
    folder,
    files: files.map(({ name }) => name),
    metrics: metricsDocument(run, benchmark),
    findings: [sentence(finding), ...verdictLines(runVerdict(run), noiseLimit(run.result, run.dataset))],
  };
}

export function printInferred({ findings, ...made }: Inferred, host: Host, json: boolean): void {
  const within = new RegExp(`^${effectsFolder}/.*`);
  const names = new Set(made.files.map((name) => name.replace(within, `${effectsFolder}/`)));
  const lines = [...findings, `${made.folder}: ${[...names].join(', ')}`];
  host.out(json ? jsonText(made) : `${lines.join('\n')}\n`);
}

/** State shared by all runs of one command. */
export interface Learning {
  readonly request: Request;
  readonly config: RunConfig;
  readonly dataset: TrainingData;
  /** Files that tell what the data show before any model; none for prepared data. */
  readonly effects: readonly FolderFile[];
  /** What the run itself has of them. */
  readonly carried: ReadyData['effects'];
  /** Networks of other methods that have begun; null: none yet. */
  readonly begun: OtherNetworks | null;
  readonly log: RunLog;
  readonly host: Host;
  readonly quiet: boolean;
  readonly interruption: Interruption;
}

/** A run, and what it is compared with. */
export interface Learned {
  readonly run: FinishedRun;
  /** null where it is compared with none. */
  readonly benchmark: FullBenchmark | null;
}

/**
 * The run, then its comparison with other methods, whose networks are computed on cores that the training leaves idle. `from`: state to resume
 * from; null: from the start. Throws Failure; an interrupted run leaves a checkpoint in the folder.
 */
export async function learnAndCompare(
  learning: Learning,
  settings: TrainingSettings,
  from: ResumePoint | null,
): Promise<Learned> {
  const others = learning.begun ?? networksFor(learning, { dataset: learning.dataset, seed: settings.seed });
  try {
    const run = await learn(learning, settings, from, others);
    return { run, benchmark: await benchmarkForReport(learning, run, others) };
  } finally {
    others?.end();
  }
}

/** `others`: begin on threads that are not needed here; null: there are none. Otherwise as above. */
export async function learn(
  learning: Learning,
  settings: TrainingSettings,
  from: ResumePoint | null,
  others: OtherNetworks | null = null,
): Promise<FinishedRun> {
  const { request, config, dataset, carried, log, host, quiet, interruption } = learning;
  const signal = carried?.ofFile.signal;
  const threads = threadsOf(learning);
  const devices = nodeDevices({
    wish: config.device,
    threads,
    settings,
    message: (line) => log.say(line),
  });
  // Preparation takes one thread.
  others?.use(threads - 1);
  const progress = quiet ? null : new ProgressLine(host);
  const watcher: Watcher = {
    memory: (bytes) => {
      log.write(memoryText(bytes, null), bytes > MUCH_MEMORY);
      const { trainingCells, genes } = runSizeOf(dataset);
      const sample = sampleText(trainingCells, maxTrainingCells(genes));
      if (sample !== '') log.say(sample);
    },
    device: (device) => {
      const text = `${device.name}. ${deviceReasonText(device, 'terminal')}`;
      if (device.reason.tag === 'no-webgpu' && device.reason.wished) log.warn(text);
      else log.say(text);
      others?.startAtMost(threads - Math.max(1, device.workers));
    },
    event: (event) => log.note(runEventText(event)),
    snapshot: (snapshot) => progress?.show(snapshot),
    trained: () => others?.use(threads - 1),
    save: (resumePoint) => saveResumePoint(learning, settings.seed, resumePoint),
    notSaved: (failure) => sayNotSaved(log, failure),
  };
  try {
    const trained = await train(
      { dataset, settings, devices, signal, from },
      watcher,
      interruption,
      host.now,
    );
    if (trained.kind === 'stopped') {
      await saveResumePoint(learning, settings.seed, trained.resumePoint);
      throw new Failure(1, {
        title: `Stopped after ${plural(trained.resumePoint.progress.step, 'step')}`,
        why: sentence(`Progress is saved in ${join(request.folder, checkpointName)}`),
        next: `Continue with the same command, or with: modulode infer --resume ${request.folder}`,
      });
    }
    log.note(`Trained for ${duration(trained.result.seconds)}.`);
    const { loss } = trained;
    // What follows may be killed, or find the disk full.
    await saveTrained(learning, settings.seed, trained.resumePoint);
    const told = carried ? toldBy(trained.result, carried.ofFile) : trained.result;
    const result = await measureConfidence(learning, settings, told);
    const run = finishedRunOf({ dataset, settings, truth: request.truth, result, loss, savedAt: host.now() });
    const effects = carried?.inRunFile ? { effects: carried.inRunFile } : {};
    return { ...run, placement: placementOfRun(run), ...effects };
  } finally {
    progress?.clear();
    devices.dispose();
  }
}

/** null before the first step. */
export function resumePointOf({ progress, loss, seconds }: RunCheckpoint): ResumePoint | null {
  return progress && { progress, loss, seconds };
}

/** Writes the checkpoint. `resumePoint`: null before the run of `seed` begins. */
export async function saveResumePoint(
  { request, config, dataset, log }: Learning,
  seed: number,
  resumePoint: ResumePoint | null,
): Promise<void> {
  const { progress, loss, seconds } = resumePoint ?? { progress: null, loss: new Float64Array(), seconds: 0 };
  const { fingerprint } = dataset;
  const pieces = writeCheckpoint({ config, fingerprint, seed, progress, loss, seconds, log: log.lines });
  await writeWhole(join(request.folder, checkpointName), pieces);
}

/** Never throws: without it, a killed command trains the last steps once more. */
async function saveTrained(learning: Learning, seed: number, resumePoint: ResumePoint): Promise<void> {
  try {
    await saveResumePoint(learning, seed, resumePoint);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    sayNotSaved(learning.log, error);
  }
}

/** Once for each reason: progress is saved every few seconds. */
function sayNotSaved(log: RunLog, { words: { title, why } }: Failure): void {
  const text = `Progress could not be saved: ${title}. ${sentence(why)} The run goes on.`;
  if (!log.lines.some((line) => line.endsWith(text))) log.warn(text);
}

/** Writes a run folder. Throws Failure: where the disk is full the training is not lost. */
export async function writeOrKeep(
  { request }: Learning,
  folder: string,
  files: readonly FolderFile[],
): Promise<void> {
  try {
    await writeFolder(folder, files);
  } catch (error) {
    const checkpoint = join(request.folder, checkpointName);
    if (!(error instanceof Failure) || !existsSync(checkpoint)) throw error;
    const next = `The trained run is kept in ${checkpoint}. Free some space, then run the same command again.`;
    throw new Failure(error.exitCode, { ...error.words, next });
  }
}

/** Adds the confidence of edges, if requested. Never throws: on failure the log has the reason and the run is written without. */
async function measureConfidence(
  { config, dataset, log, host, quiet, interruption }: Learning,
  settings: TrainingSettings,
  result: FitResult,
): Promise<FitResult> {
  const fits = config.confidence;
  // The fits of a shard are summarised together with those of the others.
  if (fits === null || (config.shard && config.seeds === null)) return result;
  const started = host.now();
  log.say(`Measuring confidence with ${plural(fits, 'resampled fit')}.`);
  const threads = threadsOf({ config, host });
  const status = quiet ? null : host.status;
  const onFit = (done: number) => status?.(`${done} of ${plural(fits, 'resampled fit')}`);
  try {
    // Loaded on demand, with the code of the threads.
    const { confidenceFromResampledFits } = await import('../confidence/resampledFits');
    const run = { dataset, settings, result };
    const confidence = await confidenceFromResampledFits(run, fits, threads, onFit, interruption);
    if (confidence === null) {
      log.say('Stopped before enough resampled fits had ended: confidence was not measured.');
      return result;
    }
    log.note(`${plural(confidence.fits, 'resampled fit')} in ${duration((host.now() - started) / 1000)}.`);
    return withConfidence(result, confidence);
  } catch (error) {
    log.warn(`Confidence could not be measured: ${messageOf(error)}.`);
    return result;
  } finally {
    status?.('');
  }
}

/** Which other methods a run is compared with, and the maximum estimated minutes of each; `modulode evaluate --baselines` allows more. */
const MAX_MINUTES: Readonly<Record<Compare, number>> = { none: 0, fast: 0.01, all: 0.5 };

interface Comparing {
  readonly config: Pick<RunConfig, 'compare'>;
}

function maxMinutesOf({ config }: Comparing): number {
  return MAX_MINUTES[config.compare ?? 'all'];
}

export function threadsOf({ config, host }: Threads): number {
  return config.threads ?? host.cores;
}

interface Threads {
  readonly config: Pick<RunConfig, 'threads'>;
  readonly host: Pick<Host, 'cores'>;
}

/** Of the methods that runs are compared with; null: none. */
export function networksFor(asked: Comparing, task: NetworkTask): OtherNetworks | null {
  return asked.config.compare === 'none' ? null : networksInThreads(task, maxMinutesOf(asked));
}

type Compared = Pick<Learning, 'config' | 'log' | 'host' | 'quiet' | 'interruption'>;

/**
 * Compares the run with other methods, for the report. `others`: of this run, begun before. Never throws: on failure returns null and logs the
 * reason. Ctrl-C ends it early.
 */
export async function benchmarkForReport(
  learning: Compared,
  run: FinishedRun,
  others = networksFor(learning, { dataset: run.dataset, seed: run.settings.seed }),
): Promise<FullBenchmark | null> {
  const { host, quiet, log, interruption } = learning;
  if (others === null) return null;
  const started = host.now();
  const asked = {
    truth: run.truth,
    budget: run.view.edgeBudget,
    maxMinutes: maxMinutesOf(learning),
    others,
    threads: threadsOf(learning),
  };
  const output = { now: host.now, status: quiet ? null : host.status };
  try {
    const benchmark = await compareWithMethods(run, asked, output, () => interruption.interrupted);
    if (interruption.interrupted) log.say('Stopped before all other methods had run.');
    log.note(`Compared with other methods in ${duration((host.now() - started) / 1000)}.`);
    if (!learning.config.causalBench || interruption.interrupted) return benchmark;
    return { ...benchmark, ...(await comparisonOnHeldOutCells(learning, run)) };
  } catch (error) {
    log.warn(`Other methods could not be run: ${messageOf(error)}.`);
    return null;
  }
}

/** As above. */
async function comparisonOnHeldOutCells(
  { config, host, quiet, log }: Compared,
  run: FinishedRun,
): Promise<Pick<FullBenchmark, 'heldOutCells'>> {
  const started = host.now();
  try {
    const output = { status: quiet ? null : host.status };
    const heldOutCells = await compareAsCausalBench(run, maxMinutesOf({ config }), output);
    log.note(`Compared on held-out cells in ${duration((host.now() - started) / 1000)}.`);
    return { heldOutCells };
  } catch (error) {
    log.warn(`Networks could not be compared on held-out cells: ${messageOf(error)}.`);
    return {};
  }
}
