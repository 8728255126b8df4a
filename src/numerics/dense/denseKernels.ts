/**
 * Double-precision kernels for linear algebra before training, with memory for their matrices. Compiled synchronously
 * in a worker, within milliseconds.
 */
import base64 from './assembly/dense.ts?asc';
import { RECORDS, type Kernels } from './assembly/kernelTypes';
import { kernelInstance, moduleBytes } from './webAssembly';

export interface DenseInstance {
  readonly kernels: Kernels;
  /** One zero-filled array per requested size; byteOffset is the pointer for the kernels. */
  readonly arrays: readonly Float64Array[];
}

let compiled: WebAssembly.Module | null = null;

/** An instance with its own memory. Throws RangeError without enough memory, and CompileError without SIMD. */
export function denseKernels(sizes: readonly number[]): DenseInstance {
  compiled ??= new WebAssembly.Module(moduleBytes(base64));
  const { kernels, buffer, pointers } = kernelInstance<Kernels>(
    compiled,
    RECORDS,
    sizes.map((size) => 8 * size),
  );
  return { kernels, arrays: sizes.map((size, i) => new Float64Array(buffer, pointers[i], size)) };
}
