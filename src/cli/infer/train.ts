/** Trains one run until it is finished or interrupted, with the training loop of the page, so that results are the same bits. */
import type { Dataset } from '../../dataset/dataset';
import type { TrainingSettings } from '../../dynamics/settings';
import type { Inference } from '../../inference/run/inference';
import type { SavedProgress } from '../../inference/run/progress';
import type { FitResult, TrainingSnapshot } from '../../inference/run/result';
import type { RunEvent } from '../../present/text/run';
import type { InputError } from '../../present/text/errors';
import type { Series } from '../../share/finishedRun';
import type { TrainingDevices } from '../../inference/training/devices';
import { prepareRun, asTrainingError, Run } from '../../inference/training/run';
import type { RunningDevice } from '../../inference/training/chooseDevice';
import { runSizeOf } from '../../inference/training/memory';
import { badUsage, failureOf } from '../failure';
import type { Interruption } from '../host';
import { LossCurve } from '../../share/lossCurve';

/** State of a run from which it can be resumed. */
export interface ResumePoint {
  readonly progress: SavedProgress;
  /** Loss of the main fit at every step. */
  readonly loss: Float64Array;
  readonly seconds: number;
}

export interface Watcher {
  /** Bytes the run needs. */
  memory(bytes: number): void;
  device(device: RunningDevice): void;
  event(event: RunEvent): void;
  snapshot(snapshot: TrainingSnapshot): void;
  /** Called periodically, so that a killed job loses little. */
  save(resumePoint: ResumePoint): Promise<void>;
}

interface Task {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly devices: TrainingDevices;
  /** null: from the start. */
  readonly from: ResumePoint | null;
}

export type Trained =
  | { readonly kind: 'finished'; readonly result: FitResult; readonly loss: Series }
  | { readonly kind: 'stopped'; readonly resumePoint: ResumePoint };

const savedEveryMs = 120_000;

/** `now`: milliseconds. Throws Failure if the run fails. The caller disposes of the devices. */
export async function train(
  task: Task,
  watcher: Watcher,
  interruption: Interruption,
  now: () => number,
): Promise<Trained> {
  const inference = await prepared(task, watcher);
  try {
    watcher.device(task.devices.describe(inference.main.device));
    if (task.from) await goOn(inference, task.from.progress);
    return await toTheEnd(inference, task, watcher, interruption, now);
  } finally {
    inference.dispose();
  }
}

async function prepared({ devices, dataset, settings }: Task, watcher: Watcher): Promise<Inference> {
  try {
    watcher.memory(devices.requireMemory(runSizeOf(dataset)));
    return await prepareRun(devices, dataset, settings);
  } catch (error) {
    throw failureOf(asTrainingError(error));
  }
}

/** Throws Failure if the progress belongs to another model. */
async function goOn(inference: Inference, progress: SavedProgress): Promise<void> {
  if (sizesOf(await inference.progress()) !== sizesOf(progress))
    throw badUsage(
      'The checkpoint does not belong to this run',
      'The size of its model differs from that of the data and settings.',
      'Start the run again with --force.',
    );
  inference.resume(progress);
}

function sizesOf({ fits }: SavedProgress): string {
  return fits.map(({ parameters }) => parameters.length).join(' ');
}

async function toTheEnd(
  inference: Inference,
  { devices, dataset, settings, from }: Task,
  watcher: Watcher,
  interruption: Interruption,
  now: () => number,
): Promise<Trained> {
  const curve = new LossCurve(from?.loss ?? []);
  const before = from?.seconds ?? 0;
  const started = now();
  let saved = started;
  /** The save in progress; awaited at the end only. */
  let saving = Promise.resolve();
  const { rateFactor = 1, companions } = from?.progress ?? {};
  let last = { rateFactor, averaged: 1 + (companions?.finished.length ?? 0) };
  const outcome: { result?: FitResult; error?: InputError } = {};
  const resumePoint = async (): Promise<ResumePoint> => {
    const progress = await inference.progress();
    // Adds the losses since the last snapshot.
    curve.take(await inference.snapshot());
    return { progress, loss: curve.upTo(progress.step), seconds: before + (now() - started) / 1000 };
  };
  const take = async (snapshot: TrainingSnapshot) => {
    curve.take(snapshot);
    const { step, averaged } = snapshot;
    if (snapshot.rateFactor < last.rateFactor) watcher.event({ tag: 'slowed', step });
    if (averaged > last.averaged) watcher.event({ tag: 'averaged', fits: averaged });
    last = snapshot;
    watcher.snapshot(snapshot);
    if (now() - saved < savedEveryMs || inference.isDone) return;
    saved = now();
    saving = resumePoint().then((point) => watcher.save(point));
    await saving;
  };
  const run = new Run(
    inference,
    devices,
    {
      snapshot: take,
      moved: (device, step) => watcher.event({ tag: 'moved', step, device }),
      finished: (result) => {
        outcome.result = { ...result, seconds: result.seconds + before };
      },
      failed: (error) => {
        outcome.error = error;
      },
    },
    null,
  );
  watcher.event({ tag: 'started', name: dataset.name, seed: settings.seed, step: inference.step });
  interruption.onInterrupt(() => run.end('discarded'));
  await run.train();
  interruption.onInterrupt(null);
  // A checkpoint must not be written after the result; a failed one must not fail the run.
  await saving.catch(() => undefined);
  if (outcome.error) throw failureOf(outcome.error);
  if (!outcome.result) return { kind: 'stopped', resumePoint: await resumePoint() };
  watcher.event({ tag: 'finished', step: inference.step });
  return { kind: 'finished', result: outcome.result, loss: curve.read() };
}
