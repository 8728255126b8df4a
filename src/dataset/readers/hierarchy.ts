/**
 * Groups, arrays and attributes by path, as HDF5 and Zarr both store them: the interface that the readers of AnnData, Loom,
 * h5Seurat and 10x files use. Metadata is available at once; the values of a matrix may be asynchronous.
 */
import { DatasetFailure } from '../errors';

export abstract class Hierarchy {
  /** File name, for messages. */
  abstract readonly name: string;
  abstract kindOf(path: string): 'group' | 'dataset' | 'missing';
  /** Names of the members of a group. */
  abstract names(path: string): readonly string[];
  /** A text or number attribute as an array (one element for a scalar); null where absent or of another type. */
  abstract attribute(path: string, name: string): readonly string[] | readonly number[] | null;
  /** Shape and type. Throws where the values cannot be decompressed. */
  abstract array(path: string): StoredArray;
  /** Rows [first, first + count) of a numeric array (booleans as 0 and 1), all other dimensions whole. */
  abstract numbers(array: StoredArray, first: number, count: number): RawNumbers;
  /** As `numbers`, for arrays of any size. */
  abstract slice(array: StoredArray, first: number, count: number): RawNumbers | Promise<RawNumbers>;
  /** Elements [first, first + count) of a one-dimensional text array. */
  abstract strings(array: StoredArray, first: number, count: number): readonly string[];
  /** One member of every record of a one-dimensional compound array; null where its type is not readable. */
  abstract member(array: StoredArray, member: StoredMember): StoredValues | null;

  attributeText(path: string, name: string): string | null {
    const value = this.attribute(path, name)?.[0];
    return typeof value === 'string' ? value : null;
  }

  /** Throws `unsupported-encoding`. */
  refuse(where: string, encoding: string): never {
    throw new DatasetFailure({ tag: 'unsupported-encoding', file: this.name, where, encoding });
  }

  /** Throws `damaged-file`. */
  damaged(where: string, detail: string): never {
    throw DatasetFailure.damaged(this.name, where, detail);
  }

  /** Throws `shape-mismatch`. */
  mismatch(where: string, expected: string, found: string): never {
    throw new DatasetFailure({ tag: 'shape-mismatch', file: this.name, where, expected, found });
  }
}

export interface StoredArray {
  readonly path: string;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  readonly type: StoredType;
}

/** `size` in bytes. */
export type StoredType =
  | { readonly kind: 'integer' | 'float' | 'boolean'; readonly size: number; readonly signed: boolean }
  | { readonly kind: 'string'; readonly size: number; readonly variable: boolean }
  | { readonly kind: 'compound'; readonly size: number; readonly members: readonly StoredMember[] }
  | { readonly kind: 'other'; readonly size: number };

export interface StoredMember {
  readonly name: string;
  readonly offset: number;
  readonly type: StoredType;
}

type NumericType = StoredType & { readonly kind: 'integer' | 'float' | 'boolean' };

export function isNumeric(type: StoredType): type is NumericType {
  if (type.kind === 'float') return [2, 4, 8].includes(type.size);
  return (type.kind === 'integer' || type.kind === 'boolean') && [1, 2, 4, 8].includes(type.size);
}

export function rawNumbers({ kind, size, signed }: NumericType, bytes: ArrayBuffer): RawNumbers {
  return { bytes, kind: kind === 'float' ? 'float' : 'integer', size, signed };
}

/**
 * Decoding of stored bytes: little-endian numbers of any width, including 64-bit integers and half precision, and text of
 * fixed or variable length.
 */
export interface RawNumbers {
  readonly bytes: ArrayBuffer;
  readonly kind: 'integer' | 'float';
  readonly size: number;
  readonly signed: boolean;
}

export type Plain =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Text or numbers. */
export type StoredValues = readonly string[] | RawNumbers;

/** A typed array of numbers; integers beyond 2^53 are rounded to doubles. */
export function plainNumbers(raw: RawNumbers): Plain {
  const { bytes, size, signed } = raw;
  if (raw.kind === 'float') {
    if (size === 8) return new Float64Array(bytes);
    if (size === 4) return new Float32Array(bytes);
    return halves(new Uint16Array(bytes));
  }
  if (size === 8) return wideIntegers(bytes, signed);
  if (size === 4) return signed ? new Int32Array(bytes) : new Uint32Array(bytes);
  if (size === 2) return signed ? new Int16Array(bytes) : new Uint16Array(bytes);
  return signed ? new Int8Array(bytes) : new Uint8Array(bytes);
}

export function float32Of(raw: RawNumbers): Float32Array {
  const plain = plainNumbers(raw);
  return plain instanceof Float32Array ? plain : new Float32Array(plain);
}

export function float64Of(raw: RawNumbers): Float64Array {
  const plain = plainNumbers(raw);
  return plain instanceof Float64Array ? plain : new Float64Array(plain);
}

function wideIntegers(bytes: ArrayBuffer, signed: boolean): Float64Array {
  const low = new Uint32Array(bytes);
  const high = signed ? new Int32Array(bytes) : low;
  const out = new Float64Array(low.length / 2);
  for (let i = 0; i < out.length; i++) {
    out[i] = (high[2 * i + 1] ?? 0) * 4_294_967_296 + (low[2 * i] ?? 0);
  }
  return out;
}

/** IEEE 754 binary16: sign, 5 bits of exponent (bias 15), 10 bits of fraction. */
function halves(words: Uint16Array): Float32Array {
  return Float32Array.from(words, (word) => {
    const sign = word & 0x8000 ? -1 : 1;
    const exponent = (word >> 10) & 0x1f;
    const fraction = word & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Where values lie inside an array of elements. */
export interface Extent {
  readonly count: number;
  /** Bytes from one element to the next, and from the start of an element to its value. */
  readonly stride: number;
  readonly offset: number;
}

/** UTF-8 of fixed length, padded with zeros. */
export function fixedStrings(bytes: Uint8Array, extent: Extent, size: number): readonly string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: extent.count }, (_, i) => {
    const start = i * extent.stride + extent.offset;
    const text = bytes.slice(start, start + size);
    const end = text.indexOf(0);
    return decoder.decode(end < 0 ? text : text.subarray(0, end));
  });
}

/** Numbers of `size` bytes gathered out of records; `reverse` for big-endian records. */
export function gathered(
  bytes: Uint8Array,
  extent: Extent,
  size: number,
  reverse = false,
): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(extent.count * size);
  for (let i = 0; i < extent.count; i++) {
    const start = i * extent.stride + extent.offset;
    const value = bytes.subarray(start, start + size);
    packed.set(reverse ? value.toReversed() : value, i * size);
  }
  return packed;
}
