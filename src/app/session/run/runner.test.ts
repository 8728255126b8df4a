/** The run and its worker, which is a mock. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TrainerApi, TrainerListener, TrainerStart } from '../../../../workers/protocol';
import type { Outcome } from '../../../dataset/errors';
import type { RunningDevice } from '../../../inference/training/chooseDevice';
import { presets } from '../../../dynamics/settings';
import type { TrainingSnapshot } from '../../../inference/run/result';
import { recordVersion, type StorageError } from '../../../share/savedRun';
import { workWith, type WorkerEnd } from '../clients';
import { started } from './runState';
import { emptyRun } from '../state';
import { stopSavingAny } from '../page/actions';
import { resetSnapshots } from './snapshots';
import { noMessages, useMessages, useRun } from '../stores';
import { fake, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { session } from '../page/actions';

/** Records questions and controls answers. */
class MockWorker {
  readonly asked: string[] = [];
  starts: TrainerStart[] = [];
  listener: TrainerListener | null = null;
  ended = false;
  answers = true;
  step = 0;
  crash: (detail: string) => void = () => undefined;
  readonly crashed = new Promise<string>((resolve) => {
    this.crash = resolve;
  });

  readonly ask = <Answer>(
    call: (remote: TrainerApi) => Answer,
  ): Promise<Outcome<Awaited<Answer>, WorkerEnd>> =>
    new Promise((resolve) => {
      const answer = Promise.resolve(call(this.remote));
      if (this.answers) void answer.then((value) => resolve({ ok: true, value }));
      void this.crashed.then((detail) => resolve({ ok: false, error: { tag: 'worker-lost', detail } }));
    });

  readonly end = () => {
    this.ended = true;
  };

  readonly remote: TrainerApi = {
    start: async (_, start, listener) => {
      this.asked.push('start');
      this.starts.push(start);
      this.listener = listener;
    },
    pause: async () => void this.asked.push('pause'),
    resume: async () => void this.asked.push('resume'),
    step: async () => void this.asked.push('step'),
    stop: async () => void this.asked.push('stop'),
    discard: async () => void this.asked.push('discard'),
    progress: async () => ({
      step: this.step,
      fits: [],
      curve: [],
      kept: [],
      rateFactor: 1,
    }),
    predict: async () => {
      this.asked.push('predict');
      return null;
    },
    explain: async () => null,
  };
}

const workers: MockWorker[] = [];
/** False: workers are at their preparation, which is the answer to `start`. */
let answersStart = true;

/** What the storage answers. */
let written: Outcome<null, StorageError> = { ok: true, value: null };

vi.stubGlobal('navigator', {});

workWith(
  fakeWorkers({
    trainer: () => {
      const worker = new MockWorker();
      worker.answers = answersStart;
      workers.push(worker);
      return worker;
    },
    runs: () => fake({ ask: async () => ({ ok: true, value: written }) }),
  }),
);
const { abandon, launch, pauseRun, resumeRun, saveFromNow, saveOnward, stopRun } = session.run;

const start: Omit<TrainerStart, 'isPaused'> = {
  settings: presets.H,
  resume: null,
  pace: null,
  cores: 1,
  device: 'auto',
  times: [],
};

function snapshot(step: number): TrainingSnapshot {
  return {
    step,
    steps: 500,
    loss: { endpoint: 1, cell: 0.5, path: 0.25, prior: 0 },
    recentLoss: [],
    heldOutError: null,
    weights: new Float32Array(4),
    modules: null,
    rateFactor: 1,
    stableShare: null,
    stepsPerSecond: 100,
    secondsLeft: null,
  };
}

function newest(): MockWorker {
  const worker = workers.at(-1);
  if (!worker) throw new Error('No worker was made.');
  return worker;
}

function phase() {
  return useRun.getState().phase;
}

/** A run that has made its first steps. */
async function running(): Promise<MockWorker> {
  launch(aDataset, start, 0);
  const worker = newest();
  worker.listener?.preparing('scaling');
  await worker.listener?.snapshot(snapshot(1));
  return worker;
}

beforeEach(() => {
  vi.useFakeTimers();
  answersStart = true;
  const asStarted = {
    dataset: aDataset,
    settings: presets.H,
    demo: 'myeloid' as const,
    truth: null,
    step: 0,
    secondsElapsed: 0,
  };
  useMessages.setState(noMessages, true);
  useRun.setState(started(emptyRun, asStarted), true);
  resetSnapshots({ genes: aDataset.genes, regulators: aDataset.candidates }, null);
});

afterEach(async () => {
  const ending = abandon();
  await vi.advanceTimersByTimeAsync(5000);
  await ending;
  newest().crash('the test is over');
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
});

it('runs from the first snapshot on and sums the terms of the loss', async () => {
  launch(aDataset, start, 0);
  expect(phase()).toBe('preparing');
  await newest().listener?.snapshot(snapshot(1));
  expect(phase()).toBe('running');
  expect(useRun.getState().summary).toMatchObject({ step: 1, loss: 1.75 });
});

it('updates the summary about three times a second, however many snapshots come', async () => {
  const worker = await running();
  const seen = new Set<number>();
  const leave = useRun.subscribe((run) => seen.add(run.summary.step));
  for (let step = 2; step <= 101; step++) {
    await worker.listener?.snapshot(snapshot(step));
    await vi.advanceTimersByTimeAsync(10);
  }
  leave();
  expect(seen.size).toBeGreaterThanOrEqual(2);
  expect(seen.size).toBeLessThanOrEqual(4);
});

it('sends a pause pressed during the preparation with the first snapshot', async () => {
  launch(aDataset, start, 0);
  newest().listener?.preparing('starting');
  await pauseRun();
  expect(phase()).toBe('paused');
  expect(newest().asked).not.toContain('pause');
  await newest().listener?.snapshot(snapshot(1));
  expect(newest().asked).toContain('pause');
  expect(phase()).toBe('paused');
});

it('replaces a worker of short steps that is silent for five seconds after a pause, from the last progress', async () => {
  const silent = await running();
  silent.step = 120;
  await vi.advanceTimersByTimeAsync(4100);
  silent.answers = false;
  const pausing = pauseRun();
  await vi.advanceTimersByTimeAsync(4900);
  expect(silent.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  await pausing;
  expect(silent.ended).toBe(true);
  expect(newest()).not.toBe(silent);
  expect(newest().starts[0]?.resume?.step).toBe(120);
  await newest().listener?.snapshot(snapshot(121));
  expect(newest().asked).toEqual(['start', 'pause']);
  expect(useRun.getState().phase).toBe('paused');
  expect(useMessages.getState().notice).toEqual({ tag: 'recovered', step: 120 });
});

it('waits for a worker whose measured steps take longer than that', async () => {
  const slow = await running();
  await slow.listener?.snapshot({ ...snapshot(2), stepsPerSecond: 1 / 8 });
  slow.answers = false;
  void pauseRun();
  await vi.advanceTimersByTimeAsync(39_000);
  expect(slow.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(slow.ended).toBe(true);
});

it('waits for a worker that was silent before for longer than a step, as while it measures the held-out error', async () => {
  const slow = await running();
  slow.listener?.alive();
  await vi.advanceTimersByTimeAsync(6000);
  slow.listener?.alive();
  slow.answers = false;
  void stopRun();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(slow.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(slow.ended).toBe(true);
});

it('never replaces a worker that gives signs of life', async () => {
  const busy = await running();
  busy.answers = false;
  void pauseRun();
  for (let second = 0; second < 60; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    busy.listener?.alive();
  }
  expect(busy.ended).toBe(false);
  expect(workers.filter(({ ended }) => !ended)).toContain(busy);
});

it('replaces a worker once that crashes during a pause', async () => {
  const first = await running();
  first.step = 60;
  await vi.advanceTimersByTimeAsync(4100);
  first.answers = false;
  const before = workers.length;
  const pausing = pauseRun();
  first.crash('out of memory');
  await vi.advanceTimersByTimeAsync(10_000);
  await pausing;
  expect(workers).toHaveLength(before + 1);
  // Begun paused: a fast run would be over before a message could hold it.
  expect(newest().starts[0]).toMatchObject({ resume: { step: 60 }, isPaused: true });
  await resumeRun();
  await newest().listener?.snapshot(snapshot(60));
  expect(newest().asked).toEqual(['start', 'resume']);
});

it('shows one notice when the loss diverged and the run went back', async () => {
  const worker = await running();
  await worker.listener?.snapshot({ ...snapshot(130), rateFactor: 0.5 });
  expect(useMessages.getState().notice).toEqual({ tag: 'slowed', step: 130 });
  useMessages.setState({ notice: null });
  await worker.listener?.snapshot({ ...snapshot(131), rateFactor: 0.5 });
  expect(useMessages.getState().notice).toBeNull();
});

it('shows the device with which a run continues after its device was lost', async () => {
  const worker = await running();
  const device: RunningDevice = {
    kind: 'wasm',
    name: 'CPU',
    workers: 0,
    reason: { tag: 'gpu-lost', detail: 'reset' },
  };
  worker.listener?.moved(device, 100);
  const { notice, log } = useMessages.getState();
  const { device: shown } = useRun.getState();
  expect(notice).toEqual({ tag: 'moved', step: 100, device });
  expect(log.at(-1)?.event).toEqual({ tag: 'moved', step: 100, device });
  expect(shown).toEqual(device);
});

it('restarts after a crash, and fails after another crash without progress', async () => {
  const first = await running();
  first.step = 60;
  await vi.advanceTimersByTimeAsync(4100);
  first.crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  const second = newest();
  expect(second).not.toBe(first);
  expect(second.starts[0]?.resume?.step).toBe(60);
  second.crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  expect(newest()).toBe(second);
  expect(useRun.getState()).toMatchObject({
    phase: 'failed',
    error: { tag: 'worker-lost', detail: 'out of memory' },
  });
});

it('keeps a run from its start, and says at once where there is no room for it', async () => {
  const kept = { dataset: aDataset, settings: presets.H, truth: null, demo: null };
  for (const [answer, notice] of [
    [{ ok: true, value: null }, null],
    [{ ok: false, error: { tag: 'storage-full' } }, { tag: 'storage-full' }],
  ] as const) {
    written = answer;
    useMessages.setState(noMessages, true);
    saveFromNow(kept);
    launch(aDataset, start, 0);
    await Promise.all([import('./persistence'), import('./trainingLock')]);
    await vi.advanceTimersByTimeAsync(1);
    const { keptAs, notice: said } = useMessages.getState();
    expect({ isKept: keptAs !== null, said }).toEqual({ isKept: notice === null, said: notice });
  }
  written = { ok: true, value: null };
  stopSavingAny();
});

it('tells of a kept run that fails from which step it can be resumed', async () => {
  const kept = { version: recordVersion, id: 'kept', dataset: aDataset, settings: presets.H };
  saveOnward({ ...kept, truth: null, demo: null }, null);
  const first = await running();
  first.step = 60;
  await vi.advanceTimersByTimeAsync(4100);
  first.crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  newest().crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  expect(useRun.getState()).toMatchObject({
    phase: 'failed',
    error: { tag: 'training-lost', detail: 'out of memory', step: 60 },
  });
  expect(useMessages.getState().notice).toBeNull();
  stopSavingAny();
});

it('restarts once after a crash in the preparation, and fails after another', async () => {
  answersStart = false;
  launch(aDataset, start, 0);
  const first = newest();
  first.listener?.preparing('scaling');
  first.crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  const second = newest();
  expect(second).not.toBe(first);
  expect(second.asked).toEqual(['start']);
  expect(phase()).not.toBe('failed');
  second.crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  expect(newest()).toBe(second);
  expect(phase()).toBe('failed');
});

it('replaces a worker that falls silent for a minute while nobody asks it anything, from the last progress', async () => {
  const frozen = await running();
  frozen.step = 80;
  await vi.advanceTimersByTimeAsync(4100);
  frozen.listener?.alive();
  frozen.answers = false;
  await vi.advanceTimersByTimeAsync(58_000);
  expect(frozen.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(3000);
  expect(frozen.ended).toBe(true);
  expect(newest().starts[0]?.resume?.step).toBe(80);
  expect(useMessages.getState().notice).toEqual({ tag: 'recovered', step: 80 });
});

it('does not take a computer that slept, or a long last piece of work, for a lost worker', async () => {
  const worker = await running();
  worker.listener?.alive();
  // Asleep for eight hours: the clock goes on, timers do not.
  const clock = performance.now.bind(performance);
  const slept = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 8 * 3_600_000);
  await vi.advanceTimersByTimeAsync(2000);
  expect(worker.ended).toBe(false);
  worker.listener?.alive();
  // The length of a step was not learned from it: a minute of silence still counts.
  worker.answers = false;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(worker.ended).toBe(true);
  slept.mockRestore();

  const last = await running();
  await last.listener?.snapshot(snapshot(500));
  await vi.advanceTimersByTimeAsync(900_000);
  expect(last.ended).toBe(false);
});

it('saves progress in a hidden tab too, whose timers hardly run, by the signs of life of the worker', async () => {
  const worker = await running();
  worker.step = 40;
  const clock = performance.now.bind(performance);
  const passed = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 20_000);
  worker.listener?.alive();
  await vi.advanceTimersByTimeAsync(0);
  passed.mockRestore();
  worker.crash('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  expect(newest().starts[0]?.resume?.step).toBe(40);
});

it('shows the error of the kept step once a run has ended, not the last one measured', async () => {
  const worker = await running();
  await worker.listener?.snapshot({ ...snapshot(500), heldOutError: 0.68 });
  worker.listener?.finished(
    {
      ...aResult,
      crossValidation: {
        folds: 3,
        steps: [500],
        errors: [0.68],
        error: 0.9,
        shrunkError: 0.64,
        kappa: 0.5,
        perPerturbation: [],
      },
    },
    'finished',
  );
  await vi.advanceTimersByTimeAsync(5000);
  expect(useRun.getState().summary.heldOutError).toBe(0.64);
});

it('keeps the result of a stopped run', async () => {
  const worker = await running();
  await stopRun();
  expect(useRun.getState()).toMatchObject({ phase: 'running', stopping: true });
  worker.listener?.finished(aResult, 'stopped');
  expect(useRun.getState()).toMatchObject({ phase: 'stopped', stopping: false, result: aResult });
});

it('stops the run in a new worker when the old one is silent', async () => {
  const silent = await running();
  silent.step = 90;
  await vi.advanceTimersByTimeAsync(4100);
  silent.answers = false;
  const stopping = stopRun();
  await vi.advanceTimersByTimeAsync(5100);
  await stopping;
  expect(newest().starts[0]?.resume?.step).toBe(90);
  await newest().listener?.snapshot(snapshot(91));
  expect(newest().asked).toEqual(['start', 'stop']);
});

it('has no result when it is stopped during the preparation', async () => {
  launch(aDataset, start, 0);
  newest().listener?.preparing('scaling');
  await stopRun();
  expect(newest().ended).toBe(true);
  expect(useRun.getState()).toMatchObject({ phase: 'stopped', result: null });
});

it('ignores messages of a run that was ended', async () => {
  const worker = await running();
  await abandon();
  worker.listener?.finished(aResult, 'finished');
  worker.listener?.failed({ tag: 'training-not-finite', step: 3 });
  expect(useRun.getState()).toMatchObject({ phase: 'running', result: null, error: null });
});

it('pauses and resumes in the same worker when it answers', async () => {
  const worker = await running();
  await pauseRun();
  await resumeRun();
  expect(newest()).toBe(worker);
  expect(worker.asked).toEqual(['start', 'pause', 'resume']);
  expect(phase()).toBe('running');
});
