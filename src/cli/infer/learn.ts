/** One run of the command: training with progress and checkpoints, then confidence, then the comparison with other methods. */
import { join } from 'node:path';
import type { Dataset } from '../../dataset/dataset';
import { maxTrainingCells } from '../../dynamics/prepare/trainingCells';
import type { TrainingSettings } from '../../dynamics/settings';
import { stepsMade } from '../../inference/run/progress';
import { placementOfRun } from '../../present/figure/runFigure';
import { deviceReasonText, memoryText, sampleText, runEventText } from '../../present/text/run';
import { plural, sentence, duration } from '../../present/text/format';
import { writeCheckpoint, type RunCheckpoint } from '../../share/checkpointFile';
import { type FinishedRun, finishedRunOf } from '../../share/finishedRun';
import { runSizeOf } from '../../inference/training/memory';
import { nodeDevices } from '../devices/nodeDevices';
import { Failure, messageOf } from '../failure';
import { writeWhole } from '../files';
import { checkpointName } from '../runs';
import type { Host, Interruption } from '../host';
import type { RunConfig } from './configFile';
import { ProgressLine, type RunLog } from './runLog';
import type { Request } from './request';
import { train, type ResumePoint, type Watcher } from './train';
import { withConfidence } from '../../inference/confidence/confidence';
import type { FitResult } from '../../inference/run/result';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { compareAsCausalBench, compareWithMethods } from '../evaluate/baselines';

/** Memory use in bytes above which a message is printed. */
const MUCH_MEMORY = 5e8;

/** Outcome of the command. */
export interface Inferred {
  readonly folder: string;
  /** In the folder, by name. */
  readonly files: readonly string[];
  /** What was found, in sentences. */
  readonly findings: readonly string[];
  /** What was measured, for machines. */
  readonly metrics: unknown;
}

/** State shared by all runs of one command. */
export interface Learning {
  readonly request: Request;
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly log: RunLog;
  readonly host: Host;
  readonly quiet: boolean;
  readonly interruption: Interruption;
}

/** `from`: state to resume from; null: from the start. Throws Failure; an interrupted run leaves a checkpoint in the folder. */
export async function learn(
  learning: Learning,
  settings: TrainingSettings,
  from: ResumePoint | null,
): Promise<FinishedRun> {
  const { request, config, dataset, log, host, quiet, interruption } = learning;
  const devices = nodeDevices({
    wish: config.device,
    threads: config.threads ?? host.cores,
    settings,
    message: (line) => log.say(line),
  });
  const progress = quiet ? null : new ProgressLine(host, settings, dataset.genes.length);
  const watcher: Watcher = {
    memory: (bytes) => {
      log.write(memoryText(bytes, null), bytes > MUCH_MEMORY);
      const { trainingCells, genes } = runSizeOf(dataset);
      const sample = sampleText(trainingCells, maxTrainingCells(genes));
      if (sample !== '') log.say(sample);
    },
    device: (device) => log.say(`${device.name}. ${deviceReasonText(device, 'terminal')}`),
    event: (event) => log.note(runEventText(event)),
    snapshot: (snapshot) => progress?.show(snapshot),
    save: (resumePoint) => saveResumePoint(learning, settings.seed, resumePoint),
  };
  try {
    const trained = await train({ dataset, settings, devices, from }, watcher, interruption, host.now);
    if (trained.kind === 'stopped') {
      await saveResumePoint(learning, settings.seed, trained.resumePoint);
      throw new Failure(1, {
        title: `Stopped after ${plural(stepsMade(trained.resumePoint.progress, settings.steps), 'step')}`,
        why: sentence(`Progress is saved in ${join(request.folder, checkpointName)}`),
        next: `Continue with: modulode infer --resume ${request.folder}`,
      });
    }
    log.note(`Trained for ${duration(trained.result.seconds)}.`);
    const { loss } = trained;
    const result = await measureConfidence(learning, settings, trained.result);
    const run = finishedRunOf({ dataset, settings, truth: request.truth, result, loss, savedAt: host.now() });
    return { ...run, placement: placementOfRun(run) };
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
  const text = writeCheckpoint({ config, fingerprint, seed, progress, loss, seconds, log: log.lines });
  await writeWhole(join(request.folder, checkpointName), [text]);
}

/** Adds the confidence of edges, if requested. Never throws: on failure the log has the reason and the run is written without. */
async function measureConfidence(
  { config, dataset, log, host, quiet, interruption }: Learning,
  settings: TrainingSettings,
  result: FitResult,
): Promise<FitResult> {
  const fits = config.confidence;
  if (fits === null) return result;
  const started = host.now();
  log.say(`Measuring confidence with ${plural(fits, 'resampled fit')}.`);
  const threads = config.threads ?? host.cores;
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
    log.say(`Confidence could not be measured: ${messageOf(error)}.`);
    return result;
  } finally {
    status?.('');
  }
}

/** Maximum estimated minutes per method; `modulode evaluate --baselines` allows more. */
const MAX_MINUTES = 0.25;

/** Compares the run with other methods, for the report. Never throws: on failure returns null and logs the reason. Ctrl-C ends it early. */
export async function benchmarkForReport(
  learning: Learning,
  run: FinishedRun,
): Promise<FullBenchmark | null> {
  const { host, quiet, log, interruption } = learning;
  const started = host.now();
  const asked = { truth: run.truth, budget: run.view.edgeBudget, maxMinutes: MAX_MINUTES };
  const output = { now: host.now, status: quiet ? null : host.status };
  try {
    const benchmark = await compareWithMethods(run, asked, output, () => interruption.interrupted);
    if (interruption.interrupted) log.say('Stopped before all other methods had run.');
    log.note(`Compared with other methods in ${duration((host.now() - started) / 1000)}.`);
    if (!learning.config.causalBench || interruption.interrupted) return benchmark;
    return { ...benchmark, ...(await comparisonOnHeldOutCells(learning, run)) };
  } catch (error) {
    log.say(`Other methods could not be run: ${messageOf(error)}.`);
    return null;
  }
}

/** As above. */
async function comparisonOnHeldOutCells(
  { host, quiet, log }: Learning,
  run: FinishedRun,
): Promise<Pick<FullBenchmark, 'heldOutCells'>> {
  const started = host.now();
  try {
    const output = { status: quiet ? null : host.status };
    const heldOutCells = await compareAsCausalBench(run, MAX_MINUTES, output);
    log.note(`Compared on held-out cells in ${duration((host.now() - started) / 1000)}.`);
    return { heldOutCells };
  } catch (error) {
    log.say(`Networks could not be compared on held-out cells: ${messageOf(error)}.`);
    return {};
  }
}
