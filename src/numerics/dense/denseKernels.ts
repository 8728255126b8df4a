/**
 * Double-precision kernels for linear algebra before training, with memory for their matrices. Compiled synchronously
 * in a worker, within milliseconds.
 */
import base64 from './assembly/dense.ts?asc';
import { firstPages, pageBytes } from './webAssembly';

/** Pointers and strides in bytes; assembly/dense.ts documents each function. */
interface DenseKernels extends WebAssembly.Exports {
  addProducts(
    sum: number,
    a: number,
    b: number,
    left: number,
    right: number,
    depth: number,
    isSymmetric: boolean,
  ): void;
  symmetricTimes(m: number, row: number, u: number, p: number, size: number): void;
  subtractSymmetric(m: number, row: number, u: number, p: number, size: number): void;
  reflectRows(w: number, u: number, row: number, h: number, size: number): void;
  turnRows(w: number, row: number, columns: number, sweeps: number, count: number, turns: number): void;
}

const names = ['addProducts', 'symmetricTimes', 'subtractSymmetric', 'reflectRows', 'turnRows'] as const;

function areKernels(exports: WebAssembly.Exports): exports is DenseKernels {
  return names.every((name) => typeof exports[name] === 'function');
}

export interface DenseInstance {
  readonly kernels: DenseKernels;
  /** One zero-filled array per requested size; byteOffset is the pointer for the kernels. */
  readonly arrays: readonly Float64Array[];
}

/** The kernels have no static data; the first bytes stay unused so that no pointer is 0. */
const firstByte = 1024;

let compiled: WebAssembly.Module | null = null;

/** An instance with its own memory. Throws RangeError without enough memory, and CompileError without SIMD. */
export function denseKernels(sizes: readonly number[]): DenseInstance {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
  let end = firstByte;
  const offsets = sizes.map((size) => {
    const offset = end;
    // // Every array begins at a cache line.
    end += 64 * Math.ceil(size / 8);
    return offset;
  });
  const memory = new WebAssembly.Memory({ initial: Math.max(firstPages, Math.ceil(end / pageBytes)) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  if (!areKernels(exports)) throw new Error('The compiled kernels lack a function the host expects');
  return {
    kernels: exports,
    arrays: sizes.map((size, i) => new Float64Array(memory.buffer, offsets[i], size)),
  };
}
