/** Devices of a run in this browser: kernel workers on all cores but one, which is left to the page, and WebGPU. */
import type { ShardReply } from '../src/dynamics/device/wasm/shardService';
import type { PoolWorker } from '../src/dynamics/device/wasm/runner';
import { timesOfBuild, type KnownTimes } from '../src/inference/training/deviceComparison';
import { trainingDevices, type TrainingDevices, GpuCache } from '../src/inference/training/devices';
import { memoryOfBrowser } from '../src/inference/run/memory';
import type { TrainerStart } from './protocol';
import kernelsScript from './kernels.ts?worker&url';
import { startWorker } from './startWorker';

/** Kept for the life of the worker. */
const browserGpu = new GpuCache(async () => {
  const { findGpu } = await import('../src/dynamics/device/webgpu/gpu');
  // Undefined in older browsers, against the types.
  const { gpu } = navigator as Partial<Navigator>;
  return findGpu(gpu, () => performance.now());
});

function kernelWorker(): PoolWorker {
  const worker = startWorker(kernelsScript, 'kernels');
  return {
    send: (request, transfer) => worker.postMessage(request, transfer),
    listen: (onReply, onLost) => {
      worker.addEventListener('message', ({ data }: MessageEvent<ShardReply>) => onReply(data));
      worker.addEventListener('error', ({ message }) => onLost(message));
    },
    terminate: () => worker.terminate(),
  };
}

/** Identifies the build, whose file name is a hash of its contents; in development, step times hold for this page only. */
const build = [
  import.meta.env.DEV ? String(performance.timeOrigin) : new URL(import.meta.url).pathname,
  navigator.userAgent,
];

/** `settingUp` is called before a device is made on the GPU, which may take seconds; `measured` with step times for later runs. */
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
