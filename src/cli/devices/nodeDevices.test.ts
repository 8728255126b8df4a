import { expect, it, afterEach, describe } from 'vitest';
import { randomProblem, tinySize, type ProblemSize } from '../../../tests/support/dynamics/randomProblem';
import { presets } from '../../dynamics/settings';
import { trainingDevices, GpuCache } from '../../inference/training/devices';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { findDawnGpu } from './dawn';
import { kernelWorker, nodeDevices } from './nodeDevices';
import type { DynamicsDevice, StepHyper } from '../../dynamics/device/device';
import { inlineRunner, type ShardRunner, workerRunner } from '../../dynamics/device/wasm/runner';
import { createWasmDevice } from '../../dynamics/device/wasm/wasmDevice';

const small = randomProblem(tinySize).problem;
const large = randomProblem({ ...tinySize, genes: 100, regulators: 100, modules: 60, cells: 300 }).problem;
const gpuHere = (await findDawnGpu()) !== null;

function devices(threads: number, wish: DeviceWish = 'processor') {
  const told: string[] = [];
  const made = nodeDevices({ wish, threads, settings: presets.H, message: (line) => told.push(line) });
  return { made, told };
}

it('computes large problems in all threads, small ones in the calling thread', async () => {
  const { made } = devices(3);
  expect((await made.create(large)).info.workers).toBe(3);
  expect((await made.create(small)).info.workers).toBe(0);
  made.dispose();
});

it('makes no threads for --threads 1', async () => {
  const { made } = devices(1);
  expect((await made.create(large)).info.workers).toBe(0);
  made.dispose();
});

it.skipIf(gpuHere)('computes on the CPU if WebGPU is requested and missing', async () => {
  const { made, told } = devices(1, 'webgpu');
  const device = await made.create(small);
  expect(made.describe(device)).toMatchObject({ kind: 'wasm', reason: { tag: 'no-webgpu', wished: true } });
  expect(told).toEqual([]);
  made.dispose();
});

it.skipIf(!gpuHere)('computes with WebGPU if requested, and announces the setup once', async () => {
  const { made, told } = devices(1, 'webgpu');
  const device = await made.create(small);
  await made.create(small);
  expect(made.describe(device)).toMatchObject({ kind: 'webgpu', reason: { tag: 'wished' } });
  expect(told).toHaveLength(1);
  made.dispose();
});

it.skipIf(!gpuHere)('times both for the automatic choice unless the adapter is emulated', async () => {
  const made = trainingDevices({
    wish: 'auto',
    settings: presets.H,
    workers: 2,
    createWorker: () => kernelWorker(),
    memory: { inAll: 4e9, inOne: 2e9, copies: 1 },
    gpu: new GpuCache(async () => {
      const offer = await findDawnGpu();
      return offer && { ...offer, software: false };
    }),
    times: new Map(),
    settingUp: () => undefined,
  });
  const { reason } = made.describe(await made.create(small));
  expect(reason).toMatchObject({ gpuMs: expect.any(Number), processorMs: expect.any(Number) });
  made.dispose();
});

const hyper: StepHyper = { learningRate: 0.02, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };
const pools: ShardRunner[] = [];

function pool(count: number, script?: string): ShardRunner {
  const runner = workerRunner(() => kernelWorker(script), count);
  pools.push(runner);
  return runner;
}

afterEach(() => {
  for (const runner of pools.splice(0)) runner.dispose();
});

async function deviceOn(runner: ShardRunner, options: Partial<ProblemSize> = {}): Promise<DynamicsDevice> {
  const { problem, parameters, batch } = randomProblem({ ...tinySize, genes: 21, cells: 90, ...options });
  const device = await createWasmDevice(problem, runner);
  device.setParameters(parameters);
  device.setBatch(batch);
  return device;
}

async function trained(device: DynamicsDevice) {
  for (let step = 0; step < 6; step++) await device.step(hyper);
  return { losses: await device.losses(), parameters: await device.readParameters() };
}

describe('threads of Node', () => {
  it.each([1, 2, 3].flatMap((threads) => [0, 11].map((cloudCells) => ({ threads, cloudCells }))))(
    'give the bits of the calling thread with $threads threads and $cloudCells cells per cloud',
    async ({ threads, cloudCells }) => {
      const options = cloudCells === 0 ? {} : { cloudCells };
      const expected = await trained(await deviceOn(inlineRunner(), options));
      expect(await trained(await deviceOn(pool(threads), options))).toEqual(expected);
    },
  );

  it('reject the current and later steps with the error of a failed thread', async () => {
    const device = await deviceOn(
      pool(2, `require('node:worker_threads').parentPort.on('message', () => { throw new Error('broken') })`),
    );
    await expect(device.step(hyper)).rejects.toThrow('broken');
    await expect(device.step(hyper)).rejects.toThrow('broken');
  });

  it('reject the current step if a thread ends silently', async () => {
    const device = await deviceOn(
      pool(
        2,
        `require('node:worker_threads').parentPort.on('message', ({ type }) => type === 'run' && process.exit(3))`,
      ),
    );
    await expect(device.step(hyper)).rejects.toThrow('A thread ended unexpectedly with code 3');
  });
});
