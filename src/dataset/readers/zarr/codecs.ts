/**
 * Decompressors for zarrita in place of its own, which compile code from text (forbidden by the page's content security policy) and do
 * not limit their output to the size of a chunk. Decompression of Blosc 1: a header, the place of each block, and in each block one
 * stream or one per byte of an element; with the decoders of BloscLZ and LZ4 blocks. Format:
 * https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst
 */
import { Decompress, decompress as decompressZstd } from 'fzstd';
import type * as zarrita from 'zarrita';
import { crc32 } from '../../../numerics/checksum';
import { joined, streamed } from '../bytes';
import { unzlibSync } from 'fflate';

/** Throws or rejects where the bytes are damaged, or decompress to more than `maxBytes`. */
export type Unpack = (packed: Uint8Array, maxBytes: number) => Uint8Array | Promise<Uint8Array>;

/** Limit for a chunk of text, whose size is not known before. */
const MAX_TEXT_BYTES = 2 ** 28;
/** Compressed bytes per step, which limits what a step decompresses to. */
const STEP = 16_384;

const decompressors: Readonly<Record<string, Unpack>> = {
  blosc: decompressBlosc,
  lz4: sizedLz4,
  zstd: unpackZstd,
  gzip: (packed, maxBytes) => byPlatform('gzip', packed, maxBytes),
  zlib: (packed, maxBytes) => byPlatform('deflate', packed, maxBytes),
};

/** The platform's stream, which also verifies the checksum after the data. */
async function byPlatform(
  format: CompressionFormat,
  packed: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array> {
  const bytes = await streamed(new Uint8Array(packed), new DecompressionStream(format), maxBytes);
  if (bytes === null) throw tooMuch(maxBytes);
  return bytes;
}

/** By the codec name of Zarr version 2; null where it is unknown. */
export function unpackerNamed(name: string): Unpack | null {
  return Object.hasOwn(decompressors, name) ? (decompressors[name] ?? null) : null;
}

export function useOwnCodecs({ registry }: typeof zarrita): void {
  for (const [name, unpack] of Object.entries(decompressors)) {
    const fromConfig = (_: unknown, chunk: ChunkType) => ({
      kind: 'bytes_to_bytes' as const,
      encode: refuseToEncode,
      decode: (packed: Uint8Array) => unpack(packed, chunkBytesOf(chunk)),
    });
    for (const key of [name, `numcodecs.${name}`]) registry.set(key, () => Promise.resolve({ fromConfig }));
  }
  registry.set('crc32c', () => Promise.resolve({ fromConfig: () => withChecksum }));
}

const CHECKSUM = 4;

/** zarrita removes the checksum without verifying it. */
const withChecksum = {
  kind: 'bytes_to_bytes' as const,
  encode: refuseToEncode,
  decode(bytes: Uint8Array): Uint8Array {
    const length = bytes.length - CHECKSUM;
    if (length < 0) throw new Error('The checksum is missing.');
    const stated = new DataView(bytes.buffer, bytes.byteOffset + length, CHECKSUM).getUint32(0, true);
    if (crc32(bytes.subarray(0, length), 'castagnoli') !== stated) throw new Error('The checksum is wrong.');
    return bytes.slice(0, length);
  },
  computeEncodedSize: (size: number) => size + CHECKSUM,
};

function refuseToEncode(): never {
  throw new Error('Stores are read only.');
}

interface ChunkType {
  readonly dataType: string;
  readonly shape: readonly number[];
}

/** Bytes of a whole chunk. */
function chunkBytesOf({ dataType, shape }: ChunkType): number {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (dataType === 'bool') return elements;
  const [, kind = '', digits = ''] = /^(v2:U|v2:S|u?int|float)(\d+)$/.exec(dataType) ?? [];
  if (kind === '') return MAX_TEXT_BYTES;
  return (kind === 'v2:U' ? 4 : kind === 'v2:S' ? 1 : 1 / 8) * Number(digits) * elements;
}

/** numcodecs writes the size before the block. */
function sizedLz4(packed: Uint8Array, maxBytes: number): Uint8Array {
  const size = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(0, true);
  if (size > maxBytes) throw tooMuch(maxBytes);
  return decompressLz4(packed.subarray(4), size);
}

function unpackZstd(packed: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const steps = new Decompress((bytes) => {
    length += bytes.length;
    if (length > maxBytes) throw tooMuch(maxBytes);
    parts.push(bytes.slice());
  });
  for (let at = 0; at < packed.length || at === 0; at += STEP)
    steps.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  return joined(parts);
}

function tooMuch(maxBytes: number): Error {
  return new Error(`More than the ${maxBytes} bytes of a chunk come out.`);
}

const HEADER = 16;
const SHUFFLED = 1;
const STORED = 2;
const BIT_SHUFFLED = 4;
const NOT_SPLIT = 16;
/** Blocks of fewer or larger elements are not split into streams. */
const MIN_ELEMENTS_TO_SPLIT = 128;
const MAX_ELEMENT_BYTES_TO_SPLIT = 16;

/** Indexed by the three upper bits of the flags. */
const decoders: readonly ((packed: Uint8Array, size: number) => Uint8Array)[] = [
  decompressBloscLz,
  decompressLz4,
  () => {
    throw new Error('Snappy inside Blosc is not supported.');
  },
  (packed, size) => exactly(unzlibSync(packed, { out: new Uint8Array(size) }), size),
  (packed, size) => exactly(decompressZstd(packed, new Uint8Array(size)), size),
];

/** Throws where the bytes are not a Blosc chunk, or hold more than `maxBytes`. */
export function decompressBlosc(packed: Uint8Array, maxBytes: number): Uint8Array {
  if (packed.length < HEADER) throw new Error('The Blosc header is missing.');
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const flags = view.getUint8(2);
  const elementSize = Math.max(1, view.getUint8(3));
  const size = view.getUint32(4, true);
  const blockSize = view.getUint32(8, true);
  const whole = view.getUint32(12, true);
  if (whole > packed.length || size > maxBytes || (size > 0 && blockSize === 0))
    throw new Error('The Blosc header disagrees with its data.');
  if ((flags & STORED) !== 0) return exactly(packed.slice(HEADER, HEADER + size), size);
  const decode = decoders[flags >> 5];
  if (decode === undefined) throw new Error(`Blosc names compressor ${flags >> 5}, which is unknown.`);
  const out = new Uint8Array(size);
  for (let start = 0, block = 0; start < size; start += blockSize, block++) {
    const bytes = Math.min(blockSize, size - start);
    const canSplit =
      (flags & NOT_SPLIT) === 0 &&
      elementSize <= MAX_ELEMENT_BYTES_TO_SPLIT &&
      blockSize / elementSize >= MIN_ELEMENTS_TO_SPLIT &&
      bytes === blockSize;
    const streams = canSplit ? elementSize : 1;
    let at = view.getUint32(HEADER + 4 * block, true);
    const unpacked = new Uint8Array(bytes);
    for (let stream = 0; stream < streams; stream++) {
      const length = view.getUint32(at, true);
      at += 4;
      if (at + length > whole) throw new Error('A Blosc block lies outside the chunk.');
      const each = Math.floor(bytes / streams);
      const part = packed.subarray(at, at + length);
      unpacked.set(length === each ? part : decode(part, each), stream * each);
      at += length;
    }
    out.set(unshuffled(unpacked, elementSize, flags), start);
  }
  return out;
}

function unshuffled(bytes: Uint8Array, elementSize: number, flags: number): Uint8Array {
  if ((flags & SHUFFLED) !== 0 && elementSize > 1) return byBytes(bytes, elementSize);
  return (flags & BIT_SHUFFLED) !== 0 ? byBits(bytes, elementSize) : bytes;
}

/** Undoes the byte shuffle: first bytes of all elements, then second bytes …; a remainder is unchanged. */
function byBytes(bytes: Uint8Array, elementSize: number): Uint8Array {
  const out = bytes.slice();
  const elements = Math.floor(bytes.length / elementSize);
  for (let byte = 0; byte < elementSize; byte++) {
    for (let i = 0; i < elements; i++) out[i * elementSize + byte] = bytes[byte * elements + i] as number;
  }
  return out;
}

/** Undoes the bit shuffle, which needs a multiple of eight elements. */
function byBits(bytes: Uint8Array, elementSize: number): Uint8Array {
  const elements = Math.floor(bytes.length / elementSize);
  const out = bytes.slice();
  if (elements % 8 !== 0) return out;
  out.fill(0, 0, elements * elementSize);
  const perPlane = elements / 8;
  for (let byte = 0; byte < elementSize; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      const plane = (8 * byte + bit) * perPlane;
      for (let i = 0; i < elements; i++) {
        const set = ((bytes[plane + (i >> 3)] as number) >> (i & 7)) & 1;
        const to = i * elementSize + byte;
        out[to] = (out[to] as number) | (set << bit);
      }
    }
  }
  return out;
}

function exactly(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size) throw new Error(`There are ${bytes.length} bytes instead of ${size}.`);
  return bytes;
}

/** Distances beyond 13 bits are stored in 16 further bits, counted from here. */
const MAX_NEAR = 8191;

/**
 * One block of BloscLZ, a relative of FastLZ: https://github.com/Blosc/c-blosc/blob/main/blosc/blosclz.c (decoder)
 * Throws unless it decompresses to exactly `size` bytes.
 */
function decompressBloscLz(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  const next = () => {
    if (from >= packed.length) throw new Error('BloscLZ data end too early.');
    return packed[from++] as number;
  };
  // The first control byte is always literal; its upper bits are a mark.
  let control = next() & 31;
  for (;;) {
    if (control < 32) {
      const literals = control + 1;
      if (from + literals > packed.length || to + literals > size)
        throw new Error('BloscLZ data are too long.');
      out.set(packed.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else {
      let length = (control >> 5) - 1;
      const high = (control & 31) << 8;
      if (length === 6) {
        for (let more = 255; more === 255; length += more) more = next();
      }
      const low = next();
      const far = low === 255 && high === 31 << 8;
      const back = far ? (next() << 8) + next() + MAX_NEAR + 1 : high + low + 1;
      const end = to + length + 3;
      if (back > to || end > size) throw new Error('BloscLZ data refer to bytes outside.');
      for (; to < end; to++) out[to] = out[to - back] as number;
    }
    if (from >= packed.length) break;
    control = next();
  }
  if (to !== size) throw new Error(`BloscLZ data hold ${to} bytes instead of ${size}.`);
  return out;
}

/**
 * One block of LZ4: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 * Throws unless it decompresses to exactly `size` bytes.
 */
export function decompressLz4(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  /** A length of 15 continues in the following bytes, up to the first that is not 255. */
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    if (nibble === 15) {
      for (let more = 255; more === 255; length += more) {
        if (from >= packed.length) throw new Error('LZ4 data end within a length.');
        more = packed[from++] as number;
      }
    }
    return length;
  };
  while (from < packed.length) {
    const token = packed[from++] as number;
    const literals = lengthFrom(token >> 4);
    if (from + literals > packed.length || to + literals > size) throw new Error('LZ4 data are too long.');
    out.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= packed.length) break;
    const back = (packed[from] as number) | ((packed[from + 1] ?? 0) << 8);
    from += 2;
    const length = lengthFrom(token & 15) + 4;
    if (back === 0 || back > to || to + length > size) throw new Error('LZ4 data refer to bytes outside.');
    // Byte by byte, because source and target may overlap.
    for (const end = to + length; to < end; to++) out[to] = out[to - back] as number;
  }
  if (to !== size) throw new Error(`LZ4 data hold ${to} bytes instead of ${size}.`);
  return out;
}
