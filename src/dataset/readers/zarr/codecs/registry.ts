/**
 * What zarrita unpacks with, in place of its own: those build functions out of text, which the page's policy forbids, and
 * none stops where more comes out than a chunk holds.
 */
import { Gunzip, Unzlib } from 'fflate';
import { Decompress } from 'fzstd';
import type * as zarrita from 'zarrita';
import { decompressBlosc } from './blosc';
import { decompressLz4 } from './lz4';

type Unpack = (packed: Uint8Array, largest: number) => Uint8Array;

/** What a chunk of text takes at most: its length is not known before. */
const LARGEST_TEXT = 2 ** 28;
/** Packed bytes per step: what one step can unpack to is a thousand times that at most. */
const STEP = 16_384;

const own: Readonly<Record<string, Unpack>> = {
  blosc: decompressBlosc,
  lz4: sizedLz4,
  zstd: (packed, largest) => inSteps(packed, largest, (take) => new Decompress(take)),
  gzip: (packed, largest) => inSteps(packed, largest, (take) => new Gunzip(take)),
  zlib: (packed, largest) => inSteps(packed, largest, (take) => new Unzlib(take)),
};

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
}

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

interface Steps {
  push(packed: Uint8Array, isLast: boolean): void;
}

function inSteps(
  packed: Uint8Array,
  largest: number,
  start: (take: (bytes: Uint8Array) => void) => Steps,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const steps = start((bytes) => {
    length += bytes.length;
    if (length > largest) throw tooMuch(largest);
    parts.push(bytes.slice());
  });
  for (let at = 0; at < packed.length || at === 0; at += STEP)
    steps.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function tooMuch(largest: number): Error {
  return new Error(`More than the ${largest} bytes of a chunk come out.`);
}
