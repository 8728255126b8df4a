/**
 * The one training run under way and the worker it runs in: starts, pauses, stops, survives a lost worker by going on from
 * the last saved progress. A worker that does not answer for two seconds counts as lost. What a person asks for is in
 * actions/; this file only keeps the run, the worker and useRun in step.
 */
import { proxy, type Remote } from 'comlink';
import type {
  PredictRequest,
  Prediction,
  SavedProgress,
  TrainerApi,
  TrainerListener,
  TrainerStart,
} from '../../../workers/protocol';
import type { Outcome } from '../../dataset/outcome';
import type { FittedModel } from '../../dynamics/fitted';
import { stepsMade } from '../../inference/progress';
import type { FitResult } from '../../inference/result';
import { trainerWorker, type WorkerEnd, type WorkerHandle } from './clients';
import { narrated } from './narrator';
import { heard, nothingHeard, type Heard } from './runHeard';
import { ended, failed, logged, paused, resumed, summarised } from './runState';
import { savingPause, saveState } from './saving';
import { latestSnapshot, rewindSnapshots, takeSnapshot } from './snapshots';
import type { RunState } from './state';
import { keepStepTimes } from './stepTimes';
import { useRun } from './stores';
import { Stopwatch } from './stopwatch';

interface Run {
  readonly start: TrainerStart;
  /** Where a new worker would go on from. */
  progress: SavedProgress | null;
  /** The steps made before the last restart: without progress since, the run fails instead of restarting for ever. */
  restartedFrom: number;
  heard: Heard;
}

const patienceMs = 2000;
const summaryMs = 300;

let worker: WorkerHandle<TrainerApi> | null = null;
let run: Run | null = null;
/** What the worker's sliders answer from while nothing trains. */
let servedModel: FittedModel | null = null;
let summaryTimer: ReturnType<typeof setTimeout> | null = null;
let savingTimer: ReturnType<typeof setTimeout> | null = null;
const stopwatch = new Stopwatch(() => performance.now());

export function launch(start: TrainerStart, secondsElapsed: number): void {
  run = { start, progress: start.resume, restartedFrom: -1, heard: nothingHeard };
  stopwatch.restart(secondsElapsed);
  void begin(run);
  saveLater(run);
}

/** Ends the run, if any, and keeps nothing of it in the worker. */
export async function abandon(): Promise<void> {
  if (!run) return;
  run = null;
  clearTimers();
  // A preparation cannot be interrupted by a message.
  if (useRun.getState().preparing !== null) endWorker();
  else if ((await inTime((trainer) => trainer.discard())) === 'late') endWorker();
}

export async function pauseRun(): Promise<void> {
  const current = run;
  if (!current) return;
  stopwatch.pause();
  change((state) => paused(state, Date.now()));
  // The preparation runs in long pieces; the pause follows with the first snapshot.
  if (useRun.getState().preparing !== null) return;
  if ((await inTime((trainer) => trainer.pause())) === 'late') restart(current);
  else await saveNow(current);
}

export async function resumeRun(): Promise<void> {
  const current = run;
  if (!current) return;
  stopwatch.resume();
  change((state) => resumed(state, Date.now()));
  if (useRun.getState().preparing !== null) return;
  if ((await inTime((trainer) => trainer.resume())) === 'late') restart(current);
}

export async function stepRun(): Promise<void> {
  const current = run;
  if (!current || useRun.getState().preparing !== null) return;
  if ((await inTime((trainer) => trainer.step())) === 'late') restart(current);
}

export async function stopRun(): Promise<void> {
  const current = run;
  if (!current) return;
  if (useRun.getState().preparing !== null) {
    run = null;
    clearTimers();
    endWorker();
    change((state) => ended(state, null, 'stopped', Date.now()));
    return;
  }
  change((state) => ({ ...state, stopping: true }));
  if ((await inTime((trainer) => trainer.stop())) === 'late') restart(current);
}

/** The page may be about to close. */
export async function saveRun(): Promise<void> {
  if (run) await saveNow(run);
}

/** From the model in training, else from the result on screen; null where there is neither. */
export async function predict(request: PredictRequest): Promise<Prediction | null> {
  const model = useRun.getState().result?.model;
  if (!run) {
    if (!model) return null;
    if (model !== servedModel) await ask((trainer) => trainer.use(model));
    servedModel = model;
  }
  const answer = await ask((trainer) => trainer.predict(request));
  return answer.ok ? answer.value : null;
}

async function begin(current: Run): Promise<void> {
  servedModel = null;
  const start = { ...current.start, resume: current.progress };
  const outcome = await ask((trainer) => trainer.start(start, proxy(listener(current))));
  if (!outcome.ok && outcome.error.tag === 'worker-lost') lost(current, outcome.error.detail);
}

function listener(current: Run): TrainerListener {
  const mine = (take: () => void) => {
    if (run === current) take();
  };
  return {
    snapshot: async (snapshot) => {
      mine(() => {
        takeSnapshot(snapshot);
        change((state) => heard(state, current.heard, snapshot, Date.now()));
        current.heard = snapshot;
        if (useRun.getState().preparing !== null) firstSnapshot();
        else summaryTimer ??= setTimeout(summarise, summaryMs);
      });
      await Promise.resolve();
    },
    finished: (result, reason) => mine(() => finish(result, reason)),
    failed: (error) =>
      mine(() => {
        run = null;
        clearTimers();
        change((state) => failed(state, error, Date.now()));
      }),
    device: (device) => mine(() => change((state) => ({ ...state, device }))),
    moved: (device, step) =>
      mine(() => {
        rewindSnapshots(step);
        const notice = { tag: 'moved', step, device } as const;
        change((state) => logged({ ...state, device, notice }, notice, Date.now()));
      }),
    measured: keepStepTimes,
    preparing: (preparing) => mine(() => change((state) => ({ ...state, preparing }))),
  };
}

/** A worker that prepares hears nothing: what was pressed meanwhile is sent now. */
function firstSnapshot(): void {
  summarise();
  const { phase, stopping } = useRun.getState();
  if (stopping) void ask((trainer) => trainer.stop());
  else if (phase === 'paused') void ask((trainer) => trainer.pause());
}

function finish(result: FitResult, reason: 'finished' | 'stopped'): void {
  summarise();
  run = null;
  clearTimers();
  change((state) => ended(state, result, reason, Date.now()));
  void saveState(null);
}

function lost(current: Run, detail: string): void {
  if (run !== current) return;
  if (stepsSaved(current) > current.restartedFrom) {
    restart(current);
    return;
  }
  run = null;
  clearTimers();
  endWorker();
  change((state) => failed(state, { tag: 'worker-lost', detail }, Date.now()));
}

function stepsSaved({ progress, start }: Run): number {
  return progress ? stepsMade(progress, start.settings.steps) : 0;
}

/** A new worker from the last progress; its first snapshot brings it to the phase the run is in. */
function restart(current: Run): void {
  if (run !== current) return;
  const step = current.progress?.step ?? 0;
  current.restartedFrom = stepsSaved(current);
  endWorker();
  rewindSnapshots(step);
  change((state) =>
    logged(
      { ...state, preparing: 'scaling', notice: { tag: 'recovered', step } },
      { tag: 'recovered', step },
      Date.now(),
    ),
  );
  void begin(current);
}

function summarise(): void {
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
      averaged: snapshot.averaged,
      refining: snapshot.refining,
      stepsPerSecond: snapshot.stepsPerSecond,
      secondsLeft: snapshot.secondsLeft,
      secondsElapsed: stopwatch.seconds(),
    }),
    narration: narrated(state.narration),
  }));
}

function saveLater(current: Run): void {
  const save = async () => {
    await saveNow(current);
    if (run === current) saveLater(current);
  };
  savingTimer = setTimeout(() => void save(), savingPause(current.progress));
}

/** Fetches the worker's progress for a restart, and puts it into the browser's storage. */
async function saveNow(current: Run): Promise<void> {
  if (useRun.getState().preparing !== null) return;
  const answer = await ask((trainer) => trainer.progress());
  if (run !== current || !answer.ok || !answer.value) return;
  current.progress = answer.value;
  await saveState(answer.value);
}

function ask<Answer>(
  question: (trainer: Remote<TrainerApi>) => Answer,
): Promise<Outcome<Awaited<Answer>, WorkerEnd>> {
  worker ??= watchedWorker();
  return worker.ask(question);
}

function watchedWorker(): WorkerHandle<TrainerApi> {
  const made = trainerWorker();
  const watch = async () => {
    const detail = await made.crashed;
    if (worker !== made) return;
    endWorker();
    if (run) lost(run, detail);
  };
  void watch();
  return made;
}

async function inTime(
  question: (trainer: Remote<TrainerApi>) => Promise<void>,
): Promise<'answered' | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  const answer = await Promise.race([ask(question), late]);
  clearTimeout(timer);
  return answer === 'late' || !answer.ok ? 'late' : 'answered';
}

function endWorker(): void {
  worker?.end();
  worker = null;
  servedModel = null;
}

function clearTimers(): void {
  stopwatch.pause();
  if (summaryTimer !== null) clearTimeout(summaryTimer);
  if (savingTimer !== null) clearTimeout(savingTimer);
  summaryTimer = null;
  savingTimer = null;
}

function change(next: (state: RunState) => RunState): void {
  useRun.setState(next, true);
}
