/** Which device computes a run, and why: data; src/present/text/device.ts has the sentences. */
import type { DeviceInfo } from '../../dynamics/device/device';

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
