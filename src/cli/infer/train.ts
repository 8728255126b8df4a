/** One training run to its end, or to where it is broken off: with the loop of the page, so that its bits are the page's. */
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

/** Where a run stands, enough to go on from. */
export interface ResumePoint {
  readonly progress: SavedProgress;
  /** Of every step of the main fit. */
  readonly loss: Float64Array;
  readonly seconds: number;
}

export interface Watcher {
  /** Bytes the run will take. */
  memory(bytes: number): void;
  device(device: RunningDevice): void;
  event(event: RunEvent): void;
  snapshot(snapshot: TrainingSnapshot): void;
  /** Now and then, so that a job that is killed loses little. */
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

/** `now`: milliseconds. Throws Failure where the run fails; the devices stay the caller's. */
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

/** Throws Failure where the progress is that of another model. */
async function goOn(inference: Inference, progress: SavedProgress): Promise<void> {
  if (sizesOf(await inference.progress()) !== sizesOf(progress)) throw otherModel();
  inference.resume(progress);
}

function sizesOf({ fits }: SavedProgress): string {
  return fits.map(({ parameters }) => parameters.length).join(' ');
}

function otherModel(): Failure {
  return badUsage(
    'The checkpoint is not of this run',
    'It holds a model of another size than its own data and settings give.',
    'Start the run anew with --force.',
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
  /** What is being kept now: nobody waits for it but the end. */
  #saving: Promise<void> = Promise.resolve();
  #heard: Pick<TrainingSnapshot, 'rateFactor' | 'averaged'>;
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
    this.#heard = { rateFactor, averaged: 1 + (companions?.finished.length ?? 0) };
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
    interruption.tell(() => run.end('discarded'));
    await run.train();
    interruption.tell(null);
    // A checkpoint must not come after what replaces it; one that cannot be written loses no run.
    await this.#saving.catch(() => undefined);
    if (this.#failed) throw failureOf(this.#failed);
    if (!this.#result) return { kind: 'stopped', resumePoint: await this.#resumePoint() };
    this.#watcher.event({ tag: 'finished', step: this.#inference.step });
    return { kind: 'finished', result: this.#result, loss: this.#curve.read() };
  }

  /** Spent before this run was taken up again. */
  get #before(): number {
    return this.#task.from?.seconds ?? 0;
  }

  async #take(snapshot: TrainingSnapshot): Promise<void> {
    this.#curve.take(snapshot);
    const { step, rateFactor, averaged } = snapshot;
    if (rateFactor < this.#heard.rateFactor) this.#watcher.event({ tag: 'slowed', step });
    if (averaged > this.#heard.averaged) this.#watcher.event({ tag: 'averaged', fits: averaged });
    this.#heard = { rateFactor, averaged };
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
    // Takes the losses of the last steps, of which nobody has heard.
    this.#curve.take(await this.#inference.snapshot());
    const seconds = this.#before + (this.#now() - this.#started) / 1000;
    return { progress, loss: this.#curve.upTo(progress.step), seconds };
  }
}
