/**
 * Instances of the compiled kernels, each with its own memory, which workspace.ts lays out: the kernels allocate
 * nothing.
 */
import base64 from './assembly/kernels.ts?asc';
import { bindKernels, firstPages, moduleBytes } from '../../../numerics/dense/webAssembly';
import { RECORDS, type Kernels } from './assembly/kernelTypes';

export interface KernelInstance {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** A fresh instance with its own memory; the module is compiled once. Throws where SIMD is missing (ask simdSupported). */
export async function instantiateKernels(): Promise<KernelInstance> {
  compiled ??= WebAssembly.compile(moduleBytes(base64));
  const memory = new WebAssembly.Memory({ initial: firstPages });
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return { kernels: bindKernels<Kernels>(exports, { memory, records: RECORDS }), memory };
}
