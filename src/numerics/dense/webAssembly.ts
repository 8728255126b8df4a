/** Shared by all WebAssembly modules: memory, how the host calls kernels, and the test for 128-bit SIMD. */

/** Bytes in a page of WebAssembly memory. */
export const pageBytes = 65536;
/** Initial pages of a memory. */
export const firstPages = 16;

/** Where memory is free: the kernels have no static data, the bytes below hold one record, and no pointer is 0. */
export const firstByte = 1024;
/** Where the record of a call lies, aligned for doubles. */
const recordByte = 64;

/** Type and offset (bytes) of each field of a record. */
type RecordLayout = Readonly<Record<string, readonly [type: 'i32' | 'f32' | 'f64', offset: number]>>;

/** The bytes of a module, from `import base64 from '….ts?asc'`. */
export function moduleBytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
}

/**
 * The functions of an instance on its memory. One with a layout takes an object, whose fields are written where it reads its record.
 * Throws Error where the module lacks one of them.
 */
export function bindKernels<Kernels>(
  exports: WebAssembly.Exports,
  memory: WebAssembly.Memory,
  layouts: Readonly<Record<keyof Kernels & string, RecordLayout | null>>,
): Kernels {
  const bound: Record<string, unknown> = {};
  let views = viewsOf(memory);
  for (const [name, layout] of Object.entries<RecordLayout | null>(layouts)) {
    const kernel = exports[name];
    if (!isCallable(kernel)) throw new Error(`The compiled kernels lack ${name}`);
    if (layout === null) {
      bound[name] = kernel;
      continue;
    }
    const fields = Object.entries(layout).map(([field, [type, offset]]) => ({
      field,
      type,
      at: (recordByte + offset) / (type === 'f64' ? 8 : 4),
    }));
    bound[name] = (values: Readonly<Record<string, number>>) => {
      // Growing the memory detaches its old buffer.
      if (views.i32.buffer !== memory.buffer) views = viewsOf(memory);
      for (const { field, type, at } of fields) views[type][at] = values[field] as number;
      return kernel(recordByte);
    };
  }
  if (!hasAll<Kernels>(bound, layouts)) throw new Error('The compiled kernels are incomplete');
  return bound;
}

function viewsOf({ buffer }: WebAssembly.Memory) {
  return { i32: new Int32Array(buffer), f32: new Float32Array(buffer), f64: new Float64Array(buffer) };
}

function isCallable(value: unknown): value is (...values: number[]) => unknown {
  return typeof value === 'function';
}

function hasAll<Kernels>(
  found: object,
  layouts: Readonly<Record<keyof Kernels & string, unknown>>,
): found is Kernels & object {
  return Object.keys(layouts).every((name) => name in found);
}

/** Does this engine run 128-bit SIMD? Validates a function that returns i8x16.splat(0). */
export function simdSupported(): boolean {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const types = [1, 5, 1, 0x60, 0, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  const code = [10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b];
  return WebAssembly.validate(Uint8Array.from([...header, ...types, ...functions, ...code]));
}
