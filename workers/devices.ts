/** The devices of one run as this browser has them: kernel workers on the cores that are left to spare by the page, and its WebGPU. */
import type { ShardReply } from '../src/dynamics/device/wasm/shardService';
import type { PoolWorker } from '../src/dynamics/device/wasm/runner';
import { timesOfBuild, type KnownTimes } from '../src/inference/training/deviceComparison';
import { trainingDevices, type TrainingDevices, GpuCache } from '../src/inference/training/devices';
import { memoryOfBrowser } from '../src/inference/training/memory';
import type { TrainerStart } from './protocol';

/** For the life of the worker. */
const browserGpu = new GpuCache(async () => {
  const { findGpu } = await import('../src/dynamics/device/webgpu/gpu');
  // Older browsers lack what the types promise.
  const { gpu } = navigator as Partial<Navigator>;
  return findGpu(gpu, () => performance.now());
});

function kernelWorker(): PoolWorker {
  const worker = new Worker(new URL('./kernels.ts', import.meta.url), { type: 'module', name: 'kernels' });
  return {
    send: (request, transfer) => worker.postMessage(request, transfer),
    listen: (onReply, onLost) => {
      worker.addEventListener('message', ({ data }: MessageEvent<ShardReply>) => onReply(data));
      worker.addEventListener('error', ({ message }) => onLost(message));
    },
    terminate: () => worker.terminate(),
  };
}

/** The file this is built into is named by its contents; where it is served from source, times are of no later use. */
const build = [
  import.meta.env.DEV ? String(performance.timeOrigin) : new URL(import.meta.url).pathname,
  navigator.userAgent,
];

/**
 * `settingUp` is called whenever a device is about to be made on the graphics processor, which may take seconds; `measured` with how long
 * steps take, to be given as `times` with later runs.
 */
export function browserDevices(
  { cores, device: wish, settings, times }: Pick<TrainerStart, 'cores' | 'device' | 'settings' | 'times'>,
  { settingUp, measured }: { readonly settingUp: () => void; readonly measured: KnownTimes['set'] },
): TrainingDevices {
  const known = new Map(times);
  return trainingDevices({
    wish,
    settings,
    workers: cores - 1,
    createWorker: kernelWorker,
    memory: memoryOfBrowser(navigator),
    gpu: browserGpu,
    settingUp,
    times: timesOfBuild(build, { get: (key) => known.get(key), set: measured }),
  });
}
