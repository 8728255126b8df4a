/**
 * What zarrita unpacks with, in place of its own: those build functions out of text, which the page's policy forbids, and
 * none stops where more comes out than a chunk holds.
 */
import { Decompress } from 'fzstd';
import type * as zarrita from 'zarrita';
import { crc32 } from '../../../numerics/checksum';
import { joined, streamed } from '../bytes';
import { decompressBlosc, decompressLz4 } from './blosc';

/** Throws or rejects where the bytes are damaged, or more than `largest` come out. */
export type Unpack = (packed: Uint8Array, largest: number) => Uint8Array | Promise<Uint8Array>;

/** What a chunk of text takes at most: its length is not known before. */
const LARGEST_TEXT = 2 ** 28;
/** Packed bytes per step: what one step can unpack to is a thousand times that at most. */
const STEP = 16_384;

const own: Readonly<Record<string, Unpack>> = {
  blosc: decompressBlosc,
  lz4: sizedLz4,
  zstd: unpackZstd,
  gzip: (packed, largest) => byPlatform('gzip', packed, largest),
  zlib: (packed, largest) => byPlatform('deflate', packed, largest),
};

/** Looks at the checksum behind the bytes too. */
async function byPlatform(
  format: CompressionFormat,
  packed: Uint8Array,
  largest: number,
): Promise<Uint8Array> {
  const bytes = await streamed(new Uint8Array(packed), new DecompressionStream(format), largest);
  if (bytes === null) throw tooMuch(largest);
  return bytes;
}

/** By the name that Zarr version 2 gives it; null where it is not known. */
export function unpackerNamed(name: string): Unpack | null {
  return Object.hasOwn(own, name) ? (own[name] ?? null) : null;
}

export function useOwnCodecs({ registry }: typeof zarrita): void {
  for (const [name, unpack] of Object.entries(own)) {
    const fromConfig = (
      _: unknown,
      chunk: { readonly dataType: string; readonly shape: readonly number[] },
    ) => ({
      kind: 'bytes_to_bytes' as const,
      encode: nothingIsWritten,
      decode: (packed: Uint8Array) => unpack(packed, largestOf(chunk)),
    });
    for (const key of [name, `numcodecs.${name}`]) registry.set(key, () => Promise.resolve({ fromConfig }));
  }
  registry.set('crc32c', () => Promise.resolve({ fromConfig: () => withChecksum }));
}

const CHECKSUM = 4;

/** The library takes the checksum off without a look at it. */
const withChecksum = {
  kind: 'bytes_to_bytes' as const,
  encode: nothingIsWritten,
  decode(bytes: Uint8Array): Uint8Array {
    const length = bytes.length - CHECKSUM;
    if (length < 0) throw new Error('There is no checksum.');
    const stated = new DataView(bytes.buffer, bytes.byteOffset + length, CHECKSUM).getUint32(0, true);
    if (crc32(bytes.subarray(0, length), 'castagnoli') !== stated)
      throw new Error('The checksum does not fit.');
    return bytes.slice(0, length);
  },
  computeEncodedSize: (size: number) => size + CHECKSUM,
};

function nothingIsWritten(): never {
  throw new Error('Nothing is written.');
}

/** Bytes of a whole chunk. */
function largestOf({
  dataType,
  shape,
}: {
  readonly dataType: string;
  readonly shape: readonly number[];
}): number {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (dataType === 'bool') return elements;
  const [, kind = '', digits = ''] = /^(v2:U|v2:S|u?int|float)(\d+)$/.exec(dataType) ?? [];
  if (kind === '') return LARGEST_TEXT;
  if (kind === 'v2:U') return 4 * Number(digits) * elements;
  return kind === 'v2:S' ? Number(digits) * elements : (Number(digits) / 8) * elements;
}

/** The size stands before the block, as numcodecs writes it. */
function sizedLz4(packed: Uint8Array, largest: number): Uint8Array {
  const size = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(0, true);
  if (size > largest) throw tooMuch(largest);
  return decompressLz4(packed.subarray(4), size);
}

function unpackZstd(packed: Uint8Array, largest: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const steps = new Decompress((bytes) => {
    length += bytes.length;
    if (length > largest) throw tooMuch(largest);
    parts.push(bytes.slice());
  });
  for (let at = 0; at < packed.length || at === 0; at += STEP)
    steps.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  return joined(parts, length);
}

function tooMuch(largest: number): Error {
  return new Error(`More than the ${largest} bytes of a chunk come out.`);
}
