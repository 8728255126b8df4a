/**
 * Writes NumPy archives (.npz): a ZIP file with an array (.npy) in each entry. Equal input gives equal bytes. Format:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { strToU8, zipSync } from 'fflate';

/** `shape` of values that are no list; its product is their number. */
export interface NpzArray {
  readonly values: Float32Array | Float64Array | Int32Array | readonly string[];
  readonly shape?: readonly number[];
}

/** A fixed time of the entries, the earliest possible. */
const ENTRY_TIME = new Date(1980, 0, 1);

export function writeNpz(arrays: Readonly<Record<string, NpzArray>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: ENTRY_TIME });
}

/** Values begin at a multiple of it. */
const ALIGNMENT = 64;
/** Magic, version, and length of the header. */
const BEFORE_HEADER = 10;

/** Row by row, little-endian. Throws where shape and values disagree, which is a bug of the caller. */
function npy({ values, shape = [values.length] }: NpzArray): Uint8Array {
  if (shape.reduce((product, size) => product * size, 1) !== values.length)
    throw new Error('values do not have the shape');
  const { descr, bytes } = encoded(values);
  const sizes = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(', ');
  const about = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const end = Math.ceil((BEFORE_HEADER + about.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${about.padEnd(end - BEFORE_HEADER - 1)}\n`;
  const file = new Uint8Array(end + bytes.length);
  file.set([0x93, ...strToU8('NUMPY'), 1, 0, header.length % 256, header.length >> 8]);
  file.set(strToU8(header), BEFORE_HEADER);
  file.set(bytes, end);
  return file;
}

function encoded(values: NpzArray['values']): { readonly descr: string; readonly bytes: Uint8Array } {
  if (values instanceof Float32Array) return { descr: '<f4', bytes: bytesOf(values) };
  if (values instanceof Float64Array) return { descr: '<f8', bytes: bytesOf(values) };
  if (values instanceof Int32Array) return { descr: '<i4', bytes: bytesOf(values) };
  const points = values.map((text) => Uint32Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  const longest = points.reduce((most, one) => Math.max(most, one.length), 1);
  const all = new Uint32Array(longest * values.length);
  for (const [at, one] of points.entries()) all.set(one, at * longest);
  return { descr: `<U${longest}`, bytes: bytesOf(all) };
}

function bytesOf(values: Float32Array | Float64Array | Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
