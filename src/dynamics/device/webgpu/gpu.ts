/**
 * A graphics processor opened with the adapter's own limits: the browser's, or Dawn's in Node. Loaded on demand;
 * inference/ decides whether to use it.
 */
import { DeviceLost } from '../device';
import type { BufferLimits } from './memory';

export interface Gpu {
  readonly device: GPUDevice;
  /** Display name: vendor and model, as far as known. */
  readonly name: string;
  /** A software adapter: for tests, never faster than wasm. */
  readonly software: boolean;
  /** Milliseconds from an arbitrary origin, for timing submissions. */
  readonly clock: () => number;
  /** The same promise, rejected with DeviceLost as soon as the GPU is lost, or at once if it already is. */
  whileAlive<T>(work: Promise<T>): Promise<T>;
}

/** An adapter before a device is opened on it. */
export interface GpuOffer extends Pick<Gpu, 'name' | 'software'> {
  readonly limits: BufferLimits;
  /** May be called once: an adapter gives one device. */
  open(): Promise<Gpu>;
}

/** `gpu`: WebGPU's entry point, undefined without WebGPU. `clock`: milliseconds. null where there is no adapter. */
export async function findGpu(gpu: GPU | undefined, clock: () => number): Promise<GpuOffer | null> {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { info } = adapter;
  const name = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'unnamed';
  const software =
    info.isFallbackAdapter ||
    /swiftshader|llvmpipe|basic render/i.test(`${info.architecture} ${info.description}`);
  return {
    name,
    software,
    limits: adapter.limits,
    open: async () => {
      const device = await openDevice(adapter);
      return { device, name, software, clock, whileAlive: watch(device) };
    },
  };
}

function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
    },
  });
}

/**
 * Rejects every pending promise once on loss; settled promises are forgotten. A GPU that reports an error outside a scope (no memory,
 * work that it refuses) has not computed what was asked, and counts as lost.
 */
function watch(device: GPUDevice): Gpu['whileAlive'] {
  let lost: DeviceLost | null = null;
  const waiting = new Set<(error: DeviceLost) => void>();
  const lose = (why: DeviceLost) => {
    lost ??= why;
    for (const reject of waiting) reject(lost);
    waiting.clear();
  };
  void device.lost.then(({ reason, message }) =>
    lose(new DeviceLost(reason === 'destroyed' ? 'destroyed' : 'unknown', message)),
  );
  device.addEventListener('uncapturederror', ({ error }) => {
    lose(new DeviceLost('unknown', error.message));
    // Dawn in Node reports from within the refused call and holds a lock meanwhile: destroyed here, it would wait for itself for ever.
    setTimeout(() => device.destroy());
  });
  return (work) =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      const end = (settle: () => void): void => {
        waiting.delete(reject);
        if (lost) reject(lost);
        else settle();
      };
      void work.then(
        (value) => end(() => resolve(value)),
        (error: unknown) => {
          // Pending work is aborted just before the loss is reported: wait for its reason.
          if (isAbortion(error) && !lost) return;
          end(() => reject(error instanceof Error ? error : new Error(String(error))));
        },
      );
    });
}

function isAbortion(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
