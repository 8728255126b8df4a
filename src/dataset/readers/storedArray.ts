/** What an array in a file holds, whatever format keeps it. */
import { isReadableNumber } from './hdf5/numbers';

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
