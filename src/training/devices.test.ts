import { expect, it } from 'vitest';
import { randomProblem } from '../dynamics/device/randomProblem';
import type { PoolWorker } from '../dynamics/device/wasm/workerRunner';
import { presets } from '../dynamics/settings';
import { trainingDevices, type DeviceRequest } from './devices';
import { KeptGpu } from './keptGpu';
import { memoryOfRun, NoRoom } from './memory';
import { runSizeOf } from './runSize';
import { screenOfSize } from './testScreen';

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
