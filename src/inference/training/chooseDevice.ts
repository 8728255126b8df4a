/**
 * Which device a run gets, and why. A software adapter is never preferred, since it emulates on the processor what the
 * processor's own device does directly; a real one runs where it turns out quicker for the very problem. What the person
 * asked for comes first. After a loss the graphics processor is asked for again, twice at most.
 */
import type { DeviceLost, DynamicsDevice, DeviceInfo } from '../../dynamics/device/device';
import type { BufferLimits } from '../../dynamics/device/webgpu/memory';
import type { Problem } from '../../dynamics/problem';
import type { StepTimes } from './deviceComparison';

/** A graphics processor, as a browser or Dawn gives it. */
export interface AvailableGpu {
  readonly name: string;
  /** Emulated on the processor. */
  readonly software: boolean;
  readonly limits: BufferLimits;
  create(problem: Problem): Promise<DynamicsDevice>;
}

export interface DeviceSources {
  readonly wish: DeviceWish;
  /** Whether the processor has SIMD WebAssembly; the slow device of double precision otherwise. */
  readonly simd: boolean;
  /** null where there is no adapter. Called again after a loss. */
  requestGpu(): Promise<AvailableGpu | null>;
  processor(problem: Problem): Promise<DynamicsDevice>;
  /** Milliseconds of one step on the graphics processor and on the processor; `earlier`: as measured before an earlier run. */
  compare(gpu: AvailableGpu, problem: Problem): Promise<StepTimes & { readonly earlier: boolean }>;
}

interface Choice {
  /** null: the processor. */
  readonly gpu: AvailableGpu | null;
  readonly reason: DeviceReason;
}

const mostLosses = 2;

/** Makes the devices of one run, of one kind as long as that kind can be made. */
export class DeviceChooser {
  readonly #sources: DeviceSources;
  readonly #reasons = new WeakMap<DynamicsDevice, DeviceReason>();
  #choice: Choice | null = null;
  #losses = 0;

  constructor(sources: DeviceSources) {
    this.#sources = sources;
  }

  /** The first problem decides for the run: it is the main fit's. */
  async create(problem: Problem): Promise<DynamicsDevice> {
    this.#choice ??= await this.#choose(problem);
    const device = await this.#make(this.#choice.gpu, problem);
    this.#reasons.set(device, this.#choice.reason);
    return device;
  }

  /** A device made here, with why it runs. */
  describe(device: DynamicsDevice): RunningDevice {
    const reason = this.#reasons.get(device);
    if (!reason) throw new Error('only devices made here have a reason');
    return { ...device.info, reason };
  }

  /** What is made from now on replaces what was lost. */
  async replace({ reason, message }: DeviceLost): Promise<void> {
    this.#losses++;
    const again = reason === 'unknown' && this.#losses <= mostLosses;
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

  /** Whatever led to the processor, that it is a slow one is what a person must know. */
  #processor(reason: DeviceReason): Choice {
    return { gpu: null, reason: this.#sources.simd ? reason : { tag: 'no-simd' } };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Which device computes a run, and why: data; src/present/text/run.ts has the sentences. */

/** Which device the person wants: whichever suits, or one outright. */
export type DeviceWish = 'auto' | 'webgpu' | 'processor';

interface Compared {
  readonly gpuMs: number;
  /** Measured before an earlier run, of the same size on the same devices. */
  readonly earlier: boolean;
}

/** Why a device runs. Times are milliseconds of one optimiser step. */
export type DeviceReason =
  /** `software`: WebGPU is emulated on the processor. */
  | { readonly tag: 'wished'; readonly software: boolean }
  /** No adapter was given; `wished`: though it was asked for. */
  | { readonly tag: 'no-webgpu'; readonly wished: boolean }
  | { readonly tag: 'software-adapter'; readonly adapter: string }
  | ({ readonly tag: 'gpu-slower' | 'gpu-faster'; readonly processorMs: number } & Compared)
  /** The processor took `partMs` for a part of a step alone. */
  | ({ readonly tag: 'gpu-far-faster'; readonly partMs: number } & Compared)
  /** The adapter cannot hold or compute this problem. */
  | { readonly tag: 'gpu-failed'; readonly detail: string }
  /** In the middle of a run; the device that runs may be the same graphics processor, asked for again. */
  | { readonly tag: 'gpu-lost'; readonly detail: string }
  /** No SIMD WebAssembly: the slow device in double precision. */
  | { readonly tag: 'no-simd' };

export interface RunningDevice extends DeviceInfo {
  readonly reason: DeviceReason;
}
