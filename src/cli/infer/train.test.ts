import { expect, it } from 'vitest';
import { createDevice } from '../../dynamics/device/createDevice';
import type { DynamicsDevice } from '../../dynamics/device/device';
import { presets } from '../../dynamics/settings';
import { chain } from '../../../tests/support/inference/chain';
import { readCheckpoint, writeCheckpoint } from '../../share/checkpointFile';
import { wholeText } from '../../share/typedJson';
import type { TrainingDevices } from '../../inference/training/devices';
import { Random } from '../../numerics/random';
import { Failure } from '../failure';
import { Interruption } from '../host';
import { train, type ResumePoint, type Trained, type Watcher } from './train';

const settings = { ...presets.default, steps: 20, cellBatch: 32 };
const dataset = chain();

const unheard: Watcher = {
  memory: () => undefined,
  device: () => undefined,
  event: () => undefined,
  snapshot: () => undefined,
  trained: () => undefined,
  save: async () => undefined,
  notSaved: () => undefined,
};

/** CPU devices; `onStep` is called at every step of the main fit. */
function devices(onStep: () => void): TrainingDevices {
  let made = 0;
  return {
    requireMemory: () => 0,
    create: async (problem): Promise<DynamicsDevice> => {
      const device = await createDevice('wasm', problem);
      const leftOut = made > 0 && made <= leaveOutFits;
      made++;
      if (leftOut) return device;
      return {
        ...device,
        step: async (hyper) => {
          onStep();
          await device.step(hyper);
        },
      };
    },
    describe: () => ({
      kind: 'wasm',
      name: 'CPU',
      workers: 0,
      reason: { tag: 'wished', software: false },
    }),
    replace: async () => undefined,
    dispose: () => undefined,
  };
}

/** Four perturbations are each left out once. */
const leaveOutFits = 4;

/** Interrupts during step `at` (from 1). */
async function until(at: number, from: ResumePoint | null): Promise<Trained> {
  let step = 0;
  const listeners: (() => void)[] = [];
  const interruption = new Interruption({
    onInterrupt: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
  });
  const made = devices(() => {
    step++;
    if (step === at) for (const listener of listeners) listener();
  });
  return train({ dataset, settings, devices: made, from }, unheard, interruption, () => 0);
}

const nobody = new Interruption({ onInterrupt: () => () => undefined });

/** Steps at which progress was saved, with a clock that advances by `milliseconds` per reading. */
async function keptAt(milliseconds: number): Promise<readonly number[]> {
  const kept: number[] = [];
  const save = async ({ progress }: ResumePoint) => {
    // Longer than the run takes.
    await new Promise((resolve) => setTimeout(resolve, 700));
    kept.push(progress.step);
  };
  let time = 0;
  const task = { dataset, settings, devices: devices(() => undefined), from: null };
  const trained = await train(task, { ...unheard, save }, nobody, () => (time += milliseconds));
  expect(trained.kind).toBe('finished');
  return kept;
}

async function stoppedAt(step: number, from: ResumePoint | null): Promise<ResumePoint> {
  const trained = await until(step, from);
  if (trained.kind !== 'stopped') throw new Error(`the run stops at step ${step}`);
  return trained.resumePoint;
}

function throughFile(resumePoint: ResumePoint): ResumePoint {
  const text = wholeText(writeCheckpoint({ config: {}, fingerprint: '', seed: 7, log: [], ...resumePoint }));
  const read = readCheckpoint(text);
  if (!read.ok || !read.value.progress) throw new Error('the checkpoint can be read');
  return { ...read.value, progress: read.value.progress };
}

function resultOf(trained: Trained) {
  if (trained.kind !== 'finished') throw new Error('the run is finished');
  const { result, resumePoint } = trained;
  return { ...trained, result: { ...result, seconds: 0 }, resumePoint: { ...resumePoint, seconds: 0 } };
}

const whole = resultOf(await until(Infinity, null));

it('has the loss of every step', () => {
  expect(whole.loss.steps).toEqual(Float64Array.from({ length: settings.steps }, (_, i) => i + 1));
});

it.each([1, 7, 10, 11, 19])(
  'interrupted at step %i and resumed, gives the bits of an uninterrupted run',
  async (at) => {
    const resumed = await until(Infinity, throughFile(await stoppedAt(at, null)));
    expect(resultOf(resumed)).toEqual(whole);
  },
);

it('broken off at ten random points, ends with the same bits', async () => {
  const points = new Random(20)
    .permutation(settings.steps - 1)
    .slice(0, 10)
    .map((at) => at + 1)
    .toSorted();
  let resumePoint: ResumePoint | null = null;
  let before = 0;
  for (const point of points) {
    resumePoint = throughFile(await stoppedAt(point - before, resumePoint));
    expect(resumePoint.progress.step).toBe(point);
    before = point;
  }
  expect(resultOf(await until(Infinity, resumePoint))).toEqual(whole);
});

it('has the same result again from what is saved after the last step', async () => {
  let steps = 0;
  const made = devices(() => steps++);
  const from = throughFile(whole.resumePoint);
  const again = await train({ dataset, settings, devices: made, from }, unheard, nobody, () => 0);
  expect(resultOf(again)).toEqual(whole);
  expect(steps).toBe(0);
});

it('saves progress every few seconds, and waits for the last save', async () => {
  const [first] = await keptAt(5000);
  expect(first).toBeLessThan(settings.steps);
  expect(await keptAt(0)).toEqual([]);
});

it('makes no step while progress is written, which takes many turns', async () => {
  let [time, steps] = [0, 0];
  const during: number[] = [];
  const save = async () => {
    const before = steps;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    during.push(steps - before);
  };
  const task = { dataset, settings, devices: devices(() => steps++), from: null };
  await train(task, { ...unheard, save }, nobody, () => (time += 5000));
  expect(during.length).toBeGreaterThan(0);
  expect(new Set(during)).toEqual(new Set([0]));
});

it('goes on where progress cannot be saved, and says so', async () => {
  const failure = new Failure(1, { title: 'No space', why: 'The disk is full', next: '' });
  const told: Failure[] = [];
  let time = 0;
  const task = { dataset, settings, devices: devices(() => undefined), from: null };
  const watcher = {
    ...unheard,
    save: () => Promise.reject(failure),
    notSaved: (one: Failure) => void told.push(one),
  };
  const trained = await train(task, watcher, nobody, () => (time += 5000));
  expect(resultOf(trained)).toEqual(whole);
  expect(told[0]).toBe(failure);
});

it('refuses the progress of a model of another size', async () => {
  const { progress, ...rest } = await stoppedAt(5, null);
  const others = { ...rest, progress: { ...progress, fits: progress.fits.slice(1) } };
  await expect(until(Infinity, others)).rejects.toMatchObject({
    exitCode: 2,
    words: { title: 'The checkpoint does not belong to this run' },
  });
});
