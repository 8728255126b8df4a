/**
 * Groups, arrays and attributes by path, as HDF5 and Zarr both store them: the interface that the readers of AnnData, Loom,
 * h5Seurat and 10x files use. Metadata is available at once; the values of a matrix may be asynchronous.
 */
import { DatasetFailure } from '../errors';
import type { RawNumbers, StoredValues } from './storedValues';

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
