/**
 * Arrays of records in Zarr version 2, as AnnData 0.6 wrote obs and var: one record per row, its members one after the other.
 * zarrita knows no such type, so their chunks are put together here. How numpy writes the type:
 * https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html#data-type-encoding
 */
import { DatasetFailure } from '../../errors';
import { type RawNumbers, type Extent, fixedStrings } from '../storedValues';
import { isNumeric, type StoredArray, type StoredMember, type StoredType } from '../hierarchy';
import { unpackerNamed, type Unpack } from './codecs';
import type { StoredFiles } from './store';

export interface RecordArray extends StoredArray {
  readonly type: StoredType & { readonly kind: 'compound' };
  /** All rows. */
  readonly bytes: Uint8Array;
  readonly spelled: ReadonlyMap<string, Spelling>;
}

/** What the stored type does not say: the order of bytes, and whether text is UTF-32. */
interface Spelling {
  readonly bigEndian: boolean;
  readonly wide: boolean;
}

interface Field extends StoredMember {
  readonly spelling: Spelling;
}

const LARGEST = 2 ** 30;

/** null where `description` (.zarray) is of another type. Throws `unsupported-encoding`, `damaged-file`, `out-of-memory`. */
export async function readRecords(
  file: string,
  path: string,
  description: Readonly<Record<string, unknown>>,
  files: StoredFiles,
): Promise<RecordArray | null> {
  const { dtype } = description;
  if (!Array.isArray(dtype)) return null;
  const damaged = (detail: string) => new DatasetFailure({ tag: 'damaged-file', file, where: path, detail });
  const refused = (encoding: string) =>
    new DatasetFailure({ tag: 'unsupported-encoding', file, where: path, encoding });
  const fields = fieldsOf(dtype);
  if (fields === null) throw refused('records of a type that is not known');
  const size = fields.reduce((sum, { type }) => sum + type.size, 0);
  const [rows, ...others] = sizes(description.shape);
  const [perChunk] = sizes(description.chunks);
  if (rows === undefined || perChunk === undefined || perChunk === 0 || others.length > 0)
    throw damaged('Its shape is no shape.');
  const largest = perChunk * size;
  if (Math.max(rows * size, largest) > LARGEST)
    throw new DatasetFailure({ tag: 'out-of-memory', file, megabytes: Math.ceil((rows * size) / 1e6) });
  const unpack = packingOf(description);
  if (typeof unpack === 'string') throw refused(unpack);
  const bytes = new Uint8Array(rows * size);
  for (let chunk = 0; chunk * perChunk < rows; chunk++) {
    const name = `${path}/${chunk}`;
    const stored = await files.open(name);
    if (stored === null) throw damaged(`Its part ${name} is not there.`);
    const unpacked = await unpacking(new Uint8Array(await stored.arrayBuffer()), largest, unpack, damaged);
    if (unpacked.length !== largest)
      throw damaged(`Chunk ${chunk} holds ${unpacked.length} of ${largest} bytes.`);
    const start = chunk * largest;
    bytes.set(unpacked.subarray(0, bytes.length - start), start);
  }
  const spelled = new Map(fields.map(({ name, spelling }) => [name, spelling]));
  const type = { kind: 'compound' as const, size, members: fields };
  return { path, shape: [rows], chunks: [perChunk], type, bytes, spelled };
}

/** One member of every record; null where its type is not readable. */
export function memberOf(array: RecordArray, member: StoredMember): readonly string[] | RawNumbers | null {
  const { type, offset, name } = member;
  const [count = 0] = array.shape;
  const stride = array.type.size;
  const spelling = array.spelled.get(name);
  if (spelling === undefined) return null;
  if (type.kind === 'string') {
    return spelling.wide
      ? wideStrings(array.bytes, { count, stride, offset }, type.size, spelling.bigEndian)
      : fixedStrings(array.bytes, { count, stride, offset }, type.size);
  }
  if (!isNumeric(type)) return null;
  const packed = new Uint8Array(count * type.size);
  for (let i = 0; i < count; i++) {
    const value = array.bytes.slice(i * stride + offset, i * stride + offset + type.size);
    packed.set(spelling.bigEndian ? value.toReversed() : value, i * type.size);
  }
  return {
    bytes: packed.buffer,
    kind: type.kind === 'float' ? 'float' : 'integer',
    size: type.size,
    signed: type.signed,
  };
}

/** [name, type] of every member; null where one has no size that is known. */
function fieldsOf(dtype: readonly unknown[]): readonly Field[] | null {
  const fields: Field[] = [];
  let offset = 0;
  for (const entry of dtype) {
    const [name, spelled, shape]: unknown[] = Array.isArray(entry) ? entry : [];
    const found = typeof spelled === 'string' && shape === undefined ? typeOf(spelled) : null;
    if (typeof name !== 'string' || found === null) return null;
    fields.push({ name, offset, ...found });
    offset += found.type.size;
  }
  return fields.length === 0 ? null : fields;
}

/** '<i8', '|b1', '|S12', '<U5' */
function typeOf(spelled: string): { readonly type: StoredType; readonly spelling: Spelling } | null {
  const [, order, kind = '', digits = ''] = /^([<>|])([biufSU])(\d{1,9})$/.exec(spelled) ?? [];
  const length = Number(digits);
  const spelling = { bigEndian: order === '>', wide: kind === 'U' };
  switch (kind) {
    case 'S':
    case 'U':
      return {
        type: { kind: 'string', size: kind === 'U' ? 4 * length : length, variable: false },
        spelling,
      };
    case 'b':
      return { type: { kind: 'boolean', size: length, signed: false }, spelling };
    case 'i':
    case 'u':
      return { type: { kind: 'integer', size: length, signed: kind === 'i' }, spelling };
    case 'f':
      return { type: { kind: 'float', size: length, signed: true }, spelling };
    default:
      return null;
  }
}

function sizes(values: unknown): readonly number[] {
  return Array.isArray(values) ? values.filter((value) => Number.isSafeInteger(value) && value >= 0) : [];
}

/** What undoes the packing, or its name where it is not known. */
function packingOf({ compressor, filters }: Readonly<Record<string, unknown>>): Unpack | string {
  if (Array.isArray(filters) && filters.length > 0) return 'packed records behind a filter';
  if (compressor === null || compressor === undefined) return (packed) => packed;
  const id =
    typeof compressor === 'object' && 'id' in compressor ? String(compressor.id) : 'something unnamed';
  return unpackerNamed(id) ?? `packed with ${id}`;
}

async function unpacking(
  packed: Uint8Array,
  largest: number,
  unpack: Unpack,
  damaged: (detail: string) => DatasetFailure,
): Promise<Uint8Array> {
  try {
    return await unpack(packed, largest);
  } catch (error) {
    throw damaged(`The compressed data cannot be unpacked (${String(error)}).`);
  }
}

/** UTF-32, filled up with zeros. */
function wideStrings(
  bytes: Uint8Array,
  { count, stride, offset }: Extent,
  size: number,
  bigEndian: boolean,
): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, row) => {
    let text = '';
    for (let at = 0; at < size; at += 4) {
      const code = view.getUint32(row * stride + offset + at, !bigEndian);
      if (code > 0x10_ff_ff) return '';
      text += String.fromCodePoint(code);
    }
    return text.replace(/\0+$/, '');
  });
}
