/** The run and its worker, with a worker played by the test. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TrainerApi, TrainerListener, TrainerStart } from '../../../workers/protocol';
import type { Outcome } from '../../dataset/outcome';
import type { RunningDevice } from '../../inference/training/runningDevice';
import { presets } from '../../dynamics/settings';
import { noCompanions } from '../../inference/progress';
import type { TrainingSnapshot } from '../../inference/result';
import type { WorkerEnd } from './clients';
import { abandon, launch, pauseRun, predict, resumeRun, stopRun } from './runner';
import { emptyRun, started } from './runState';
import { resetSnapshots } from './snapshots';
import { useRun } from './stores';
import { aDataset, aResult } from '../../../tests/support/app/testData';

/** One worker as the page sees it: what it was asked, and a hand on how it answers. */
class PlayedWorker {
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
    });

  readonly end = () => {
    this.ended = true;
  };

  readonly remote: TrainerApi = {
    start: async (start, listener) => {
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
      companions: noCompanions,
    }),
    predict: async () => {
      this.asked.push('predict');
      return null;
    },
    use: async () => void this.asked.push('use'),
  };
}

const workers: PlayedWorker[] = [];

vi.mock('./clients', () => ({
  trainerWorker: () => {
    const worker = new PlayedWorker();
    workers.push(worker);
    return worker;
  },
}));
vi.mock('comlink', () => ({ proxy: (value: unknown) => value }));

const start: TrainerStart = {
  dataset: aDataset,
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
    averaged: 1,
    refining: null,
    modules: null,
    rateFactor: 1,
    stableShare: null,
    stepsPerSecond: 100,
    secondsLeft: null,
  };
}

function newest(): PlayedWorker {
  const worker = workers.at(-1);
  if (!worker) throw new Error('No worker was made.');
  return worker;
}

function phase() {
  return useRun.getState().phase;
}

/** A run that has made its first steps. */
async function running(): Promise<PlayedWorker> {
  launch(start, 0);
  const worker = newest();
  worker.listener?.preparing('scaling');
  await worker.listener?.snapshot(snapshot(1));
  return worker;
}

beforeEach(() => {
  vi.useFakeTimers();
  const asStarted = {
    dataset: aDataset,
    settings: presets.H,
    demo: 'myeloid' as const,
    truth: null,
    step: 0,
    secondsElapsed: 0,
  };
  useRun.setState(started(emptyRun, asStarted, 0), true);
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

it('runs with the first snapshot and sums the terms of the loss', async () => {
  launch(start, 0);
  expect(phase()).toBe('preparing');
  await newest().listener?.snapshot(snapshot(1));
  expect(phase()).toBe('running');
  expect(useRun.getState().summary).toMatchObject({ step: 1, loss: 1.75 });
});

it('shows a summary at most about three times a second, however many snapshots come', async () => {
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
  launch(start, 0);
  newest().listener?.preparing('starting');
  await pauseRun();
  expect(phase()).toBe('paused');
  expect(newest().asked).not.toContain('pause');
  await newest().listener?.snapshot(snapshot(1));
  expect(newest().asked).toContain('pause');
  expect(phase()).toBe('paused');
});

it('ends a worker that does not answer a pause for two seconds and goes on, paused, from the last progress', async () => {
  const silent = await running();
  silent.step = 120;
  await vi.advanceTimersByTimeAsync(4100);
  silent.answers = false;
  const pausing = pauseRun();
  await vi.advanceTimersByTimeAsync(1900);
  expect(silent.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  await pausing;
  expect(silent.ended).toBe(true);
  expect(newest()).not.toBe(silent);
  expect(newest().starts[0]?.resume?.step).toBe(120);
  await newest().listener?.snapshot(snapshot(121));
  expect(newest().asked).toEqual(['start', 'pause']);
  expect(useRun.getState()).toMatchObject({ phase: 'paused', notice: { tag: 'recovered', step: 120 } });
});

it('says once that the loss ran away and the run went back', async () => {
  const worker = await running();
  await worker.listener?.snapshot({ ...snapshot(130), rateFactor: 0.5 });
  expect(useRun.getState().notice).toEqual({ tag: 'slowed', step: 130 });
  useRun.setState({ notice: null });
  await worker.listener?.snapshot({ ...snapshot(131), rateFactor: 0.5 });
  expect(useRun.getState().notice).toBeNull();
});

it('says when the run went on with another device, and which', async () => {
  const worker = await running();
  const device: RunningDevice = {
    kind: 'wasm',
    name: 'Processor',
    workers: 0,
    reason: { tag: 'gpu-lost', detail: 'reset' },
  };
  worker.listener?.moved(device, 100);
  const { notice, log, device: shown } = useRun.getState();
  expect(notice).toEqual({ tag: 'moved', step: 100, device });
  expect(log.at(-1)?.event).toEqual({ tag: 'moved', step: 100, device });
  expect(shown).toEqual(device);
});

it('restarts after a crash and gives up when it crashes again without having got further', async () => {
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

it('keeps the result of a stop and says so', async () => {
  const worker = await running();
  await stopRun();
  expect(useRun.getState()).toMatchObject({ phase: 'running', stopping: true });
  worker.listener?.finished(aResult, 'stopped');
  expect(useRun.getState()).toMatchObject({ phase: 'stopped', stopping: false, result: aResult });
});

it('stops in a new worker when the old one does not answer', async () => {
  const silent = await running();
  silent.step = 90;
  await vi.advanceTimersByTimeAsync(4100);
  silent.answers = false;
  const stopping = stopRun();
  await vi.advanceTimersByTimeAsync(2100);
  await stopping;
  expect(newest().starts[0]?.resume?.step).toBe(90);
  await newest().listener?.snapshot(snapshot(91));
  expect(newest().asked).toEqual(['start', 'stop']);
});

it('has nothing to keep when it is stopped during the preparation', async () => {
  launch(start, 0);
  newest().listener?.preparing('scaling');
  await stopRun();
  expect(newest().ended).toBe(true);
  expect(useRun.getState()).toMatchObject({ phase: 'stopped', result: null });
});

it('hears nothing more from a run that was ended', async () => {
  const worker = await running();
  await abandon();
  worker.listener?.finished(aResult, 'finished');
  worker.listener?.failed({ tag: 'training-not-finite', step: 3 });
  expect(useRun.getState()).toMatchObject({ phase: 'running', result: null, error: null });
});

it('answers sliders from the result on screen, handed over once, and from nothing where nothing was learned', async () => {
  const worker = await running();
  const request = { changes: [], time: null };
  worker.listener?.finished(aResult, 'finished');
  await predict(request);
  expect(worker.asked.filter((question) => question === 'use')).toHaveLength(1);
  await predict(request);
  expect(worker.asked.filter((question) => question === 'use')).toHaveLength(1);
  useRun.setState({ result: null });
  const before = worker.asked.length;
  expect(await predict(request)).toBeNull();
  expect(worker.asked).toHaveLength(before);
});

it('pauses and resumes in the same worker when it answers', async () => {
  const worker = await running();
  await pauseRun();
  await resumeRun();
  expect(newest()).toBe(worker);
  expect(worker.asked).toEqual(['start', 'pause', 'resume']);
  expect(phase()).toBe('running');
});
