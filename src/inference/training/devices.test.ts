import { describe, expect, it } from 'vitest';
import { randomProblem, tinySize } from '../../../tests/support/dynamics/randomProblem';
import type { PoolWorker } from '../../dynamics/device/wasm/runner';
import { presets } from '../../dynamics/settings';
import { timesOfBuild } from './deviceComparison';
import { trainingDevices, type DeviceRequest, GpuCache } from './devices';
import { memoryOfRun, InsufficientMemory, runSizeOf } from '../run/memory';
import { screenOfSize } from '../../../tests/support/inference/testScreen';
import { DeviceLost } from '../../dynamics/device/device';
import type { Gpu } from '../../dynamics/device/webgpu/gpu';

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
    gpu: new GpuCache(async () => null),
    times: new Map(),
    settingUp: () => undefined,
    ...change,
  });
  return { made, workers: () => workers };
}

const { base, instance } = memoryOfRun(size, presets.H, { copies: 1, workers: 8 });

it('limits the number of workers to those that fit into memory', async () => {
  const { made, workers } = devices({}, base + 3.5 * instance);
  expect(made.requireMemory(size)).toBe(base + 3 * instance);
  expect((await made.create(problem)).info.workers).toBe(2);
  expect(workers()).toBe(2);
});

it('refuses a run that exceeds memory before anything is created', () => {
  const { made, workers } = devices({}, base);
  expect(() => made.requireMemory(size)).toThrow(InsufficientMemory);
  expect(workers()).toBe(0);
});

it('uses the processor where a GPU buffer would be too large, before the GPU is opened', async () => {
  let opened = false;
  const gpu = new GpuCache(async () => ({
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
  new GpuCache(async () => ({
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

describe('measured step times', () => {
  it('are reused where known, and reported as of an earlier run', async () => {
    const times = new Map([[await keyAsked({}), { gpuMs: 7, processorMs: 3, isPart: false }]]);
    expect(await reasonOf({ gpu: gpuNamed('A card'), times })).toEqual({
      tag: 'gpu-slower',
      gpuMs: 7,
      processorMs: 3,
      earlier: true,
    });
  });

  it('are measured for another adapter, number of workers, step size, build or browser', async () => {
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

const { problem: tinyProblem } = randomProblem(tinySize);

const limits = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 28 };

/** Adapters that count what is asked of them; no device can be made on what they open. */
function adapters() {
  const asked = { found: 0, opened: 0, settingUp: 0 };
  let lost = false;
  const kept = new GpuCache(async () => {
    const name = `Card ${++asked.found}`;
    const open = async (): Promise<Gpu> => {
      asked.opened++;
      lost = false;
      return {
        device: {} as GPUDevice,
        name,
        software: false,
        clock: () => 0,
        whileAlive: async (work) => {
          if (lost) throw new DeviceLost('unknown', 'gone');
          return work;
        },
      };
    };
    return { name, software: false, limits, open };
  });
  const request = () => kept.request(() => void asked.settingUp++);
  const lose = () => {
    lost = true;
  };
  return { asked, request, lose };
}

it('opens a GPU once, when the first device is created on it', async () => {
  const { asked, request } = adapters();
  const gpu = await request();
  expect(gpu?.name).toBe('Card 1');
  expect(asked).toEqual({ found: 1, opened: 0, settingUp: 0 });
  await expect(gpu?.create(tinyProblem)).rejects.toThrow(Error);
  await expect(gpu?.create(tinyProblem)).rejects.toThrow(Error);
  expect(asked).toEqual({ found: 1, opened: 1, settingUp: 2 });
});

it('keeps the open GPU for later runs until it is lost, then requests a new one', async () => {
  const { asked, request, lose } = adapters();
  await expect((await request())?.create(tinyProblem)).rejects.toThrow(Error);
  expect((await request())?.name).toBe('Card 1');
  expect(asked).toMatchObject({ found: 1, opened: 1 });
  lose();
  expect((await request())?.name).toBe('Card 2');
});

it('is null where no GPU is found', async () => {
  expect(await new GpuCache(async () => null).request(() => undefined)).toBeNull();
});
