/** One run of the command: trained while it is told how far it has come, and put together as a run file holds it. */
import { join } from 'node:path';
import type { Dataset } from '../../dataset/dataset';
import { mostTrainingCells } from '../../dynamics/prepare/sampledCells';
import type { TrainingSettings } from '../../dynamics/settings';
import { stepsMade } from '../../inference/progress';
import { placementOfRun, sceneOfRun } from '../../present/figure/runFigure';
import { deviceReasonText } from '../../present/text/device';
import { doubtAbout } from '../../present/text/doubt';
import { plural, sentence } from '../../present/text/format';
import { memoryText, sampleText } from '../../present/text/memory';
import { sureResult } from '../confidence/sureResult';
import { duration } from '../../present/text/numbers';
import { runEventText } from '../../present/text/runEvents';
import { writeCheckpoint, type RunCheckpoint } from '../../share/checkpointFile';
import { finishedRunOf } from '../../share/finishedRun';
import type { FinishedRun } from '../../share/runFile';
import { runSizeOf } from '../../inference/training/runSize';
import { nodeDevices } from '../devices/nodeDevices';
import { Failure } from '../failure';
import { writeWhole } from '../files';
import { checkpointName } from '../runs';
import type { Host } from '../host';
import type { RunConfig } from './configFile';
import type { Interruption } from './interruption';
import { ProgressLine } from './progressLine';
import type { Request } from './request';
import type { RunLog } from './runLog';
import { train, type Standing, type Watcher } from './train';

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
  from: Standing | null,
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
    save: (standing) => saveStanding(learning, settings.seed, standing),
  };
  try {
    const trained = await train({ dataset, settings, devices, from }, watcher, interruption, host.now);
    if (trained.kind === 'stopped') {
      await saveStanding(learning, settings.seed, trained.standing);
      throw brokenOff(request.folder, stepsMade(trained.standing.progress, settings.steps));
    }
    const { loss } = trained;
    log.note(`Trained for ${duration(trained.result.seconds)}.`);
    const result = await sureResult(learning, settings, trained.result);
    const run = finishedRunOf({ dataset, settings, truth: request.truth, result, loss, savedAt: host.now() });
    return { ...run, placement: placementOfRun(run, sceneOfRun(run, doubtAbout(result))) };
  } finally {
    progress?.clear();
    devices.dispose();
  }
}

/** null where nothing was learned yet. */
export function standingOf({ progress, loss, seconds }: RunCheckpoint): Standing | null {
  return progress && { progress, loss, seconds };
}

/** `standing` null: the run of `seed` is about to begin. */
export async function saveStanding(
  { request, config, dataset, log }: Learning,
  seed: number,
  standing: Standing | null,
): Promise<void> {
  const { progress, loss, seconds } = standing ?? nothingLearned;
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
