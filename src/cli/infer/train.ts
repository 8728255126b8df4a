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
import { badUsage, failureOf, type Failure } from '../failure';
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
    return await new WatchedRun(inference, task, watcher, now).toTheEnd(interruption);
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
  if (sizesOf(await inference.progress()) !== sizesOf(progress)) throw otherModel();
  inference.resume(progress);
}

function sizesOf({ fits }: SavedProgress): string {
  return fits.map(({ parameters }) => parameters.length).join(' ');
}

function otherModel(): Failure {
  return badUsage(
    'The checkpoint does not belong to this run',
    'The size of its model differs from that of the data and settings.',
    'Start the run again with --force.',
  );
}

class WatchedRun {
  readonly #inference: Inference;
  readonly #task: Task;
  readonly #watcher: Watcher;
  readonly #now: () => number;
  readonly #curve: LossCurve;
  readonly #started: number;
  #saved: number;
  /** The save in progress; awaited at the end only. */
  #saving: Promise<void> = Promise.resolve();
  #last: Pick<TrainingSnapshot, 'rateFactor' | 'averaged'>;
  #result: FitResult | null = null;
  #failed: InputError | null = null;

  constructor(inference: Inference, task: Task, watcher: Watcher, now: () => number) {
    this.#inference = inference;
    this.#task = task;
    this.#watcher = watcher;
    this.#now = now;
    this.#curve = new LossCurve(task.from?.loss ?? []);
    this.#started = now();
    this.#saved = this.#started;
    const { rateFactor = 1, companions } = task.from?.progress ?? {};
    this.#last = { rateFactor, averaged: 1 + (companions?.finished.length ?? 0) };
  }

  async toTheEnd(interruption: Interruption): Promise<Trained> {
    const { devices, dataset, settings } = this.#task;
    const run = new Run(
      this.#inference,
      devices,
      {
        snapshot: (snapshot) => this.#take(snapshot),
        moved: (device, step) => this.#watcher.event({ tag: 'moved', step, device }),
        finished: (result) => {
          this.#result = { ...result, seconds: result.seconds + this.#before };
        },
        failed: (error) => {
          this.#failed = error;
        },
      },
      null,
    );
    const { step } = this.#inference;
    this.#watcher.event({ tag: 'started', name: dataset.name, seed: settings.seed, step });
    interruption.onInterrupt(() => run.end('discarded'));
    await run.train();
    interruption.onInterrupt(null);
    // A checkpoint must not be written after the result; a failed one must not fail the run.
    await this.#saving.catch(() => undefined);
    if (this.#failed) throw failureOf(this.#failed);
    if (!this.#result) return { kind: 'stopped', resumePoint: await this.#resumePoint() };
    this.#watcher.event({ tag: 'finished', step: this.#inference.step });
    return { kind: 'finished', result: this.#result, loss: this.#curve.read() };
  }

  /** Seconds spent before the run was resumed. */
  get #before(): number {
    return this.#task.from?.seconds ?? 0;
  }

  async #take(snapshot: TrainingSnapshot): Promise<void> {
    this.#curve.take(snapshot);
    const { step, rateFactor, averaged } = snapshot;
    if (rateFactor < this.#last.rateFactor) this.#watcher.event({ tag: 'slowed', step });
    if (averaged > this.#last.averaged) this.#watcher.event({ tag: 'averaged', fits: averaged });
    this.#last = { rateFactor, averaged };
    this.#watcher.snapshot(snapshot);
    if (this.#now() - this.#saved < savedEveryMs || this.#inference.isDone) return;
    this.#saved = this.#now();
    this.#saving = this.#save();
    await this.#saving;
  }

  async #save(): Promise<void> {
    await this.#watcher.save(await this.#resumePoint());
  }

  async #resumePoint(): Promise<ResumePoint> {
    const progress = await this.#inference.progress();
    // Adds the losses since the last snapshot.
    this.#curve.take(await this.#inference.snapshot());
    const seconds = this.#before + (this.#now() - this.#started) / 1000;
    return { progress, loss: this.#curve.upTo(progress.step), seconds };
  }
}
