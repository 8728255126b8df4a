import { describe, expect, it } from 'vitest';
import { randomProblem } from '../../../tests/support/dynamics/randomProblem';
import type { PoolWorker } from '../../dynamics/device/wasm/workerRunner';
import { presets } from '../../dynamics/settings';
import { timesOfBuild } from './comparison';
import { trainingDevices, type DeviceRequest } from './devices';
import { KeptGpu } from './keptGpu';
import { memoryOfRun, NoRoom } from './memory';
import { runSizeOf } from './runSize';
import { screenOfSize } from '../../../tests/support/inference/testScreen';

const screen = screenOfSize({
  genes: 100,
  regulators: 100,
  perturbations: 20,
  cellsEach: 20,
  controls: 100,
  isComposed: false,
});
const size = runSizeOf(screen);
const { problem } = randomProblem({
  genes: 100,
  regulators: 100,
  modules: 60,
  perturbations: 20,
  cells: 300,
  batch: 1,
});

const idleWorker: PoolWorker = {
  send: () => undefined,
  listen: () => undefined,
  terminate: () => undefined,
};

function devices(change: Partial<DeviceRequest>, inAll: number) {
  let workers = 0;
  const made = trainingDevices({
    wish: 'processor',
    settings: presets.H,
    workers: 8,
    createWorker: () => {
      workers++;
      return idleWorker;
    },
    memory: { inAll, inOne: 2 ** 31, copies: 1 },
    gpu: new KeptGpu(async () => null),
    times: new Map(),
    settingUp: () => undefined,
    ...change,
  });
  return { made, workers: () => workers };
}

const { base, instance } = memoryOfRun(size, presets.H, { copies: 1, workers: 8 });

it('makes no more workers than have room', async () => {
  const { made, workers } = devices({}, base + 3.5 * instance);
  expect(made.expectRoom(size)).toBe(base + 3 * instance);
  expect((await made.create(problem)).info.workers).toBe(2);
  expect(workers()).toBe(2);
});

it('refuses a run that has no room before anything is made', () => {
  const { made, workers } = devices({}, base);
  expect(() => made.expectRoom(size)).toThrow(NoRoom);
  expect(workers()).toBe(0);
});

it('leaves a fit to the processor where the graphics processor gives no buffer that large, before it is opened', async () => {
  let opened = false;
  const gpu = new KeptGpu(async () => ({
    name: 'A card',
    software: false,
    limits: { maxBufferSize: 20_000, maxStorageBufferBindingSize: 2 ** 31 },
    open: async () => {
      opened = true;
      throw new Error('nothing is there');
    },
  }));
  const { made } = devices({ wish: 'webgpu', gpu }, 1e12);
  const { kind, reason } = made.describe(await made.create(problem));
  expect(kind).toBe('wasm');
  expect(reason).toMatchObject({ tag: 'gpu-failed', detail: expect.stringContaining('in one piece') });
  expect(opened).toBe(false);
});

/** A card that throws when it is to be measured. */
const gpuNamed = (name: string) =>
  new KeptGpu(async () => ({
    name,
    software: false,
    limits: { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 },
    open: async () => {
      throw new Error('it is measured');
    },
  }));
async function reasonOf(change: Partial<DeviceRequest>) {
  const { made } = devices({ wish: 'auto', workers: 1, ...change }, 1e12);
  return made.describe(await made.create(problem)).reason;
}

/** What a first run on a card asks for, answered so that it need not measure. */
async function keyAsked(change: Partial<DeviceRequest>): Promise<string> {
  let asked = '';
  await reasonOf({
    gpu: gpuNamed('A card'),
    times: {
      get: (key) => {
        asked = key;
        return { gpuMs: 2, processorMs: 1, isPart: false };
      },
      set: () => undefined,
    },
    ...change,
  });
  return asked;
}

describe('how long steps take', () => {
  it('is not measured again where it is known, and said to be of an earlier run', async () => {
    const times = new Map([[await keyAsked({}), { gpuMs: 7, processorMs: 3, isPart: false }]]);
    expect(await reasonOf({ gpu: gpuNamed('A card'), times })).toEqual({
      tag: 'gpu-slower',
      gpuMs: 7,
      processorMs: 3,
      earlier: true,
    });
  });

  it('is measured for another adapter, number of workers, size of a step, build or browser', async () => {
    const known = { gpuMs: 7, processorMs: 3, isPart: false };
    const key = await keyAsked({});
    const others: Partial<DeviceRequest>[] = [
      { gpu: gpuNamed('Another card') },
      { workers: 4 },
      { settings: { ...presets.H, cellBatch: presets.H.cellBatch + 1 } },
    ];
    for (const change of others)
      expect(
        await reasonOf({ gpu: gpuNamed('A card'), times: new Map([[key, known]]), ...change }),
      ).toMatchObject({
        tag: 'gpu-failed',
        detail: 'it is measured',
      });

    const stored = new Map<string, typeof known>();
    timesOfBuild(['trainer-1.js', 'Browser 1'], stored).set(key, known);
    const of = (...build: string[]) =>
      reasonOf({ gpu: gpuNamed('A card'), times: timesOfBuild(build, stored) });
    expect(await of('trainer-1.js', 'Browser 1')).toMatchObject({ tag: 'gpu-slower', earlier: true });
    expect(await of('trainer-2.js', 'Browser 1')).toMatchObject({ detail: 'it is measured' });
    expect(await of('trainer-1.js', 'Browser 2')).toMatchObject({ detail: 'it is measured' });
  });
});
