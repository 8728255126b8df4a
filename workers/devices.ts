/**
 * The devices of one run as this browser has them: WebGPU, or SIMD WebAssembly with its shards in kernel workers where
 * cores are spare and a step is long enough to be worth the messages. One core is left to the page. Without SIMD the
 * reference device does, slowly, and says so. chooseDevice.ts has the rules.
 */
import { createDevice } from '../src/dynamics/device/createDevice';
import type { DynamicsDevice } from '../src/dynamics/device/device';
import { simdSupported } from '../src/dynamics/device/wasm/kernelModule';
import { chooseRunner, type ShardRunner } from '../src/dynamics/device/wasm/runner';
import { workerRunner } from '../src/dynamics/device/wasm/workerRunner';
import type { Gpu } from '../src/dynamics/device/webgpu/gpu';
import type { Problem } from '../src/dynamics/problem';
import type { TrainingSettings } from '../src/dynamics/settings';
import { stepMilliseconds } from '../src/training/calibration';
import { DeviceChooser, type AvailableGpu } from '../src/training/chooseDevice';
import type { TrainerStart } from './protocol';

export interface TrainingDevices extends Pick<DeviceChooser, 'create' | 'describe' | 'replace'> {
  dispose(): void;
}

/** By adapter and problem size, for the life of the worker. */
const knownTimes = new Map<string, Awaited<ReturnType<typeof measured>>>();

/** `settingUp` is called whenever a device is about to be made on the graphics processor, which may take seconds. */
export function trainingDevices(
  { cores, device: wish, settings }: Pick<TrainerStart, 'cores' | 'device' | 'settings'>,
  settingUp: () => void,
): TrainingDevices {
  const simd = simdSupported();
  const pool = shardPool(cores);
  const processor = async (problem: Problem): Promise<DynamicsDevice> =>
    simd
      ? createDevice('wasm', problem, { runner: chooseRunner(problem, pool.get()) })
      : createDevice('reference', problem);
  const chooser = new DeviceChooser({
    wish,
    simd,
    requestGpu: () => requestGpu(settingUp),
    processor,
    compare: async (gpu, problem) => {
      const key = JSON.stringify([gpu.name, cores, sizeOf(problem)]);
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

/** The one that is open, for the life of the worker or until it is lost: what was compiled on it stays. */
let opened: Promise<Gpu> | null = null;

/** An adapter is opened only when a first device is made on it. */
async function requestGpu(settingUp: () => void): Promise<AvailableGpu | null> {
  const kept = await stillOpen();
  if (kept) return available(kept, async () => kept, settingUp);
  const { findGpu } = await import('../src/dynamics/device/webgpu/gpu');
  const offer = await findGpu();
  return offer && available(offer, () => (opened ??= offer.open()), settingUp);
}

async function stillOpen(): Promise<Gpu | null> {
  try {
    const gpu = await opened;
    return gpu && (await gpu.whileAlive(Promise.resolve(gpu)));
  } catch {
    opened = null;
    return null;
  }
}

function available(
  { name, software }: Pick<Gpu, 'name' | 'software'>,
  open: () => Promise<Gpu>,
  settingUp: () => void,
): AvailableGpu {
  return {
    name,
    software,
    create: async (problem) => {
      settingUp();
      return createDevice('webgpu', problem, { gpu: await open() });
    },
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

function kernelWorker(): Worker {
  return new Worker(new URL('./kernels.ts', import.meta.url), { type: 'module', name: 'kernels' });
}

/** Workers start when the processor is first used; null where there are no cores for them. */
function shardPool(cores: number): { get(): ShardRunner | null; dispose(): void } {
  const spareCores = cores - 1;
  let pool: ShardRunner | null = null;
  return {
    get: () => {
      if (spareCores >= 2) pool ??= workerRunner(kernelWorker, spareCores);
      return pool;
    },
    dispose: () => pool?.dispose(),
  };
}
