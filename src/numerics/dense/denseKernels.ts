/**
 * Double-precision kernels for linear algebra before training, with memory for their matrices. Compiled synchronously
 * in a worker, within milliseconds.
 */
import base64 from './assembly/dense.ts?asc';
import { RECORDS, type Kernels } from './assembly/kernelTypes';
import { bindKernels, firstByte, firstPages, moduleBytes, pageBytes } from './webAssembly';

export interface DenseInstance {
  readonly kernels: Kernels;
  /** One zero-filled array per requested size; byteOffset is the pointer for the kernels. */
  readonly arrays: readonly Float64Array[];
}

let compiled: WebAssembly.Module | null = null;

/** An instance with its own memory. Throws RangeError without enough memory, and CompileError without SIMD. */
export function denseKernels(sizes: readonly number[]): DenseInstance {
  compiled ??= new WebAssembly.Module(moduleBytes(base64));
  let end = firstByte;
  const offsets = sizes.map((size) => {
    const offset = end;
    // Every array begins at a cache line.
    end += 64 * Math.ceil(size / 8);
    return offset;
  });
  const memory = new WebAssembly.Memory({ initial: Math.max(firstPages, Math.ceil(end / pageBytes)) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return {
    kernels: bindKernels<Kernels>(exports, { memory, records: RECORDS }),
    arrays: sizes.map((size, i) => new Float64Array(memory.buffer, offsets[i], size)),
  };
}
