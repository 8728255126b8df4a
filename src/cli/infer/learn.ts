/** One run of the command: trained while it is told how far it has come, and put together as a run file holds it. */
import { join } from 'node:path';
import type { Dataset } from '../../dataset/dataset';
import { mostTrainingCells } from '../../dynamics/prepare/trainingCells';
import type { TrainingSettings } from '../../dynamics/settings';
import { stepsMade } from '../../inference/run/progress';
import { placementOfRun, sceneOfRun } from '../../present/figure/runFigure';
import { deviceReasonText, memoryText, sampleText, runEventText } from '../../present/text/run';
import { doubtAbout } from '../../present/text/diagnosis';
import { plural, sentence, duration } from '../../present/text/format';
import { writeCheckpoint, type RunCheckpoint } from '../../share/checkpointFile';
import { type FinishedRun, finishedRunOf } from '../../share/finishedRun';
import { runSizeOf } from '../../inference/training/memory';
import { nodeDevices } from '../devices/nodeDevices';
import { Failure } from '../failure';
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
import { besideOthers } from '../evaluate/baselines';

/** Bytes from which on the person is told beforehand. */
const MUCH_MEMORY = 5e8;

/** What every run of one command shares. */
export interface Learning {
  readonly request: Request;
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly log: RunLog;
  readonly host: Host;
  readonly quiet: boolean;
  readonly interruption: Interruption;
}

/** `from`: where it goes on; null: from the start. Throws Failure, with a checkpoint in the folder where the run was broken off. */
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
    tell: (line) => log.say(line),
  });
  const progress = quiet ? null : new ProgressLine(host, settings, dataset.genes.length);
  const watcher: Watcher = {
    memory: (bytes) => {
      const text = memoryText(bytes, null);
      if (bytes > MUCH_MEMORY) log.say(text);
      else log.note(text);
      const { trainingCells, genes } = runSizeOf(dataset);
      const sample = sampleText(trainingCells, mostTrainingCells(genes));
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
      throw brokenOff(request.folder, stepsMade(trained.resumePoint.progress, settings.steps));
    }
    const { loss } = trained;
    log.note(`Trained for ${duration(trained.result.seconds)}.`);
    const result = await measureConfidence(learning, settings, trained.result);
    const run = finishedRunOf({ dataset, settings, truth: request.truth, result, loss, savedAt: host.now() });
    return { ...run, placement: placementOfRun(run, sceneOfRun(run, doubtAbout(result))) };
  } finally {
    progress?.clear();
    devices.dispose();
  }
}

/** null where nothing was learned yet. */
export function resumePointOf({ progress, loss, seconds }: RunCheckpoint): ResumePoint | null {
  return progress && { progress, loss, seconds };
}

/** `resumePoint` null: the run of `seed` is about to begin. */
export async function saveResumePoint(
  { request, config, dataset, log }: Learning,
  seed: number,
  resumePoint: ResumePoint | null,
): Promise<void> {
  const { progress, loss, seconds } = resumePoint ?? nothingLearned;
  const { fingerprint } = dataset;
  const text = writeCheckpoint({ config, fingerprint, seed, progress, loss, seconds, log: log.lines });
  await writeWhole(join(request.folder, checkpointName), [text]);
}

const nothingLearned = { progress: null, loss: new Float64Array(), seconds: 0 };

function brokenOff(folder: string, steps: number): Failure {
  return new Failure(1, {
    title: `Stopped after ${plural(steps, 'step')}`,
    why: sentence(`What was learned is kept in ${join(folder, checkpointName)}`),
    next: `Go on with: modulode infer --resume ${folder}`,
  });
}

/** A trained result with how sure its edges are, where the command asks for that. */

/** Never throws: a run that was trained is written, without confidence where that could not be measured, and the log says so. */
async function measureConfidence(
  { config, dataset, log, host, quiet, interruption }: Learning,
  settings: TrainingSettings,
  result: FitResult,
): Promise<FitResult> {
  const fits = config.confidence;
  if (fits === null) return result;
  const started = host.now();
  log.say(`Fitting ${plural(fits, 'time')} more, to resampled cells and perturbations.`);
  const threads = config.threads ?? host.cores;
  const onFit = (done: number) => {
    if (!quiet) host.status?.(`${done} of ${plural(fits, 'resampled fit')}`);
  };
  try {
    // The threads are made when they are first needed.
    const { confidenceFromResampledFits } = await import('../confidence/resampledFits');
    const confidence = await confidenceFromResampledFits(
      { dataset, settings, result },
      { fits, threads, onFit },
      interruption,
    );
    if (confidence === null) {
      log.say('Stopped before enough resampled fits had ended: how sure the edges are was not measured.');
      return result;
    }
    log.note(`${plural(confidence.fits, 'resampled fit')} in ${duration((host.now() - started) / 1000)}.`);
    return withConfidence(result, confidence);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.say(`How sure the edges are could not be measured: ${why}.`);
    return result;
  } finally {
    if (!quiet) host.status?.('');
  }
}

/** A trained run beside other methods, for the report: whatever takes no longer than training usually does. */

/** Estimated minutes of one method; `modulode evaluate --baselines` waits longer. */
const MOST_MINUTES = 0.25;

/** Never throws: a run that was trained is written, without the others where they fail (null), and the log says so. Ctrl-C ends it early. */
export async function besideOthersOf(
  { host, quiet, log, interruption }: Learning,
  run: FinishedRun,
): Promise<FullBenchmark | null> {
  const started = host.now();
  const asked = { truth: run.truth, budget: run.view.edgeBudget, mostMinutes: MOST_MINUTES };
  const told = { now: host.now, status: quiet ? null : host.status };
  try {
    const beside = await besideOthers(run, asked, told, () => interruption.heard);
    if (interruption.heard) log.say('Stopped before every other method was computed from the same cells.');
    log.note(`Beside other methods in ${duration((host.now() - started) / 1000)}.`);
    return beside;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.say(`Other methods could not be computed from the same cells: ${why}.`);
    return null;
  }
}
