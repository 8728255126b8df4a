/**
 * Choice of the device of a run, with its reason. The user's wish comes first. A software adapter is never preferred, because it emulates
 * on the CPU what the CPU's own device does directly; a real GPU is used where it is faster for the given problem. After a loss the GPU is
 * requested again, at most twice.
 */
import type { DeviceLost, DynamicsDevice, DeviceInfo } from '../../dynamics/device/device';
import type { BufferLimits } from '../../dynamics/device/webgpu/memory';
import type { Problem } from '../../dynamics/problem';
import type { StepTimes } from './deviceComparison';

/** A GPU, from a browser or Dawn. */
export interface AvailableGpu {
  readonly name: string;
  /** Emulated on the CPU. */
  readonly software: boolean;
  readonly limits: BufferLimits;
  create(problem: Problem): Promise<DynamicsDevice>;
}

export interface DeviceSources {
  readonly wish: DeviceWish;
  /** Whether the CPU has SIMD WebAssembly; otherwise the slow double-precision device runs. */
  readonly simd: boolean;
  /** null without an adapter. Called again after a loss. */
  requestGpu(): Promise<AvailableGpu | null>;
  processor(problem: Problem): Promise<DynamicsDevice>;
  /** Milliseconds per step on GPU and CPU; `earlier`: measured before an earlier run. */
  compare(gpu: AvailableGpu, problem: Problem): Promise<StepTimes & { readonly earlier: boolean }>;
}

interface Choice {
  /** null: the CPU. */
  readonly gpu: AvailableGpu | null;
  readonly reason: DeviceReason;
}

const MAX_LOSSES = 2;

/** Creates the devices of one run, all of one kind as long as that kind can be created. */
export class DeviceChooser {
  readonly #sources: DeviceSources;
  readonly #reasons = new WeakMap<DynamicsDevice, DeviceReason>();
  #choice: Choice | null = null;
  #losses = 0;

  constructor(sources: DeviceSources) {
    this.#sources = sources;
  }

  /** The first problem, the main fit's, decides for the run. */
  async create(problem: Problem): Promise<DynamicsDevice> {
    this.#choice ??= await this.#choose(problem);
    const device = await this.#make(this.#choice.gpu, problem);
    this.#reasons.set(device, this.#choice.reason);
    return device;
  }

  /** A device created here, with its reason. */
  describe(device: DynamicsDevice): RunningDevice {
    const reason = this.#reasons.get(device);
    if (!reason) throw new Error('only devices made here have a reason');
    return { ...device.info, reason };
  }

  /** Later devices replace the lost one. */
  async replace({ reason, message }: DeviceLost): Promise<void> {
    this.#losses++;
    const again = reason === 'unknown' && this.#losses <= MAX_LOSSES;
    this.#choice = {
      gpu: again ? await this.#sources.requestGpu() : null,
      reason: { tag: 'gpu-lost', detail: message },
    };
  }

  async #make(gpu: AvailableGpu | null, problem: Problem): Promise<DynamicsDevice> {
    if (!gpu) return this.#sources.processor(problem);
    try {
      return await gpu.create(problem);
    } catch (error) {
      this.#choice = this.#processor({ tag: 'gpu-failed', detail: messageOf(error) });
      return this.#sources.processor(problem);
    }
  }

  async #choose(problem: Problem): Promise<Choice> {
    const { wish } = this.#sources;
    if (wish === 'processor') return this.#processor({ tag: 'wished', software: false });
    const gpu = await this.#sources.requestGpu();
    if (!gpu) return this.#processor({ tag: 'no-webgpu', wished: wish === 'webgpu' });
    if (wish === 'webgpu') return { gpu, reason: { tag: 'wished', software: gpu.software } };
    if (gpu.software) return this.#processor({ tag: 'software-adapter', adapter: gpu.name });
    return this.#quicker(gpu, problem);
  }

  async #quicker(gpu: AvailableGpu, problem: Problem): Promise<Choice> {
    try {
      const { gpuMs, processorMs, isPart, earlier } = await this.#sources.compare(gpu, problem);
      if (gpuMs >= processorMs) return this.#processor({ tag: 'gpu-slower', gpuMs, processorMs, earlier });
      return isPart
        ? { gpu, reason: { tag: 'gpu-far-faster', gpuMs, partMs: processorMs, earlier } }
        : { gpu, reason: { tag: 'gpu-faster', gpuMs, processorMs, earlier } };
    } catch (error) {
      return this.#processor({ tag: 'gpu-failed', detail: messageOf(error) });
    }
  }

  /** Without SIMD that fact is the reason, whatever led to the CPU. */
  #processor(reason: DeviceReason): Choice {
    return { gpu: null, reason: this.#sources.simd ? reason : { tag: 'no-simd' } };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The user's wish: automatic choice, or one kind. */
export type DeviceWish = 'auto' | 'webgpu' | 'processor';

interface Compared {
  readonly gpuMs: number;
  /** Measured before an earlier run of the same size on the same devices. */
  readonly earlier: boolean;
}

/** Reason for a device. Times are milliseconds per optimiser step. */
export type DeviceReason =
  /** `software`: WebGPU is emulated on the CPU. */
  | { readonly tag: 'wished'; readonly software: boolean }
  /** No adapter was available; `wished`: although it was requested. */
  | { readonly tag: 'no-webgpu'; readonly wished: boolean }
  | { readonly tag: 'software-adapter'; readonly adapter: string }
  | ({ readonly tag: 'gpu-slower' | 'gpu-faster'; readonly processorMs: number } & Compared)
  /** The CPU took `partMs` for only a part of a step. */
  | ({ readonly tag: 'gpu-far-faster'; readonly partMs: number } & Compared)
  /** The adapter cannot hold or compute this problem. */
  | { readonly tag: 'gpu-failed'; readonly detail: string }
  /** During a run; the current device may be the same GPU, requested again. */
  | { readonly tag: 'gpu-lost'; readonly detail: string }
  /** No SIMD WebAssembly: the slow double-precision device. */
  | { readonly tag: 'no-simd' };

export interface RunningDevice extends DeviceInfo {
  readonly reason: DeviceReason;
}
