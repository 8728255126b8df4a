import { expect, it } from 'vitest';
import { randomProblem, tinySize } from '../../../tests/support/dynamics/randomProblem';
import { presets } from '../../dynamics/settings';
import { trainingDevices, KeptGpu } from '../../inference/training/devices';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { findDawnGpu } from './dawn';
import { kernelWorker, nodeDevices } from './nodeDevices';

const small = randomProblem(tinySize).problem;
const large = randomProblem({ ...tinySize, genes: 100, regulators: 100, modules: 60, cells: 300 }).problem;
const gpuHere = (await findDawnGpu()) !== null;

function devices(threads: number, wish: DeviceWish = 'processor') {
  const told: string[] = [];
  const made = nodeDevices({ wish, threads, settings: presets.H, tell: (line) => told.push(line) });
  return { made, told };
}

it('computes large problems in as many threads as are given, small ones in this thread', async () => {
  const { made } = devices(3);
  expect((await made.create(large)).info.workers).toBe(3);
  expect((await made.create(small)).info.workers).toBe(0);
  made.dispose();
});

it('makes no threads where one is given', async () => {
  const { made } = devices(1);
  expect((await made.create(large)).info.workers).toBe(0);
  made.dispose();
});

it.skipIf(gpuHere)('computes on the processor where WebGPU is wished and none is found', async () => {
  const { made, told } = devices(1, 'webgpu');
  const device = await made.create(small);
  expect(made.describe(device)).toMatchObject({ kind: 'wasm', reason: { tag: 'no-webgpu', wished: true } });
  expect(told).toEqual([]);
  made.dispose();
});

it.skipIf(!gpuHere)('computes with WebGPU where it is wished, and says once that it is set up', async () => {
  const { made, told } = devices(1, 'webgpu');
  const device = await made.create(small);
  await made.create(small);
  expect(made.describe(device)).toMatchObject({ kind: 'webgpu', reason: { tag: 'wished' } });
  expect(told).toHaveLength(1);
  made.dispose();
});

it.skipIf(!gpuHere)(
  'times both where the choice is automatic and the adapter is not known to be emulated',
  async () => {
    const made = trainingDevices({
      wish: 'auto',
      settings: presets.H,
      workers: 2,
      createWorker: () => kernelWorker(),
      memory: { inAll: 4e9, inOne: 2e9, copies: 1 },
      gpu: new KeptGpu(async () => {
        const offer = await findDawnGpu();
        return offer && { ...offer, software: false };
      }),
      times: new Map(),
      settingUp: () => undefined,
    });
    const { reason } = made.describe(await made.create(small));
    expect(reason).toMatchObject({ gpuMs: expect.any(Number), processorMs: expect.any(Number) });
    made.dispose();
  },
);
