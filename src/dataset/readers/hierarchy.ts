/**
 * Named arrays and groups with attributes, as HDF5 and Zarr both have them: what the readers of AnnData ask of either. What
 * describes cells and genes is there at once; the values of a matrix may have to be waited for.
 */
import { type RawNumbers, isReadableNumber } from './storedValues';

export interface Hierarchy {
  /** Of the file, for messages. */
  readonly name: string;
  kindOf(path: string): 'group' | 'dataset' | 'missing';
  /** Names of what a group holds. */
  names(path: string): readonly string[];
  /** A text or number attribute as an array (one element for a single value); null where absent or of another type. */
  attribute(path: string, name: string): readonly string[] | readonly number[] | null;
  attributeText(path: string, name: string): string | null;
  /** Shape and type, once it is known that the values can be unpacked. */
  array(path: string): StoredArray;
  /** `count` rows of an array of numbers (booleans as 0 and 1) from row `first`, all other dimensions whole. */
  numbers(array: StoredArray, first: number, count: number): RawNumbers;
  /** The same for arrays of any size. */
  slice(array: StoredArray, first: number, count: number): RawNumbers | Promise<RawNumbers>;
  /** `count` elements of a one-dimensional array of text from `first`. */
  strings(array: StoredArray, first: number, count: number): readonly string[];
  /** One member of every record of a one-dimensional array of records; null where its type is not readable. */
  member(array: StoredArray, member: StoredMember): readonly string[] | RawNumbers | null;
  /** Throws `unsupported-encoding`. */
  refuse(where: string, encoding: string): never;
  /** Throws `damaged-file`. */
  damaged(where: string, detail: string): never;
}

/** What an array in a file holds, whatever format keeps it. */

export interface StoredArray {
  readonly path: string;
  /** Empty for a single value. */
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  readonly type: StoredType;
}

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

export type NumericType = StoredType & { readonly kind: 'integer' | 'float' | 'boolean' };

export function isNumeric(type: StoredType): type is NumericType {
  if (type.kind === 'boolean') return isReadableNumber('integer', type.size);
  return (type.kind === 'integer' || type.kind === 'float') && isReadableNumber(type.kind, type.size);
}
