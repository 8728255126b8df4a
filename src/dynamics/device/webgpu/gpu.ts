/**
 * A graphics processor opened with the adapter's own limits: the browser's, or Dawn's in Node. Loaded on demand; inference/
 * decides whether to use it.
 */
import { DeviceLost } from '../device';
import type { BufferLimits } from './memory';

export interface Gpu {
  readonly device: GPUDevice;
  /** For people: maker and model, as far as they are told. */
  readonly name: string;
  /** An adapter that computes on the processor: right for tests, never faster than wasm. */
  readonly software: boolean;
  /** Milliseconds, from any beginning: how long submissions take is measured with it. */
  readonly clock: () => number;
  /** The same promise, but rejected with DeviceLost as soon as the GPU is gone, or at once where it already is. */
  whileAlive<T>(work: Promise<T>): Promise<T>;
}

/** What is offered, before anything is taken of it. */
export interface GpuOffer extends Pick<Gpu, 'name' | 'software'> {
  readonly limits: BufferLimits;
  /** Once: an adapter gives one device. */
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

/** All that wait are told of the loss, each once; nothing is kept of those that have ended. */
function watch(device: GPUDevice): Gpu['whileAlive'] {
  let lost: DeviceLost | null = null;
  const waiting = new Set<(error: DeviceLost) => void>();
  async function tell(): Promise<void> {
    const { reason, message } = await device.lost;
    lost = new DeviceLost(reason === 'destroyed' ? 'destroyed' : 'unknown', message);
    for (const reject of waiting) reject(lost);
    waiting.clear();
  }
  void tell();
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
          // What is pending is aborted just before the loss is told: wait for the reason.
          if (isAbortion(error) && !lost) return;
          end(() => reject(error instanceof Error ? error : new Error(String(error))));
        },
      );
    });
}

function isAbortion(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
