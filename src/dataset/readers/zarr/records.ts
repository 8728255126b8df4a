/**
 * Compound arrays of Zarr version 2, as AnnData 0.6 wrote obs and var: one record per row. zarrita lacks the type, so chunks are
 * assembled here. Encoding of the type:
 * https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html#data-type-encoding
 */
import { DatasetFailure } from '../../errors';
import {
  type Extent,
  type StoredArray,
  type StoredMember,
  type StoredType,
  type StoredValues,
  fixedStrings,
  gathered,
  isNumeric,
  rawNumbers,
} from '../hierarchy';
import { type Unpack, unpackerNamed } from './codecs';
import type { StoredFiles } from './store';

export interface RecordArray extends StoredArray {
  readonly type: StoredType & { readonly kind: 'compound' };
  /** The records of all rows. */
  readonly bytes: Uint8Array;
  readonly encodings: ReadonlyMap<string, MemberEncoding>;
}

/** What StoredType does not hold. */
interface MemberEncoding {
  readonly bigEndian: boolean;
  readonly utf32: boolean;
}

interface Field extends StoredMember {
  readonly encoding: MemberEncoding;
}

const MAX_BYTES = 2 ** 30;

/** null where `description` (.zarray) is of another type. Throws `unsupported-encoding`, `damaged-file`, `out-of-memory`. */
export async function readRecords(
  file: string,
  path: string,
  description: Readonly<Record<string, unknown>>,
  files: StoredFiles,
): Promise<RecordArray | null> {
  const { dtype } = description;
  if (!Array.isArray(dtype)) return null;
  const damaged = (detail: string) => DatasetFailure.damaged(file, path, detail);
  const refused = (encoding: string) =>
    new DatasetFailure({ tag: 'unsupported-encoding', file, where: path, encoding });
  const fields = fieldsOf(dtype);
  if (fields === null) throw refused('records of a type that is not known');
  const size = fields.reduce((sum, { type }) => sum + type.size, 0);
  const [rows, ...others] = sizes(description.shape);
  const [perChunk] = sizes(description.chunks);
  if (rows === undefined || perChunk === undefined || perChunk === 0 || others.length > 0)
    throw damaged('Invalid array shape.');
  const chunkBytes = perChunk * size;
  if (Math.max(rows * size, chunkBytes) > MAX_BYTES) throw DatasetFailure.outOfMemory(file, rows * size);
  const unpack = decompressorOf(description);
  if (typeof unpack === 'string') throw refused(unpack);
  const bytes = new Uint8Array(rows * size);
  for (let chunk = 0; chunk * perChunk < rows; chunk++) {
    const name = `${path}/${chunk}`;
    const stored = await files.open(name);
    if (stored === null) throw damaged(`The file ${name} is missing.`);
    const packed = new Uint8Array(await stored.arrayBuffer());
    const unpacked = await Promise.resolve(packed)
      .then((whole) => unpack(whole, chunkBytes))
      .catch((error: unknown) => {
        throw damaged(`The compressed data cannot be unpacked (${String(error)}).`);
      });
    if (unpacked.length !== chunkBytes)
      throw damaged(`Chunk ${chunk} holds ${unpacked.length} of ${chunkBytes} bytes.`);
    const start = chunk * chunkBytes;
    bytes.set(unpacked.subarray(0, bytes.length - start), start);
  }
  const encodings = new Map(fields.map(({ name, encoding }) => [name, encoding]));
  const type = { kind: 'compound' as const, size, members: fields };
  return { path, shape: [rows], chunks: [perChunk], type, bytes, encodings };
}

/** One member of every record; null where its type is not readable. */
export function memberOf(array: RecordArray, member: StoredMember): StoredValues | null {
  const { type, offset, name } = member;
  const [count = 0] = array.shape;
  const extent = { count, stride: array.type.size, offset };
  const encoding = array.encodings.get(name);
  if (encoding === undefined) return null;
  if (type.kind === 'string') {
    return encoding.utf32
      ? utf32Strings(array.bytes, extent, type.size, encoding.bigEndian)
      : fixedStrings(array.bytes, extent, type.size);
  }
  if (!isNumeric(type)) return null;
  return rawNumbers(type, gathered(array.bytes, extent, type.size, encoding.bigEndian).buffer);
}

/** Members from a numpy dtype of [name, type] pairs; null where a type is unknown. */
function fieldsOf(dtype: readonly unknown[]): readonly Field[] | null {
  const fields: Field[] = [];
  let offset = 0;
  for (const entry of dtype) {
    const [name, dtypeOfMember, shape]: unknown[] = Array.isArray(entry) ? entry : [];
    const found = typeof dtypeOfMember === 'string' && shape === undefined ? typeOf(dtypeOfMember) : null;
    if (typeof name !== 'string' || found === null) return null;
    fields.push({ name, offset, ...found });
    offset += found.type.size;
  }
  return fields.length === 0 ? null : fields;
}

/** '<i8', '|b1', '|S12', '<U5' */
function typeOf(dtype: string): { readonly type: StoredType; readonly encoding: MemberEncoding } | null {
  const [, order, kind = '', digits = ''] = /^([<>|])([biufSU])(\d{1,9})$/.exec(dtype) ?? [];
  const length = Number(digits);
  const encoding = { bigEndian: order === '>', utf32: kind === 'U' };
  switch (kind) {
    case 'S':
    case 'U':
      return {
        type: { kind: 'string', size: kind === 'U' ? 4 * length : length, variable: false },
        encoding,
      };
    case 'b':
      return { type: { kind: 'boolean', size: length, signed: false }, encoding };
    case 'i':
    case 'u':
      return { type: { kind: 'integer', size: length, signed: kind === 'i' }, encoding };
    case 'f':
      return { type: { kind: 'float', size: length, signed: true }, encoding };
    default:
      return null;
  }
}

function sizes(values: unknown): readonly number[] {
  return Array.isArray(values) ? values.filter((value) => Number.isSafeInteger(value) && value >= 0) : [];
}

/** The decompressor, or the name of an unknown compression. */
function decompressorOf({ compressor, filters }: Readonly<Record<string, unknown>>): Unpack | string {
  if (Array.isArray(filters) && filters.length > 0) return 'packed records behind a filter';
  if (compressor === null || compressor === undefined) return (packed) => packed;
  const id =
    typeof compressor === 'object' && 'id' in compressor ? String(compressor.id) : 'something unnamed';
  return unpackerNamed(id) ?? `packed with ${id}`;
}

/** UTF-32, padded with zeros. */
function utf32Strings(
  bytes: Uint8Array,
  { count, stride, offset }: Extent,
  size: number,
  bigEndian: boolean,
): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, row) => {
    const codeAt = (at: number) => view.getUint32(row * stride + offset + at, !bigEndian);
    // Shorter texts are filled with zeros.
    let end = size;
    while (end > 0 && codeAt(end - 4) === 0) end -= 4;
    let text = '';
    for (let at = 0; at < end; at += 4) {
      const code = codeAt(at);
      if (code > 0x10_ff_ff) return '';
      text += String.fromCodePoint(code);
    }
    return text;
  });
}
