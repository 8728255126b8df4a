/**
 * The one training run in progress: starts, pauses, stops, and goes on in another worker where its own is lost, from the
 * last saved progress. The actions of a person are in training.ts; this file keeps the run, its worker and useRun in step.
 */
import { proxy, type Remote } from 'comlink';
import type { SavedProgress, TrainerApi, TrainerListener, TrainerStart } from '../../../../workers/protocol';
import type { FitResult, TrainingSnapshot } from '../../../inference/run/result';
import type { WorkerHandle } from '../clients';
import { narrated, latestSnapshot, rewindSnapshots, takeSnapshot } from './snapshots';
import { ended, failed, resumed, summarised } from './runState';
import { type Saving, savingPause } from './saving';
import type { AppError, Notice, RunState } from '../state';
import { keepStepTimes } from '../browserStorage';
import { log, notify, useMessages, useRun } from '../stores';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Dataset } from '../../../dataset/dataset';
import { createTrainerWorker, type Heartbeat, type TrainerWorker } from './heartbeat';

/** Seconds a run has been at work, without pauses. */
class Stopwatch {
  #seconds = 0;
  #since: number | null = null;

  restart(seconds: number): void {
    this.#seconds = seconds;
    this.#since = performance.now();
  }

  pause(): void {
    this.#seconds = this.seconds();
    this.#since = null;
  }

  resume(): void {
    this.#since ??= performance.now();
  }

  seconds(): number {
    return this.#since === null ? this.#seconds : this.#seconds + (performance.now() - this.#since) / 1000;
  }
}

/** The parts of a snapshot whose changes are reported once. */
type Reported = Pick<TrainingSnapshot, 'step' | 'rateFactor'>;

/** A run that is started is not paused. */
type RunStart = Omit<TrainerStart, 'isPaused'>;

interface Run {
  readonly dataset: Dataset;
  readonly start: RunStart;
  /** Where a new worker would continue. */
  progress: SavedProgress | null;
  /** The steps made before the last restart: without progress since, the run fails instead of restarting for ever. */
  restartedFrom: number;
  /** Whether its worker was started paused. */
  startedPaused: boolean;
  reported: Reported;
}

const SUMMARY_MS = 300;

/** Reports a halved learning rate. */
function reportChanges(before: Reported, now: Reported): void {
  if (now.rateFactor < before.rateFactor) report({ tag: 'slowed', step: now.step });
}

/** In the log and as a notice. */
function report(event: Extract<Notice, { readonly tag: 'recovered' | 'slowed' | 'moved' }>): void {
  notify(event);
  log(event);
}

function logStep(tag: 'paused' | 'resumed' | 'stopped' | 'finished'): void {
  log({ tag, step: useRun.getState().summary.step });
}

function stepsSaved({ progress }: Run): number {
  return progress?.step ?? 0;
}

function isPreparing(): boolean {
  return useRun.getState().preparing !== null;
}

function change(next: (state: RunState) => RunState): void {
  useRun.setState(next, true);
}

/** The run in progress, as all parts of the runner see it. */
interface Now {
  run: Run | null;
}

/** Shows the latest snapshot in useRun, at most every SUMMARY_MS. */
function createSummaries(stopwatch: Stopwatch) {
  let timer: ReturnType<typeof setTimeout> | null = null;

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function later(): void {
    timer ??= setTimeout(summarise, SUMMARY_MS);
  }

  function summarise(): void {
    // A summary that still waits would follow the end of the run, with the last error measured instead of the result's.
    stop();
    const snapshot = latestSnapshot();
    if (!snapshot) return;
    const { endpoint, cell, path, prior } = snapshot.loss;
    change((state) => ({
      ...summarised(state, {
        step: snapshot.step,
        steps: snapshot.steps,
        loss: endpoint + cell + path + prior,
        heldOutError: snapshot.heldOutError ?? state.summary.heldOutError,
        stableShare: snapshot.stableShare ?? state.summary.stableShare,
        stepsPerSecond: snapshot.stepsPerSecond,
        secondsLeft: snapshot.secondsLeft,
        secondsElapsed: stopwatch.seconds(),
      }),
      narration: narrated(state.narration),
    }));
  }

  return { summarise, later, stop };
}

/** Saves the run in progress, again and again. */
function createAutosave(now: Now, trainer: TrainerWorker, saving: Saving) {
  let timer: ReturnType<typeof setTimeout> | null = null;

  /** On the clock of the page. */
  let due = Infinity;

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    due = Infinity;
  }

  function later(current: Run): void {
    const pause = savingPause(current.progress);
    due = performance.now() + pause;
    timer = setTimeout(() => void saveAndGoOn(current), pause);
  }

  /** Timers of a hidden tab may run once a minute, messages at any time. */
  function saveWhereDue(current: Run): void {
    if (performance.now() >= due) void saveAndGoOn(current);
  }

  async function saveAndGoOn(current: Run): Promise<void> {
    stop();
    await saveNow(current);
    if (now.run === current) later(current);
  }

  /** Fetches the worker's progress for a restart, and puts it into the browser's storage. */
  async function saveNow(current: Run): Promise<void> {
    if (isPreparing()) {
      // Before its first step a run is kept with its data and settings.
      if (!current.progress && !saving.isSaved()) await saving.saveState(null);
      return;
    }
    const answer = await trainer.ask((remote) => remote.progress());
    if (now.run !== current || !answer.ok || !answer.value) return;
    current.progress = answer.value;
    await saving.saveState(answer.value);
  }

  return { stop, saveAndGoOn, saveWhereDue, saveNow };
}

interface RunnerParts {
  readonly now: Now;
  readonly trainer: TrainerWorker;
  readonly saving: Saving;
  readonly stopwatch: Stopwatch;
  readonly summaries: ReturnType<typeof createSummaries>;
  readonly autosave: ReturnType<typeof createAutosave>;
}

/** What a worker's messages do to the run. */
interface Course {
  saveWhereDue(current: Run): void;
  snapshotTaken(current: Run, snapshot: TrainingSnapshot): void;
  finish(result: FitResult, reason: 'finished' | 'stopped'): void;
  fail(error: AppError): void;
  lost(current: Run, detail: string): void;
}

/** `whileCurrent`: does nothing once the run has ended. */
function listenerOf(
  heartbeat: Heartbeat,
  whileCurrent: (take: (course: Course, current: Run) => void) => void,
): TrainerListener {
  return {
    alive: () => {
      heartbeat.beat();
      whileCurrent((course, current) => course.saveWhereDue(current));
    },
    snapshot: async (snapshot) => {
      heartbeat.beat(snapshot.stepsPerSecond > 0 ? 1000 / snapshot.stepsPerSecond : 0);
      whileCurrent((course, current) => {
        if (snapshot.step >= snapshot.steps) heartbeat.rest();
        else heartbeat.watch(() => course.lost(current, 'it gave no sign of life'));
        course.snapshotTaken(current, snapshot);
      });
      await Promise.resolve();
    },
    finished: (result, reason) => whileCurrent((course) => course.finish(result, reason)),
    failed: (error) => whileCurrent((course) => course.fail(error)),
    device: (device) => whileCurrent(() => change((state) => ({ ...state, device }))),
    moved: (device, step) =>
      whileCurrent(() => {
        rewindSnapshots(step);
        change((state) => ({ ...state, device }));
        report({ tag: 'moved', step, device });
      }),
    measured: keepStepTimes,
    preparing: (preparing) => whileCurrent(() => change((state) => ({ ...state, preparing }))),
  };
}

/** From the start of a run to its end, through the loss of workers. */
function createCourse({ now, trainer, saving, stopwatch, summaries, autosave }: RunnerParts) {
  const course: Course = { saveWhereDue: autosave.saveWhereDue, snapshotTaken, finish, fail, lost };

  async function begin(current: Run): Promise<void> {
    const heartbeat = trainer.newHeartbeat();
    current.startedPaused = useRun.getState().phase === 'paused';
    const start = { ...current.start, resume: current.progress, isPaused: current.startedPaused };
    const listener = listenerOf(heartbeat, (take) => {
      if (now.run === current) take(course, current);
    });
    const loss = await trainer.lossOf((remote) =>
      remote.start(sendDataset(current.dataset), start, proxy(listener)),
    );
    if (loss !== null) lost(current, loss);
  }

  function snapshotTaken(current: Run, snapshot: TrainingSnapshot): void {
    takeSnapshot(snapshot);
    reportChanges(current.reported, snapshot);
    current.reported = snapshot;
    if (isPreparing()) firstSnapshot(current);
    else summaries.later();
  }

  /** Sends what was pressed during the preparation, in which the worker reads no messages. */
  function firstSnapshot({ startedPaused }: Run): void {
    summaries.summarise();
    const { phase, stopping } = useRun.getState();
    if (stopping) void trainer.ask((remote) => remote.stop());
    else if (phase === 'paused') void trainer.ask((remote) => remote.pause());
    else if (startedPaused) void trainer.ask((remote) => remote.resume());
  }

  function finish(result: FitResult, reason: 'finished' | 'stopped'): void {
    summaries.summarise();
    forget();
    change((state) => ended(state, result, reason));
    logStep(reason);
    void saveResult();
  }

  /** Other tabs look for the result once it is saved. */
  async function saveResult(): Promise<void> {
    await saving.saveState(null);
    if (!now.run) saving.trainingEnded();
  }

  function lost(current: Run, detail: string): void {
    if (now.run !== current) return;
    if (stepsSaved(current) > current.restartedFrom) {
      restart(current);
      return;
    }
    trainer.end();
    fail({ tag: 'worker-lost', detail });
  }

  function fail(end: AppError): void {
    const step = now.run?.progress?.step ?? 0;
    const error: AppError =
      end.tag === 'worker-lost' && saving.isSaved()
        ? { tag: 'training-lost', detail: end.detail, step }
        : end;
    forget();
    saving.trainingEnded();
    change((state) => failed(state, error));
    // It says that no action is needed.
    if (useMessages.getState().notice?.tag === 'recovered') notify(null);
    log({ tag: 'error', error });
  }

  /** A new worker from the last progress; its first snapshot brings it to the phase the run is in. */
  function restart(current: Run): void {
    if (now.run !== current) return;
    const step = stepsSaved(current);
    current.restartedFrom = step;
    trainer.end();
    rewindSnapshots(step);
    change((state) => ({ ...state, preparing: 'scaling' }));
    report({ tag: 'recovered', step });
    void begin(current);
  }

  function forget(): void {
    now.run = null;
    trainer.rest();
    stopwatch.pause();
    summaries.stop();
    autosave.stop();
  }

  return { begin, restart, lost, forget };
}

export function createRunner(startTrainer: () => WorkerHandle<TrainerApi>, saving: Saving) {
  const now: Now = { run: null };
  const stopwatch = new Stopwatch();
  const trainer = createTrainerWorker(startTrainer, (detail) => {
    if (now.run) course.lost(now.run, detail);
  });
  const summaries = createSummaries(stopwatch);
  const autosave = createAutosave(now, trainer, saving);
  const course = createCourse({ now, trainer, saving, stopwatch, summaries, autosave });

  function launch(dataset: Dataset, start: RunStart, secondsElapsed: number): void {
    const reported = { step: 0, rateFactor: 1 };
    const run = { dataset, start, progress: start.resume, restartedFrom: -1, startedPaused: false, reported };
    now.run = run;
    stopwatch.restart(secondsElapsed);
    void import('./snapshotFrames').then(({ keepFrames }) => keepFrames());
    void course.begin(run);
    void autosave.saveAndGoOn(run);
  }

  /** Loads the trainer while the data of the first run are read. */
  function loadTrainer(): void {
    trainer.load();
  }

  /** Ends the run, if any, without a result. */
  async function abandon(): Promise<void> {
    if (!now.run) return;
    course.forget();
    // A preparation computes in pieces of many seconds: its worker is not waited for.
    if (isPreparing() || !(await trainer.answered((remote) => remote.discard()))) trainer.end();
  }

  async function pauseRun(): Promise<void> {
    const current = now.run;
    if (!current) return;
    stopwatch.pause();
    change((state) => ({ ...state, phase: 'paused' }));
    logStep('paused');
    // The preparation runs in long pieces; the pause follows with the first snapshot.
    if (isPreparing()) return;
    if (await trainer.answered((remote) => remote.pause())) await autosave.saveNow(current);
    else course.restart(current);
  }

  async function resumeRun(): Promise<void> {
    const current = now.run;
    if (!current) return;
    stopwatch.resume();
    change(resumed);
    logStep('resumed');
    if (isPreparing()) return;
    if (!(await trainer.answered((remote) => remote.resume()))) course.restart(current);
  }

  async function stepRun(): Promise<void> {
    const current = now.run;
    if (!current || isPreparing()) return;
    if (!(await trainer.answered((remote) => remote.step()))) course.restart(current);
  }

  /** Ends the run and keeps its result. */
  async function stopRun(): Promise<void> {
    const current = now.run;
    if (!current) return;
    if (isPreparing()) {
      course.forget();
      saving.trainingEnded();
      trainer.end();
      change((state) => ended(state, null, 'stopped'));
      logStep('stopped');
      return;
    }
    change((state) => ({ ...state, stopping: true }));
    if (!(await trainer.answered((remote) => remote.stop()))) course.restart(current);
  }

  /**
   * For a page that is hidden or left. Hidden it has time to save; while it is unloaded the answers of its workers may not come, and what was
   * trained since the last save is lost.
   */
  async function saveRun(): Promise<void> {
    if (now.run) await autosave.saveNow(now.run);
    else await saving.saveView();
  }

  /** Asks the model in training; null where none trains. */
  function askTraining<Answer>(
    question: (remote: Remote<TrainerApi>) => Promise<Answer | null>,
  ): Promise<Answer | null> | null {
    return now.run && trainer.ask(question).then((answer) => (answer.ok ? answer.value : null));
  }

  return { launch, loadTrainer, abandon, pauseRun, resumeRun, stepRun, stopRun, saveRun, askTraining };
}

export type Runner = ReturnType<typeof createRunner>;
