/**
 * The devices of a run: WebGPU, or SIMD WebAssembly with shards in a pool of workers where a step outweighs its messages, or the slow
 * reference device without SIMD. chooseDevice.ts has the rules; the caller provides workers and GPU.
 */
import { createDevice } from '../../dynamics/device/createDevice';
import { arraysOf, type DynamicsDevice } from '../../dynamics/device/device';
import { simdSupported } from '../../numerics/dense/webAssembly';
import {
  chooseRunner,
  workerRunner,
  type PoolWorker,
  type WorkerPool,
} from '../../dynamics/device/wasm/runner';
import type { Problem } from '../../dynamics/problem';
import type { TrainingSettings } from '../../dynamics/settings';
import { DeviceChooser, type AvailableGpu, type DeviceWish } from './chooseDevice';
import { compareDevices, costOf, type KnownTimes } from './deviceComparison';
import {
  batchOfRun,
  bytesInAll,
  memoryOfRun,
  InsufficientMemory,
  shortageOf,
  workersThatFit,
  type MemoryHere,
  type RunSize,
} from '../run/memory';
import { createThreadDevice } from '../run/fit';
import type { PreparingDevices, RunDevices } from './run';
import type { Gpu, GpuOffer } from '../../dynamics/device/webgpu/gpu';

export interface TrainingDevices extends RunDevices {
  /** Bytes of a run of that size; limits the number of workers to those that fit. Throws InsufficientMemory. */
  requireMemory(size: RunSize): number;
  dispose(): void;
}

export interface DeviceRequest {
  readonly wish: DeviceWish;
  readonly settings: TrainingSettings;
  /** Workers for shards beside this thread; below 2 this thread computes them. */
  readonly workers: number;
  readonly createWorker: () => PoolWorker;
  readonly memory: Omit<MemoryHere, 'workers'>;
  readonly gpu: GpuCache;
  /** Cache of measured times. */
  readonly times: KnownTimes;
  /** Called before a device is created on the GPU, which may take seconds. */
  readonly settingUp: () => void;
}

export function trainingDevices(request: DeviceRequest): TrainingDevices {
  const { wish, settings, workers } = request;
  const simd = simdSupported();
  const here = { ...request.memory, workers };
  let room = workers;
  let fits = 1;
  let pool: WorkerPool | null = null;
  /** Its workers start when it is first used. */
  const sharedPool = () => (pool ??= workerRunner(request.createWorker, room));
  const processor = async (problem: Problem, together: number): Promise<DynamicsDevice> =>
    simd
      ? createDevice('wasm', problem, { runner: chooseRunner(problem, room, sharedPool, together) })
      : createDevice('reference', problem);
  const chooser = new DeviceChooser({
    wish,
    simd,
    requestGpu: async () => {
      const gpu = await request.gpu.request(request.settingUp);
      return gpu && withinLimits(gpu, settings);
    },
    processor: (problem) => processor(problem, fits),
    compare: async (gpu, problem) => {
      const key = JSON.stringify([gpu.name, simd ? room : null, costOf(problem, settings)]);
      const onGpu = (one: Problem) => gpu.create(one);
      const known = request.times.get(key);
      if (known) return { ...known, earlier: true };
      const times = await compareDevices(problem, settings, onGpu, (one) => processor(one, 1));
      request.times.set(key, times);
      return { ...times, earlier: false };
    },
  });
  return {
    requireMemory: (size) => {
      const shortage = shortageOf(size, settings, here);
      if (shortage) throw new InsufficientMemory(shortage);
      const memory = memoryOfRun(size, settings, here);
      room = workersThatFit(memory, here);
      ({ fits } = memory);
      return bytesInAll(memory, here);
    },
    create: (problem) => chooser.create(problem),
    describe: (device) => chooser.describe(device),
    replace: (lost) => chooser.replace(lost),
    dispose: () => pool?.dispose(),
  };
}

/** The processor in the calling thread alone. No memory check in advance: a failed allocation ends the run with `training-out-of-memory`. */
export function callingThread(): RunDevices & PreparingDevices {
  const chooser = new DeviceChooser({
    wish: 'processor',
    simd: simdSupported(),
    requestGpu: async () => null,
    processor: createThreadDevice,
    compare: () => Promise.reject(new Error('there is nothing to compare the processor with')),
  });
  return Object.assign(chooser, { requireMemory: () => undefined });
}

/** Rejects problems that exceed the GPU's buffers before any is created: the CPU then computes, and gives the reason. */
function withinLimits(gpu: AvailableGpu, settings: TrainingSettings): AvailableGpu {
  return {
    ...gpu,
    create: async (problem) => {
      const { expectBuffers, gpuBuffers, planLimits } = await import('../../dynamics/device/webgpu/memory');
      const batch = batchOfRun(problem, settings);
      expectBuffers(gpuBuffers(arraysOf(problem), batch, planLimits(gpu.limits)), gpu.limits);
      return gpu.create(problem);
    },
  };
}

/** Keeps the open GPU, with its compiled pipelines, for later runs until it is lost. The caller finds it: a browser, or Dawn in Node. */
export class GpuCache {
  readonly #find: () => Promise<GpuOffer | null>;
  #opened: Promise<Gpu> | null = null;

  /** `find`: null without an adapter; called again after a loss. */
  constructor(find: () => Promise<GpuOffer | null>) {
    this.#find = find;
  }

  /** Opens the GPU when a first device is created; `settingUp` is called before every creation. */
  async request(settingUp: () => void): Promise<AvailableGpu | null> {
    const kept = await this.#stillOpen();
    if (kept) return available({ ...kept, limits: kept.device.limits }, async () => kept, settingUp);
    const offer = await this.#find();
    return offer && available(offer, () => (this.#opened ??= offer.open()), settingUp);
  }

  async #stillOpen(): Promise<Gpu | null> {
    try {
      const gpu = await this.#opened;
      return gpu && (await gpu.whileAlive(Promise.resolve(gpu)));
    } catch {
      this.#opened = null;
      return null;
    }
  }
}

function available(
  { name, software, limits }: Pick<GpuOffer, 'name' | 'software' | 'limits'>,
  open: () => Promise<Gpu>,
  settingUp: () => void,
): AvailableGpu {
  return {
    name,
    software,
    limits,
    create: async (problem) => {
      settingUp();
      return createDevice('webgpu', problem, { gpu: await open() });
    },
  };
}
