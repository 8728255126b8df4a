/** Arrays of NumPy, as files (.npy) and as entries of archives. Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { DatasetFailure } from '../../errors';
import type { RawNumbers } from '../storedValues';

export interface NpyArray {
  readonly name: string;
  /** 'f', 'i', 'u', 'b': numbers; 'U': UTF-32, 'S': bytes. */
  readonly kind: string;
  /** Bytes per element. */
  readonly size: number;
  readonly shape: readonly number[];
  /** The elements, row by row, little-endian. */
  readonly values: Blob;
}

const MAGIC = '\u0093NUMPY';
const MAX_HEADER_BYTES = 1_000_000;

/** What cannot be read: pickled objects, or another order of bytes or elements. */
export type NpyLimit = 'objects' | 'big-endian' | 'fortran';

/** `file` and `name` for messages; `refuse` makes the exception for what cannot be read. Throws DatasetFailure `damaged-file`. */
export async function npyArray(
  content: Blob,
  file: string,
  name: string,
  refuse: (limit: NpyLimit) => Error,
): Promise<NpyArray> {
  const damaged = (detail: string) => DatasetFailure.damaged(file, `${name}.npy`, detail);
  const head = new DataView(await content.slice(0, 12).arrayBuffer());
  const magic = latin1(new Uint8Array(head.buffer, 0, Math.min(6, head.byteLength)));
  if (head.byteLength < 12 || magic !== MAGIC) throw damaged('It does not begin as a NumPy array.');
  const [start, length] =
    head.getUint8(6) === 1 ? [10, head.getUint16(8, true)] : [12, head.getUint32(8, true)];
  if (length > MAX_HEADER_BYTES) throw damaged('Its header is too long.');
  const header = latin1(new Uint8Array(await content.slice(start, start + length).arrayBuffer()));
  // One by one: a pattern for all three tries each beginning with each end.
  const [, described, descr] = /'descr':\s*('([^']*)'|\[)/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (described === undefined || fortran === undefined || sizes === undefined)
    throw damaged('Its header is not that of a NumPy array.');
  const {
    order,
    kind = '',
    digits,
  } = /^(?<order>[<>|=])(?<kind>[a-zA-Z])(?<digits>\d+)$/.exec(descr ?? '')?.groups ?? {};
  if (kind === '') throw refuse('objects');
  if (order === '>') throw refuse('big-endian');
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (fortran === 'True' && shape.length > 1) throw refuse('fortran');
  const size = Number(digits) * (kind === 'U' ? 4 : 1);
  if (size === 0) throw damaged('Its elements have no length.');
  const values = content.slice(start + length);
  const needed = size * shape.reduce((product, one) => product * one, 1);
  if (values.size < needed) throw damaged(`It has ${values.size} bytes of values instead of ${needed}.`);
  return { name, kind, size, shape, values };
}

/** How the bytes of an array are decoded; null where its elements are no numbers. */
export function npyNumbers({ kind, size }: NpyArray): Omit<RawNumbers, 'bytes'> | null {
  const isNumber =
    (kind === 'f' && [2, 4, 8].includes(size)) || ('iub'.includes(kind) && [1, 2, 4, 8].includes(size));
  return isNumber ? { kind: kind === 'f' ? 'float' : 'integer', size, signed: kind === 'i' } : null;
}

const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);
