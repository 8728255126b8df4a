/**
 * The devices of a run: WebGPU, or SIMD WebAssembly with its shards in a pool of workers where a step is long enough to be
 * worth the messages. Without SIMD the reference device does, slowly, and says so. chooseDevice.ts has the rules; what a
 * worker and a graphics processor are here is the caller's.
 */
import { createDevice } from '../dynamics/device/createDevice';
import type { DynamicsDevice } from '../dynamics/device/device';
import { simdSupported } from '../dynamics/device/wasm/kernelModule';
import { chooseRunner, type ShardRunner } from '../dynamics/device/wasm/runner';
import { workerRunner, type PoolWorker } from '../dynamics/device/wasm/workerRunner';
import type { Problem } from '../dynamics/problem';
import type { TrainingSettings } from '../dynamics/settings';
import { stepMilliseconds } from './calibration';
import { DeviceChooser, type AvailableGpu } from './chooseDevice';
import type { KeptGpu } from './keptGpu';
import type { RunDevices } from './run';
import type { DeviceWish } from './runningDevice';

export interface TrainingDevices extends RunDevices {
  dispose(): void;
}

export interface DeviceRequest {
  readonly wish: DeviceWish;
  readonly settings: TrainingSettings;
  /** Workers for shards beside this thread; below 2 they are computed in this thread. */
  readonly workers: number;
  readonly createWorker: () => PoolWorker;
  readonly gpu: KeptGpu;
  /** Called whenever a device is about to be made on the graphics processor, which may take seconds. */
  readonly settingUp: () => void;
}

/** By adapter, workers and problem size, for the life of the thread. */
const knownTimes = new Map<string, Awaited<ReturnType<typeof measured>>>();

export function trainingDevices(request: DeviceRequest): TrainingDevices {
  const { wish, settings, workers } = request;
  const simd = simdSupported();
  const pool = shardPool(request);
  const processor = async (problem: Problem): Promise<DynamicsDevice> =>
    simd
      ? createDevice('wasm', problem, { runner: chooseRunner(problem, pool.get()) })
      : createDevice('reference', problem);
  const chooser = new DeviceChooser({
    wish,
    simd,
    requestGpu: () => request.gpu.request(request.settingUp),
    processor,
    compare: async (gpu, problem) => {
      const key = JSON.stringify([gpu.name, workers, sizeOf(problem)]);
      const times = knownTimes.get(key) ?? (await measured(settings, problem, gpu, processor));
      knownTimes.set(key, times);
      return times;
    },
  });
  return {
    create: (problem) => chooser.create(problem),
    describe: (device) => chooser.describe(device),
    replace: (lost) => chooser.replace(lost),
    dispose: () => pool.dispose(),
  };
}

async function measured(
  settings: TrainingSettings,
  problem: Problem,
  gpu: AvailableGpu,
  processor: (problem: Problem) => Promise<DynamicsDevice>,
) {
  const onGpu = await gpu.create(problem);
  const gpuMs = await stepMilliseconds(onGpu, settings);
  onGpu.dispose();
  const onProcessor = await processor(problem);
  const processorMs = await stepMilliseconds(onProcessor, settings);
  onProcessor.dispose();
  return { gpuMs, processorMs };
}

/** What the time of a step depends on. */
function sizeOf({
  shape,
  perturbations,
  endpoints,
  solverSteps,
  clouds,
  cellWeight,
}: Problem): readonly unknown[] {
  return [shape, perturbations, endpoints.length, solverSteps, clouds !== null, cellWeight > 0];
}

/** Workers start when the processor is first used; null where they would not be several. */
function shardPool({ workers, createWorker }: DeviceRequest): {
  get(): ShardRunner | null;
  dispose(): void;
} {
  let pool: ShardRunner | null = null;
  return {
    get: () => {
      if (workers >= 2) pool ??= workerRunner(createWorker, workers);
      return pool;
    },
    dispose: () => pool?.dispose(),
  };
}
