/**
 * The devices of a run: WebGPU, or SIMD WebAssembly with its shards in a pool of workers where a step is long enough to be
 * worth the messages. Without SIMD the reference device does, slowly, and says so. chooseDevice.ts has the rules; what a
 * worker and a graphics processor are here is the caller's.
 */
import { createDevice } from '../../dynamics/device/createDevice';
import { arraysOf, type DynamicsDevice } from '../../dynamics/device/device';
import { simdSupported } from '../../numerics/dense/webAssembly';
import {
  chooseRunner,
  type ShardRunner,
  workerRunner,
  type PoolWorker,
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
} from './memory';
import type { RunDevices } from './run';
import type { Gpu, GpuOffer } from '../../dynamics/device/webgpu/gpu';

export interface TrainingDevices extends RunDevices {
  /** Bytes a run of that size needs; no more workers are made than have room. Throws InsufficientMemory where it cannot be had. */
  requireMemory(size: RunSize): number;
  dispose(): void;
}

export interface DeviceRequest {
  readonly wish: DeviceWish;
  readonly settings: TrainingSettings;
  /** Workers for shards beside this thread; below 2 they are computed in this thread. */
  readonly workers: number;
  readonly createWorker: () => PoolWorker;
  readonly memory: Omit<MemoryHere, 'workers'>;
  readonly gpu: GpuCache;
  /** What was measured before, and where what is measured goes. */
  readonly times: KnownTimes;
  /** Called whenever a device is about to be made on the graphics processor, which may take seconds. */
  readonly settingUp: () => void;
}

export function trainingDevices(request: DeviceRequest): TrainingDevices {
  const { wish, settings, workers } = request;
  const simd = simdSupported();
  const here = { ...request.memory, workers };
  let room = workers;
  const pool = shardPool(request, () => room);
  const processor = async (problem: Problem): Promise<DynamicsDevice> =>
    simd
      ? createDevice('wasm', problem, { runner: chooseRunner(problem, pool.get()) })
      : createDevice('reference', problem);
  const chooser = new DeviceChooser({
    wish,
    simd,
    requestGpu: async () => {
      const gpu = await request.gpu.request(request.settingUp);
      return gpu && withinLimits(gpu, settings);
    },
    processor,
    compare: async (gpu, problem) => {
      const key = JSON.stringify([gpu.name, simd ? room : null, costOf(problem, settings)]);
      const onGpu = (one: Problem) => gpu.create(one);
      const known = request.times.get(key);
      if (known) return { ...known, earlier: true };
      const times = await compareDevices(problem, settings, onGpu, processor);
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
      return bytesInAll(memory, here);
    },
    create: (problem) => chooser.create(problem),
    describe: (device) => chooser.describe(device),
    replace: (lost) => chooser.replace(lost),
    dispose: () => pool.dispose(),
  };
}

/** Refuses what its buffers cannot hold before any is made: the processor then computes, and says why. */
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

/** Workers start when the processor is first used; null where they would not be several. */
function shardPool(
  { createWorker }: DeviceRequest,
  room: () => number,
): {
  get(): ShardRunner | null;
  dispose(): void;
} {
  let pool: ShardRunner | null = null;
  return {
    get: () => {
      if (room() >= 2) pool ??= workerRunner(createWorker, room());
      return pool;
    },
    dispose: () => pool?.dispose(),
  };
}

/**
 * The graphics processor that is open, kept for later runs until it is lost, because what was compiled on it stays with it.
 * Where it comes from is the caller's: a browser, or Dawn in Node.
 */

export class GpuCache {
  readonly #find: () => Promise<GpuOffer | null>;
  #opened: Promise<Gpu> | null = null;

  /** `find`: null where there is no adapter; called again after a loss. */
  constructor(find: () => Promise<GpuOffer | null>) {
    this.#find = find;
  }

  /** It is opened only when a first device is made on it; `settingUp` is called whenever a device is about to be made. */
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
