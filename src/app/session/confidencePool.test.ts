/** Fits shared among workers that the test plays. */
import { expect, it, vi } from 'vitest';
import type { ConfidenceApi } from '../../../workers/protocol';
import { fewestFits } from '../../inference/confidence/howMany';
import type { ResampledFit } from '../../inference/confidence/resampledFit';
import type { Outcome } from '../../dataset/outcome';
import { presets } from '../../dynamics/settings';
import type { WorkerEnd } from './clients';
import { fitsInTurn, startMeasuring, workersFor } from './confidencePool';
import type { ConfidenceProgress } from './state';
import { aConfidence, aDataset, aResult } from '../../../tests/support/app/testData';

vi.mock('./clients', () => ({
  confidenceWorker: () => {
    const worker = new PlayedWorker();
    made.push(worker);
    return worker;
  },
}));
vi.mock('comlink', () => ({ proxy: (value: unknown) => value }));

const noChance = { mean: new Float32Array(), deviation: new Float32Array() };

type Call = 'use' | 'shuffled' | 'summarise' | `fit ${number}`;

/** One worker: what it was asked, in order, and a hand on when and how it answers. */
class PlayedWorker {
  readonly asked: Call[] = [];
  readonly open = new Map<Call, () => void>();
  ended = false;
  #end: () => void = () => undefined;
  crash: (detail: string) => void = () => undefined;
  readonly #ending = new Promise<Outcome<never, WorkerEnd>>((resolve) => {
    this.#end = () => resolve({ ok: false, error: { tag: 'worker-ended' } });
    this.crash = (detail) => resolve({ ok: false, error: { tag: 'worker-lost', detail } });
  });
  readonly crashed = new Promise<string>(() => undefined);
  summarised: readonly ResampledFit[] = [];

  readonly ask = <Answer>(
    call: (remote: ConfidenceApi) => Answer,
  ): Promise<Outcome<Awaited<Answer>, WorkerEnd>> =>
    Promise.race([
      this.#ending,
      Promise.resolve(call(this.#remote)).then((value) => ({ ok: true, value }) as const),
    ]);

  readonly end = () => {
    this.ended = true;
    this.#end();
  };

  /** Answers the one question that is open. */
  answer(): void {
    const [first] = this.open;
    if (!first) throw new Error(`nothing is open after ${this.asked.join(', ')}`);
    this.open.delete(first[0]);
    first[1]();
  }

  readonly #remote: ConfidenceApi = {
    use: async () => void this.asked.push('use'),
    fit: (index) => this.#waits(`fit ${index}`, aFit(index)),
    shuffled: () => this.#waits('shuffled', { check: { error: 1.02, stableShare: 0.1 }, chance: noChance }),
    summarise: (fits, shuffled) => {
      this.summarised = fits;
      return this.#waits('summarise', {
        ...aConfidence,
        fits: fits.length,
        shuffled: shuffled?.check ?? null,
      });
    },
  };

  #waits<Value>(call: Call, value: Value): Promise<Value> {
    this.asked.push(call);
    return new Promise((resolve) => this.open.set(call, () => resolve(value)));
  }
}

/** By the measurement that a test began last. */
let made: PlayedWorker[] = [];

function aFit(index: number): ResampledFit {
  return { index, weights: new Float32Array(4), modules: [], responses: new Float32Array(4) };
}

function played(fits: number, workers: number) {
  made = [];
  const told: ConfidenceProgress[] = [];
  let seconds = 0;
  const measurement = startMeasuring({
    run: { dataset: aDataset, settings: presets.H, result: aResult },
    fits,
    workers,
    clock: () => seconds++,
    onProgress: (progress) => told.push(progress),
  });
  return { told, measurement };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

async function answerAll(calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) {
    const busy = made.find((worker) => !worker.ended && worker.open.size > 0);
    if (!busy) throw new Error('nobody has anything to do');
    busy.answer();
    await settle();
  }
}

it('hands the fits out in order, to each worker one at a time, then the label check, then the summary', async () => {
  const { measurement } = played(6, 1);
  await settle();
  await answerAll(8);
  const measured = await measurement.ended;
  expect(made[0]?.asked).toEqual([
    'use',
    'fit 0',
    'fit 1',
    'fit 2',
    'fit 3',
    'fit 4',
    'fit 5',
    'shuffled',
    'summarise',
  ]);
  expect(measured).toMatchObject({ tag: 'measured', confidence: { fits: 6, shuffled: { error: 1.02 } } });
  expect(made.every(({ ended }) => ended)).toBe(true);
});

it('gives the summary every fit once, in order, whoever made it', async () => {
  const { measurement } = played(20, 3);
  await settle();
  expect(made.map(({ asked }) => asked.at(-1))).toEqual(['fit 0', 'fit 1', 'fit 2']);
  made[2]?.answer();
  await settle();
  await answerAll(20);
  expect(made.flatMap(({ asked }) => asked).filter((call) => call === 'shuffled')).toHaveLength(1);
  const busy = made.find(({ summarised }) => summarised.length > 0);
  expect(busy?.summarised.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  await answerAll(1);
  expect((await measurement.ended).tag).toBe('measured');
});

it('puts together what had ended when it is cancelled, without the label check', async () => {
  const { measurement } = played(20, 1);
  await settle();
  await answerAll(fewestFits);
  measurement.cancel();
  await settle();
  expect(made[0]?.ended).toBe(true);
  expect(made[1]?.asked).toEqual(['use', 'summarise']);
  await answerAll(1);
  expect(await measurement.ended).toMatchObject({
    tag: 'measured',
    confidence: { fits: fewestFits, shuffled: null },
  });
});

it('keeps nothing when it is cancelled too early, and says how many fits there were', async () => {
  const { measurement } = played(20, 2);
  await settle();
  await answerAll(fewestFits - 1);
  measurement.cancel();
  expect(await measurement.ended).toEqual({ tag: 'cancelled', fits: fewestFits - 1 });
  expect(made).toHaveLength(2);
  expect(made.every(({ ended }) => ended)).toBe(true);
});

it('asks another worker once for the fit of one that crashed', async () => {
  const { measurement } = played(5, 1);
  await settle();
  await answerAll(2);
  made[0]?.crash('out of memory');
  await settle();
  expect(made[0]?.ended).toBe(true);
  expect(made[1]?.asked).toEqual(['use', 'fit 2']);
  await answerAll(5);
  expect(await measurement.ended).toMatchObject({ tag: 'measured', confidence: { fits: 5 } });
});

it('fails with what the browser said when the same fit crashes twice', async () => {
  const { measurement } = played(5, 2);
  await settle();
  made[0]?.crash('out of memory');
  await settle();
  made[2]?.crash('out of memory again');
  expect(await measurement.ended).toEqual({ tag: 'failed', detail: 'out of memory again' });
  expect(made.every(({ ended }) => ended)).toBe(true);
});

it('ends all workers when it is dropped, while fitting and while the answer is put together', async () => {
  for (const answers of [2, 6]) {
    const { measurement } = played(5, 1);
    await settle();
    await answerAll(answers);
    measurement.drop();
    expect(await measurement.ended).toEqual({ tag: 'dropped' });
    expect(made).toHaveLength(1);
    expect(made[0]?.ended).toBe(true);
  }
});

it('tells how far it is, and the seconds left once a fit has ended', async () => {
  const { told, measurement } = played(5, 1);
  await settle();
  expect(told.at(-1)).toMatchObject({ stage: 'fits', done: 0, fits: 5, share: 0, secondsLeft: null });
  await answerAll(2);
  const last = told.at(-1);
  expect(last).toMatchObject({ stage: 'fits', done: 2, share: 2 / 13 });
  expect(last?.secondsLeft).toBeGreaterThan(0);
  await answerAll(3);
  expect(told.at(-1)).toMatchObject({ stage: 'labels', done: 5, share: 5 / 13 });
  await answerAll(1);
  expect(told.at(-1)).toMatchObject({ stage: 'summary', share: 1 });
  await answerAll(1);
  await measurement.ended;
  const shares = told.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

it('leaves one processor to the page, and takes fewer workers where the cells are many', () => {
  expect([1, 2, 4, 8, 64].map((cores) => workersFor(cores, 9))).toEqual([1, 1, 3, 4, 4]);
  expect(workersFor(8, 1)).toBe(1);
  expect(workersFor(8, 0)).toBe(1);
  expect(fitsInTurn(20, 1)).toBe(28);
  expect(fitsInTurn(1, 4)).toBe(8);
});
