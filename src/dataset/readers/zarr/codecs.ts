/**
 * Decompressors for zarrita in place of its own, which compile code from text (forbidden by the page's content security policy) and do
 * not limit their output to the size of a chunk.
 */
import { Decompress } from 'fzstd';
import type * as zarrita from 'zarrita';
import { crc32 } from '../../../numerics/checksum';
import { joined, streamed } from '../bytes';
import { decompressBlosc, decompressLz4 } from './blosc';

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
