/** Shared by all WebAssembly modules: memory, how the host calls kernels, and the test for 128-bit SIMD. */

/** Bytes in a page of WebAssembly memory. */
export const pageBytes = 65536;
/** Initial pages of a memory. */
export const firstPages = 16;

/** Where memory is free: the kernels have no static data, the bytes below hold one record, and no pointer is 0. */
export const firstByte = 1024;
/** Where the record of a call lies, aligned for doubles. */
const recordByte = 64;

/** The bytes of a file that a build gives as base64: `?asc` compiled, `?deflated` packed. */
export function moduleBytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
}

/** Kernels with a memory of their own. `pointers`: where the arrays of `bytes` begin, each at a cache line and filled with zeros. */
export interface KernelInstance<Kernels> {
  readonly kernels: Kernels;
  readonly buffer: ArrayBuffer;
  readonly pointers: readonly number[];
}

/** `bytes` of each array. Throws RangeError without enough memory. */
export function kernelInstance<Kernels>(
  compiled: WebAssembly.Module,
  records: Readonly<Record<keyof Kernels & string, unknown>>,
  bytes: readonly number[],
): KernelInstance<Kernels> {
  const { pointers, end } = placesOf(bytes);
  const memory = new WebAssembly.Memory({ initial: Math.max(firstPages, Math.ceil(end / pageBytes)) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { kernels: bindKernels<Kernels>(exports, { memory, records }), buffer: memory.buffer, pointers };
}

/** Where arrays of `bytes` each begin in a memory of their own, at cache lines, and where the last one ends. */
export function placesOf(bytes: readonly number[]): {
  readonly pointers: readonly number[];
  readonly end: number;
} {
  let end = firstByte;
  const pointers = bytes.map((size) => {
    const pointer = end;
    end += 64 * Math.ceil(size / 64);
    return pointer;
  });
  return { pointers, end };
}

/** Memory from the record of a call on. */
export interface RecordViews {
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/**
 * The functions of an instance on its memory. `records` (written by scripts/kernelTypes.ts): one with a writer takes an object, which is
 * written where the kernel reads its record; the others take numbers. Throws Error where the module lacks one of them.
 */
export function bindKernels<Kernels>(
  exports: WebAssembly.Exports,
  {
    memory,
    records,
  }: {
    readonly memory: WebAssembly.Memory;
    readonly records: Readonly<Record<keyof Kernels & string, unknown>>;
  },
): Kernels {
  const bound: Record<string, unknown> = {};
  let views = viewsOf(memory);
  for (const [name, write] of Object.entries<unknown>(records)) {
    const kernel = exports[name];
    if (!isCallable(kernel)) throw new Error(`The compiled kernels lack ${name}`);
    bound[name] = !isCallable(write)
      ? kernel
      : (record: object) => {
          // Growing the memory detaches its old buffer.
          if (views.i32.buffer !== memory.buffer) views = viewsOf(memory);
          write(views, record);
          return kernel(recordByte);
        };
  }
  if (!hasAll<Kernels>(bound, records)) throw new Error('The compiled kernels are incomplete');
  return bound;
}

function viewsOf({ buffer }: WebAssembly.Memory): RecordViews {
  return {
    i32: new Int32Array(buffer, recordByte),
    f32: new Float32Array(buffer, recordByte),
    f64: new Float64Array(buffer, recordByte),
  };
}

function isCallable(value: unknown): value is (...values: unknown[]) => unknown {
  return typeof value === 'function';
}

function hasAll<Kernels>(
  found: object,
  records: Readonly<Record<keyof Kernels & string, unknown>>,
): found is Kernels & object {
  return Object.keys(records).every((name) => name in found);
}

let simd: boolean | null = null;

/** Does this engine run 128-bit SIMD? False where WebAssembly is turned off. */
export function simdSupported(): boolean {
  simd ??= typeof WebAssembly !== 'undefined' && validatesSimd();
  return simd;
}

/** Validates a function that returns i8x16.splat(0). */
function validatesSimd(): boolean {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const types = [1, 5, 1, 0x60, 0, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  const code = [10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b];
  return WebAssembly.validate(Uint8Array.from([...header, ...types, ...functions, ...code]));
}
