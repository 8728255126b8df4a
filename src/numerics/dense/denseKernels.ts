/**
 * Double-precision kernels for linear algebra before training, with memory for their matrices. Compiled synchronously
 * in a worker, within milliseconds.
 */
import base64 from './assembly/dense.ts?asc';
import { RECORDS, type Kernels } from './assembly/kernelTypes';
import { kernelInstance, moduleBytes, placesOf, type KernelInstance } from './webAssembly';

export interface DenseInstance {
  readonly kernels: Kernels;
  /** One array per requested size, with what an earlier call left in it; byteOffset is the pointer for the kernels. */
  readonly arrays: readonly Float64Array[];
}

/**
 * Largest memory that is kept for later calls: an instance for each product takes as long as a product of matrices of 100 × 100, and its
 * memory is freed late.
 */
const KEPT_BYTES = 2 ** 23;

let compiled: WebAssembly.Module | null = null;
let kept: KernelInstance<Kernels> | null = null;

/**
 * Kernels and arrays, which are the caller's until the next call on this thread. Throws RangeError without enough memory, and CompileError
 * without SIMD.
 */
export function denseKernels(sizes: readonly number[]): DenseInstance {
  const bytes = sizes.map((size) => 8 * size);
  const { pointers, end } = placesOf(bytes);
  const instance = kept !== null && end <= kept.buffer.byteLength ? kept : newInstance(bytes);
  return {
    kernels: instance.kernels,
    arrays: sizes.map((size, i) => new Float64Array(instance.buffer, pointers[i], size)),
  };
}

function newInstance(bytes: readonly number[]): KernelInstance<Kernels> {
  compiled ??= new WebAssembly.Module(moduleBytes(base64));
  const instance = kernelInstance<Kernels>(compiled, RECORDS, bytes);
  if (instance.buffer.byteLength <= KEPT_BYTES) kept = instance;
  return instance;
}
