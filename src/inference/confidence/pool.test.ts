/** Fits distributed among workers that the test controls. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MIN_FITS, type ResampledFit } from '../run/confidence';
import {
  consecutiveFits,
  shareOfFits,
  startMeasurement,
  type ConfidenceProgress,
  type FitWorker,
} from './pool';
import { aConfidence } from '../../../tests/support/app/testData';

const noChance = { mean: new Float32Array(), deviation: new Float32Array() };

type Call = 'shuffled' | 'summarise' | `fit ${number}`;

/** One worker: its calls in order; the test decides when and how each is answered. */
class ControlledWorker implements FitWorker {
  readonly asked: Call[] = [];
  readonly open = new Map<Call, { readonly answer: () => void; readonly fail: (error: Error) => void }>();
  ended = false;
  summarised: readonly ResampledFit[] = [];

  fit(index: number): Promise<ResampledFit> {
    return this.#waits(`fit ${index}`, aFit(index));
  }

  shuffled() {
    return this.#waits('shuffled', { check: { error: 1.02, stableShare: 0.1 }, chance: noChance });
  }

  summarise(...[fits, shuffled]: Parameters<FitWorker['summarise']>) {
    this.summarised = fits;
    return this.#waits('summarise', { ...aConfidence, fits: fits.length, shuffled: shuffled?.check ?? null });
  }

  end(): void {
    this.ended = true;
    this.crash('ended');
  }

  crash(detail: string): void {
    for (const { fail } of this.open.values()) fail(new Error(detail));
    this.open.clear();
  }

  /** Answers the one call that is open. */
  answer(): void {
    const [first] = this.open;
    if (!first) throw new Error(`nothing is open after ${this.asked.join(', ')}`);
    this.open.delete(first[0]);
    first[1].answer();
  }

  #waits<Value>(call: Call, value: Value): Promise<Value> {
    this.asked.push(call);
    return new Promise((resolve, reject) =>
      this.open.set(call, { answer: () => resolve(value), fail: reject }),
    );
  }
}

/** Workers of the measurement that a test began last. */
let made: ControlledWorker[] = [];

function aFit(index: number): ResampledFit {
  return { index, weights: new Float32Array(4), modules: [], responses: new Float32Array(4) };
}

function measuring(fits: number, workers: number) {
  made = [];
  const progress: ConfidenceProgress[] = [];
  let seconds = 0;
  const measurement = startMeasurement({
    share: shareOfFits(fits),
    workers,
    createWorker: () => {
      const worker = new ControlledWorker();
      made.push(worker);
      return worker;
    },
    clock: () => seconds++,
    onProgress: (now) => progress.push(now),
  });
  return { progress, measurement };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

async function answerAll(calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) {
    const busy = made.find((worker) => !worker.ended && worker.open.size > 0);
    if (!busy) throw new Error('no worker has an open call');
    busy.answer();
    await settle();
  }
}

it('assigns the fits in order, one at a time to each worker, then the label check, then the summary', async () => {
  const { measurement } = measuring(6, 1);
  await settle();
  await answerAll(8);
  const measured = await measurement.ended;
  expect(made[0]?.asked).toEqual([
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

it('passes every fit to the summary once, in order, whichever worker made it', async () => {
  const { measurement } = measuring(20, 3);
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

it('summarises the fits that have ended when it is cancelled, without the label check', async () => {
  const { measurement } = measuring(20, 1);
  await settle();
  await answerAll(MIN_FITS);
  measurement.cancel();
  await settle();
  expect(made[0]?.ended).toBe(true);
  expect(made[1]?.asked).toEqual(['summarise']);
  await answerAll(1);
  expect(await measurement.ended).toMatchObject({
    tag: 'measured',
    confidence: { fits: MIN_FITS, shuffled: null },
  });
});

it('has no result when it is cancelled too early, and reports the number of fits', async () => {
  const { measurement } = measuring(20, 2);
  await settle();
  await answerAll(MIN_FITS - 1);
  measurement.cancel();
  expect(await measurement.ended).toEqual({ tag: 'cancelled', fits: MIN_FITS - 1 });
  expect(made).toHaveLength(2);
  expect(made.every(({ ended }) => ended)).toBe(true);
});

it('repeats the fit of a lost worker once, in a new worker', async () => {
  const { measurement } = measuring(5, 1);
  await settle();
  await answerAll(2);
  made[0]?.crash('out of memory');
  await settle();
  expect(made[0]?.ended).toBe(true);
  expect(made[1]?.asked).toEqual(['fit 2']);
  await answerAll(5);
  expect(await measurement.ended).toMatchObject({ tag: 'measured', confidence: { fits: 5 } });
});

it('fails with the reason of the worker when the same fit is lost twice', async () => {
  const { measurement } = measuring(5, 2);
  await settle();
  made[0]?.crash('out of memory');
  await settle();
  made[2]?.crash('out of memory again');
  expect(await measurement.ended).toEqual({ tag: 'failed', detail: 'out of memory again' });
  expect(made.every(({ ended }) => ended)).toBe(true);
});

it('ends all workers when it is dropped, during the fits and during the summary', async () => {
  for (const answers of [2, 6]) {
    const { measurement } = measuring(5, 1);
    await settle();
    await answerAll(answers);
    measurement.drop();
    expect(await measurement.ended).toEqual({ tag: 'dropped' });
    expect(made).toHaveLength(1);
    expect(made[0]?.ended).toBe(true);
  }
});

it('reports its progress, and the seconds left once a fit has ended', async () => {
  const { progress, measurement } = measuring(5, 1);
  await settle();
  expect(progress.at(-1)).toMatchObject({ stage: 'fits', done: 0, fits: 5, share: 0, secondsLeft: null });
  await answerAll(2);
  const last = progress.at(-1);
  expect(last).toMatchObject({ stage: 'fits', done: 2, share: 2 / 13 });
  expect(last?.secondsLeft).toBeGreaterThan(0);
  await answerAll(3);
  expect(progress.at(-1)).toMatchObject({ stage: 'labels', done: 5, share: 5 / 13 });
  await answerAll(1);
  expect(progress.at(-1)).toMatchObject({ stage: 'summary', share: 1 });
  await answerAll(1);
  await measurement.ended;
  const shares = progress.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

it('repeats a lost summary once, in a new worker', async () => {
  const { measurement } = measuring(5, 1);
  await settle();
  await answerAll(6);
  made[0]?.crash('out of memory');
  await settle();
  expect(made[1]?.asked).toEqual(['summarise']);
  made[1]?.crash('out of memory again');
  expect(await measurement.ended).toEqual({ tag: 'failed', detail: 'out of memory again' });
});

it('estimates its duration: the label check takes as long as eight fits and runs beside the others', () => {
  expect(consecutiveFits(20, 1)).toBe(28);
  expect(consecutiveFits(1, 4)).toBe(8);
});

it('shares the fits and the label check so that all shares take about as long and nothing is left', () => {
  fc.assert(
    fc.property(fc.integer({ min: MIN_FITS, max: 200 }), fc.integer({ min: 1, max: 30 }), (fits, of) => {
      const shares = Array.from({ length: of }, (_, i) => shareOfFits(fits, i + 1, of));
      const all = shares.flatMap((share) => share.fits).toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: fits }, (_, i) => i));
      expect(shares.map(({ labels }) => labels)).toEqual(shares.map((_, i) => i === of - 1));
      const durations = shares.map((share) => share.fits.length + (share.labels ? 8 : 0));
      // The label check cannot be divided.
      expect(Math.max(...durations)).toBeLessThanOrEqual(Math.max(8, Math.ceil((fits + 8) / of)));
    }),
  );
});

it('does its share alone, and gives what another computer summarises', async () => {
  const asked: string[] = [];
  const worker: FitWorker<readonly number[]> = {
    fit: (index) => {
      asked.push(String(index));
      return Promise.resolve(aFit(index));
    },
    shuffled: () => {
      asked.push('labels');
      return Promise.resolve(null);
    },
    summarise: (fits) => Promise.resolve(fits.map(({ index }) => index)),
    end: () => undefined,
  };
  const share = shareOfFits(10, 2, 2);
  const measured = await startMeasurement({
    share,
    workers: 1,
    createWorker: () => worker,
    clock: () => 0,
    onProgress: () => undefined,
  }).ended;
  expect(measured).toEqual({ tag: 'measured', confidence: share.fits });
  expect(asked.toSorted()).toEqual([...share.fits.map(String), 'labels'].toSorted());
});
