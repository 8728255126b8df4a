/** Trains one run until it is finished or interrupted, with the training loop of the page, so that results are the same bits. */
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import type { Signal } from '../../inference/diagnosis/signal';
import type { Inference } from '../../inference/run/inference';
import type { SavedProgress } from '../../inference/run/progress';
import type { FitResult, TrainingSnapshot } from '../../inference/run/result';
import type { RunEvent } from '../../present/text/run';
import type { InputError } from '../../present/text/errors';
import type { Series } from '../../share/finishedRun';
import type { TrainingDevices } from '../../inference/training/devices';
import { prepareRun, asTrainingError, Run } from '../../inference/training/run';
import type { RunningDevice } from '../../inference/training/chooseDevice';
import { runSizeOf } from '../../inference/run/memory';
import { badUsage, Failure, failureOf } from '../failure';
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
  /** The device is no longer needed: the result takes one thread. */
  trained(): void;
  /** Called every few seconds, so that a killed job loses little. May throw Failure. */
  save(resumePoint: ResumePoint): Promise<void>;
  /** It did; training goes on. */
  notSaved(failure: Failure): void;
}

interface Task {
  readonly dataset: TrainingData;
  readonly settings: TrainingSettings;
  readonly devices: TrainingDevices;
  /** Of the whole file; absent for prepared data. */
  readonly signal?: Signal | undefined;
  /** null: from the start. */
  readonly from: ResumePoint | null;
}

export type Trained =
  | {
      readonly kind: 'finished';
      readonly result: FitResult;
      readonly loss: Series;
      /** Of the last step: resumed from it, the run has this result without training. */
      readonly resumePoint: ResumePoint;
    }
  | { readonly kind: 'stopped'; readonly resumePoint: ResumePoint };

/** Between two saves; large models are saved less often, so that saving takes at most a twentieth of the time. */
const SAVING_MS = 5000;
const SAVING_SHARE = 20;

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
    if (task.from) await resume(inference, task.from.progress);
    return await toTheEnd(inference, task, watcher, interruption, now);
  } finally {
    inference.dispose();
  }
}

async function prepared({ devices, dataset, settings, signal }: Task, watcher: Watcher): Promise<Inference> {
  try {
    watcher.memory(devices.requireMemory(runSizeOf(dataset)));
    return await prepareRun(devices, dataset, settings, signal);
  } catch (error) {
    throw failureOf(asTrainingError(error));
  }
}

/** Throws Failure if the progress belongs to another model. */
async function resume(inference: Inference, progress: SavedProgress): Promise<void> {
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
  let nextSave = started + SAVING_MS;
  /** The save in progress. */
  let saving = Promise.resolve();
  let rateFactor = from?.progress.rateFactor ?? 1;
  const outcome: { result?: FitResult; error?: InputError } = {};
  const resumePoint = async (): Promise<ResumePoint> => {
    const progress = await inference.progress();
    // Adds the losses since the last snapshot.
    curve.take(await inference.snapshot());
    return { progress, loss: curve.upTo(progress.step), seconds: before + (now() - started) / 1000 };
  };
  const save = async () => {
    const began = now();
    try {
      await watcher.save(await resumePoint());
    } catch (error) {
      // The loop hears of a lost device too, and replaces it.
      if (error instanceof Failure) watcher.notSaved(error);
    }
    const ended = now();
    nextSave = ended + Math.max(SAVING_MS, SAVING_SHARE * (ended - began));
  };
  const take = async (snapshot: TrainingSnapshot) => {
    curve.take(snapshot);
    if (snapshot.rateFactor < rateFactor) watcher.event({ tag: 'slowed', step: snapshot.step });
    ({ rateFactor } = snapshot);
    watcher.snapshot(snapshot);
    if (now() < nextSave || inference.isDone) return;
    saving = save();
    await saving;
  };
  const run = new Run(
    inference,
    devices,
    {
      snapshot: take,
      trained: () => watcher.trained(),
      written: () => saving,
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
  // A checkpoint must not be written after the result.
  await saving;
  if (outcome.error) throw failureOf(outcome.error);
  if (!outcome.result) return { kind: 'stopped', resumePoint: await resumePoint() };
  watcher.event({ tag: 'finished', step: inference.step });
  return {
    kind: 'finished',
    result: outcome.result,
    loss: curve.read(),
    resumePoint: { ...(await resumePoint()), seconds: outcome.result.seconds },
  };
}
