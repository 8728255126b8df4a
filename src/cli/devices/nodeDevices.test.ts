import { afterEach, describe, expect, it } from 'vitest';
import {
  type ProblemSize,
  oddSizes,
  randomProblem,
  tinySize,
} from '../../../tests/support/dynamics/randomProblem';
import { presets } from '../../dynamics/settings';
import { GpuCache, trainingDevices } from '../../inference/training/devices';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { findDawnGpu, kernelWorker, nodeDevices } from './nodeDevices';
import { DeviceLost, type DynamicsDevice, type StepHyper } from '../../dynamics/device/device';
import { type ShardRunner, inlineRunner, workerRunner } from '../../dynamics/device/wasm/runner';
import { createWasmDevice } from '../../dynamics/device/wasm/wasmDevice';
import { blocksBeyond } from '../../../tests/support/dynamics/compareGradients';
import { createDevice } from '../../dynamics/device/createDevice';
import { pipelineOf } from '../../dynamics/device/webgpu/execute';
import type { Kernel } from '../../dynamics/device/webgpu/kernel';

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

const offer = await findDawnGpu();
/** An adapter gives one device. */
const gpu = await offer?.open();

const cases: readonly {
  readonly compared: string;
  readonly tolerance: number;
  readonly size: ProblemSize;
}[] = oddSizes.flatMap((size) => [
  { compared: 'means', tolerance: 1e-5, size },
  { compared: 'means with a known network', tolerance: 1e-5, size: { ...size, hasPathFactors: true } },
  { compared: 'clouds', tolerance: 1e-4, size: { ...size, cloudCells: 7 } },
]);

describe.skipIf(!offer)(`WebGPU in Node (${offer?.name ?? 'no adapter found'})`, () => {
  it.each(cases)(
    'gives the gradient of the reference, comparing $compared ($size.genes genes)',
    async ({ tolerance, size }) => {
      const { problem, parameters, batch } = randomProblem(size);
      const [expected, actual] = await Promise.all(
        (['reference', 'webgpu'] as const).map(async (kind) => {
          const device = await createDevice(kind, problem, gpu ? { gpu } : {});
          device.setParameters(parameters);
          device.setBatch(batch);
          return device.lossAndGradient();
        }),
      );
      expect(
        blocksBeyond(tolerance, problem.shape, expected?.gradient ?? [], actual?.gradient ?? []),
      ).toEqual([]);
    },
  );

  it('reports its loss and is created again', async () => {
    const taken = await (await findDawnGpu())?.open();
    const { problem, parameters } = randomProblem(tinySize);
    const device = await createDevice('webgpu', problem, taken ? { gpu: taken } : {});
    device.setParameters(parameters);
    taken?.device.destroy();
    await expect(device.readParameters()).rejects.toThrow(DeviceLost);
    const again = await (await findDawnGpu())?.open();
    const replaced = await createDevice('webgpu', problem, again ? { gpu: again } : {});
    replaced.setParameters(parameters);
    expect(await replaced.readParameters()).toEqual(parameters);
  });

  it('tells what it refuses in a kernel, and computes the others', async () => {
    const taken = await (await findDawnGpu())?.open();
    if (!taken) throw new Error('the adapter gives a device');
    const { problem, parameters } = randomProblem(tinySize);
    const broken: Kernel = {
      name: 'broken',
      lanes: 64,
      uniforms: ['sizes'],
      slots: [],
      body: 'fn main() { let x: f32 = nothing; }',
    };
    await expect(pipelineOf(taken.device, broken)).rejects.toThrow(
      /^broken: line \d+: unresolved value 'nothing'$/,
    );
    const device = await createDevice('webgpu', problem, { gpu: taken });
    device.setParameters(parameters);
    expect(await device.readParameters()).toEqual(parameters);
  });

  it('is lost after a command that it refuses, and does not wait for ever', async () => {
    const taken = await (await findDawnGpu())?.open();
    const { problem } = randomProblem(tinySize);
    const device = await createDevice('webgpu', problem, taken ? { gpu: taken } : {});
    taken?.device.createShaderModule({ code: 'no kernel' });
    await expect(device.readParameters()).rejects.toThrow(DeviceLost);
    await expect(taken?.device.lost).resolves.toMatchObject({ reason: 'destroyed' });
  });
});
