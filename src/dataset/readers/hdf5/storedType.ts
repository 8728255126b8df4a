/** What kind of value a dataset or attribute holds, out of HDF5's description of it. */
import type { Metadata } from 'h5wasm';
import type { NumericType, StoredType } from '../storedArray';
import type { RawNumbers } from './numbers';

/** HDF5's own numbering of type classes (H5T_class_t). */
const CLASS = { integer: 0, float: 1, string: 3, compound: 6, enumeration: 8 } as const;

/** Copies: the bytes lie in the library's memory, which it reuses. */
export function rawNumbers(type: NumericType, bytes: Uint8Array): RawNumbers {
  const copy = new Uint8Array(bytes);
  return {
    bytes: copy.buffer,
    kind: type.kind === 'float' ? 'float' : 'integer',
    size: type.size,
    signed: type.signed,
  };
}

export function holdsPointers(type: StoredType): boolean {
  if (type.kind === 'compound') return type.members.some((member) => holdsPointers(member.type));
  return type.kind === 'string' && type.variable;
}

export function storedType(metadata: Metadata): StoredType {
  const { size, signed, type } = metadata;
  if (type === CLASS.integer) return { kind: 'integer', size, signed };
  if (type === CLASS.float) return { kind: 'float', size, signed: true };
  if (type === CLASS.string) return { kind: 'string', size, variable: metadata.vlen };
  if (type === CLASS.enumeration) {
    const members = Object.keys(metadata.enum_type?.members ?? {});
    const boolean = members.length === 2 && members.includes('FALSE') && members.includes('TRUE');
    return boolean ? { kind: 'boolean', size, signed } : { kind: 'other', size };
  }
  if (type === CLASS.compound) {
    const members = metadata.compound_type?.members ?? [];
    return {
      kind: 'compound',
      size,
      members: members.map((member) => ({
        name: member.name,
        offset: member.offset,
        type: storedType(member),
      })),
    };
  }
  return { kind: 'other', size };
}
