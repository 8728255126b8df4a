/**
 * The one training run in progress and the worker it runs in: starts, pauses, stops, and replaces a lost worker, from the
 * last saved progress. The actions of a person are in training.ts; this file keeps the run, the worker and useRun in step.
 */
import { proxy, type Remote } from 'comlink';
import type { SavedProgress, TrainerApi, TrainerListener, TrainerStart } from '../../../../workers/protocol';
import type { Outcome } from '../../../dataset/errors';
import type { FitResult, TrainingSnapshot } from '../../../inference/run/result';
import type { WorkerEnd, WorkerHandle } from '../clients';
import { narrated, latestSnapshot, rewindSnapshots, takeSnapshot } from './snapshots';
import { ended, failed, resumed, summarised } from './runState';
import { type Saving, savingPause } from './saving';
import type { AppError, Notice, RunState } from '../state';
import { keepStepTimes } from '../browserStorage';
import { log, notify, useMessages, useRun } from '../stores';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Dataset } from '../../../dataset/dataset';
import { Heartbeat } from './heartbeat';

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

export function createRunner(startTrainer: () => WorkerHandle<TrainerApi>, saving: Saving) {
  let worker: WorkerHandle<TrainerApi> | null = null;
  let run: Run | null = null;
  let heartbeat = new Heartbeat();
  let summaryTimer: ReturnType<typeof setTimeout> | null = null;
  let savingTimer: ReturnType<typeof setTimeout> | null = null;

  /** On the clock of the page. */
  let savingDue = Infinity;
  const stopwatch = new Stopwatch();

  function launch(dataset: Dataset, start: RunStart, secondsElapsed: number): void {
    const reported = { step: 0, rateFactor: 1 };
    run = { dataset, start, progress: start.resume, restartedFrom: -1, startedPaused: false, reported };
    stopwatch.restart(secondsElapsed);
    void import('./snapshotFrames').then(({ keepFrames }) => keepFrames());
    void begin(run);
    saveLater(run);
  }

  /** Loads the trainer while the data of the first run are read. */
  function loadTrainer(): void {
    worker ??= watchedWorker();
  }

  /** Ends the run, if any, without a result. */
  async function abandon(): Promise<void> {
    if (!run) return;
    forgetRun();
    // A preparation computes in pieces of many seconds: its worker is not waited for.
    if (isPreparing() || !(await answered((trainer) => trainer.discard()))) endWorker();
  }

  async function pauseRun(): Promise<void> {
    const current = run;
    if (!current) return;
    stopwatch.pause();
    change((state) => ({ ...state, phase: 'paused' }));
    logStep('paused');
    // The preparation runs in long pieces; the pause follows with the first snapshot.
    if (isPreparing()) return;
    if (await answered((trainer) => trainer.pause())) await saveNow(current);
    else restart(current);
  }

  async function resumeRun(): Promise<void> {
    const current = run;
    if (!current) return;
    stopwatch.resume();
    change(resumed);
    logStep('resumed');
    if (isPreparing()) return;
    if (!(await answered((trainer) => trainer.resume()))) restart(current);
  }

  async function stepRun(): Promise<void> {
    const current = run;
    if (!current || isPreparing()) return;
    if (!(await answered((trainer) => trainer.step()))) restart(current);
  }

  /** Ends the run and keeps its result. */
  async function stopRun(): Promise<void> {
    const current = run;
    if (!current) return;
    if (isPreparing()) {
      forgetRun();
      saving.trainingEnded();
      endWorker();
      change((state) => ended(state, null, 'stopped'));
      logStep('stopped');
      return;
    }
    change((state) => ({ ...state, stopping: true }));
    if (!(await answered((trainer) => trainer.stop()))) restart(current);
  }

  /**
   * For a page that is hidden or left. Hidden it has time to save; while it is unloaded the answers of its workers may not come, and what was
   * trained since the last save is lost.
   */
  async function saveRun(): Promise<void> {
    if (run) await saveNow(run);
    else await saving.saveView();
  }

  /** Asks the model in training; null where none trains. */
  function askTraining<Answer>(
    question: (trainer: Remote<TrainerApi>) => Promise<Answer | null>,
  ): Promise<Answer | null> | null {
    return run && ask(question).then((answer) => (answer.ok ? answer.value : null));
  }

  async function begin(current: Run): Promise<void> {
    heartbeat.rest();
    heartbeat = new Heartbeat();
    current.startedPaused = useRun.getState().phase === 'paused';
    const start = { ...current.start, resume: current.progress, isPaused: current.startedPaused };
    const answer = ask((trainer) =>
      trainer.start(sendDataset(current.dataset), start, proxy(listener(current, heartbeat))),
    );
    const asked = worker;
    const outcome = await answer;
    // A crash is told here and by its watch: the second to tell would count it against the worker that replaced this one.
    if (!outcome.ok && outcome.error.tag === 'worker-lost' && worker === asked)
      lost(current, outcome.error.detail);
  }

  function listener(current: Run, beats: Heartbeat): TrainerListener {
    const whileCurrent = (take: () => void) => {
      if (run === current) take();
    };
    return {
      alive: () => {
        beats.beat();
        whileCurrent(() => {
          // Timers of a hidden tab may run once a minute, messages at any time.
          if (performance.now() >= savingDue) void saveAndGoOn(current);
        });
      },
      snapshot: async (snapshot) => {
        beats.beat(snapshot.stepsPerSecond > 0 ? 1000 / snapshot.stepsPerSecond : 0);
        whileCurrent(() => {
          takeSnapshot(snapshot);
          reportChanges(current.reported, snapshot);
          current.reported = snapshot;
          if (snapshot.step >= snapshot.steps) beats.rest();
          else beats.watch(() => lost(current, 'it gave no sign of life'));
          if (isPreparing()) firstSnapshot(current);
          else summaryTimer ??= setTimeout(summarise, SUMMARY_MS);
        });
        await Promise.resolve();
      },
      finished: (result, reason) => whileCurrent(() => finish(result, reason)),
      failed: (error) => whileCurrent(() => fail(error)),
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

  /** Sends what was pressed during the preparation, in which the worker reads no messages. */
  function firstSnapshot({ startedPaused }: Run): void {
    summarise();
    const { phase, stopping } = useRun.getState();
    if (stopping) void ask((trainer) => trainer.stop());
    else if (phase === 'paused') void ask((trainer) => trainer.pause());
    else if (startedPaused) void ask((trainer) => trainer.resume());
  }

  function finish(result: FitResult, reason: 'finished' | 'stopped'): void {
    summarise();
    forgetRun();
    change((state) => ended(state, result, reason));
    logStep(reason);
    void saveResult();
  }

  /** Other tabs look for the result once it is saved. */
  async function saveResult(): Promise<void> {
    await saving.saveState(null);
    if (!run) saving.trainingEnded();
  }

  function lost(current: Run, detail: string): void {
    if (run !== current) return;
    if (stepsSaved(current) > current.restartedFrom) {
      restart(current);
      return;
    }
    endWorker();
    fail({ tag: 'worker-lost', detail });
  }

  function fail(end: AppError): void {
    const step = run?.progress?.step ?? 0;
    const error: AppError =
      end.tag === 'worker-lost' && saving.isSaved()
        ? { tag: 'training-lost', detail: end.detail, step }
        : end;
    forgetRun();
    saving.trainingEnded();
    change((state) => failed(state, error));
    // It says that no action is needed.
    if (useMessages.getState().notice?.tag === 'recovered') notify(null);
    log({ tag: 'error', error });
  }

  /** A new worker from the last progress; its first snapshot brings it to the phase the run is in. */
  function restart(current: Run): void {
    if (run !== current) return;
    const step = current.progress?.step ?? 0;
    current.restartedFrom = stepsSaved(current);
    endWorker();
    rewindSnapshots(step);
    change((state) => ({ ...state, preparing: 'scaling' }));
    report({ tag: 'recovered', step });
    void begin(current);
  }

  function summarise(): void {
    // A summary that still waits would follow the end of the run, with the last error measured instead of the result's.
    if (summaryTimer !== null) clearTimeout(summaryTimer);
    summaryTimer = null;
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

  function saveLater(current: Run): void {
    const pause = savingPause(current.progress);
    savingDue = performance.now() + pause;
    savingTimer = setTimeout(() => void saveAndGoOn(current), pause);
  }

  async function saveAndGoOn(current: Run): Promise<void> {
    if (savingTimer !== null) clearTimeout(savingTimer);
    savingTimer = null;
    savingDue = Infinity;
    await saveNow(current);
    if (run === current) saveLater(current);
  }

  /** Fetches the worker's progress for a restart, and puts it into the browser's storage. */
  async function saveNow(current: Run): Promise<void> {
    if (isPreparing()) {
      // Before its first step a run is kept with its data and settings.
      if (!current.progress && !saving.isSaved()) await saving.saveState(null);
      return;
    }
    const answer = await ask((trainer) => trainer.progress());
    if (run !== current || !answer.ok || !answer.value) return;
    current.progress = answer.value;
    await saving.saveState(answer.value);
  }

  function ask<Answer>(
    question: (trainer: Remote<TrainerApi>) => Answer,
  ): Promise<Outcome<Awaited<Answer>, WorkerEnd>> {
    worker ??= watchedWorker();
    return worker.ask(question);
  }

  /** False where the worker gives no sign of life for too long; one that crashed meanwhile has been replaced already. */
  async function answered(question: (trainer: Remote<TrainerApi>) => Promise<void>): Promise<boolean> {
    const answer = ask(question);
    const asked = worker;
    return (await heartbeat.outlasts(answer)) || worker !== asked;
  }

  function watchedWorker(): WorkerHandle<TrainerApi> {
    const made = startTrainer();
    const watch = async () => {
      const detail = await made.crashed;
      if (worker !== made) return;
      endWorker();
      if (run) lost(run, detail);
    };
    void watch();
    return made;
  }

  function endWorker(): void {
    heartbeat.rest();
    worker?.end();
    worker = null;
  }

  function forgetRun(): void {
    run = null;
    heartbeat.rest();
    stopwatch.pause();
    if (summaryTimer !== null) clearTimeout(summaryTimer);
    if (savingTimer !== null) clearTimeout(savingTimer);
    summaryTimer = null;
    savingTimer = null;
    savingDue = Infinity;
  }

  return { launch, loadTrainer, abandon, pauseRun, resumeRun, stepRun, stopRun, saveRun, askTraining };
}

export type Runner = ReturnType<typeof createRunner>;
