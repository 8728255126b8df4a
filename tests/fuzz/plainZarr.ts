/**
 * A naive reader of small Zarr stores, element by element: the reference for the reader. It shares only the decoders of Blosc and LZ4, which have
 * their own tests. Formats: https://zarr-specs.readthedocs.io/
 */
import { gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { z } from 'zod';
import { decompressBlosc, decompressLz4 } from '../../src/dataset/readers/zarr/codecs';
import { transposed } from './plainFiles';

export type Files = Record<string, Uint8Array>;

type Grid = number[][];

const sizes = z.array(z.number());
const v2 = z.object({
  shape: sizes,
  chunks: sizes,
  dtype: z.string(),
  order: z.enum(['C', 'F']),
  fill_value: z.number().nullable(),
  compressor: z.object({ id: z.string() }).nullable(),
  dimension_separator: z.enum(['.', '/']).default('.'),
});
const codec = z.object({ name: z.string(), configuration: z.record(z.string(), z.unknown()).optional() });
const v3 = z.object({
  shape: sizes,
  data_type: z.string(),
  chunk_grid: z.object({ configuration: z.object({ chunk_shape: sizes }) }),
  fill_value: z.number(),
  codecs: z.array(codec),
  attributes: z.record(z.string(), z.unknown()).optional(),
});
const sharding = z.object({ chunk_shape: sizes, codecs: z.array(codec) });
const attributes = z.object({ 'encoding-type': z.string(), shape: z.tuple([z.number(), z.number()]) });

/** An array with its elements in row-major order. */
interface Flat {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** How to decode stored bytes. */
interface Reading {
  /** NumPy type string: '<f4'. */
  readonly type: string;
  readonly unpack: (packed: Uint8Array) => Uint8Array;
}

/** [cells][genes] in single precision. Throws if parts are missing or inconsistent. */
export function plainZarr(files: Files, path: string): Grid {
  const at = `${path}/`;
  if (`${at}.zarray` in files || !(`${at}data/.zarray` in files || `${at}data/zarr.json` in files)) {
    const { shape, values } = arrayAt(files, path);
    const [rows = 0, columns = 0] = shape;
    return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
  }
  const stated = attributes.parse(
    `${at}.zattrs` in files ? json(files, `${at}.zattrs`) : v3Attributes(json(files, `${at}zarr.json`)),
  );
  const [data, indices, pointers] = ['data', 'indices', 'indptr'].map(
    (part) => arrayAt(files, `${at}${part}`).values,
  );
  const byCell = stated['encoding-type'].startsWith('csr');
  const [cells, genes] = stated.shape;
  const [lines, others] = byCell ? [cells, genes] : [genes, cells];
  const grid = Array.from({ length: lines }, () => Array.from({ length: others }, () => 0));
  for (let line = 0; line < lines; line++)
    for (let p = pointers?.[line] ?? 0; p < (pointers?.[line + 1] ?? 0); p++) {
      const other = indices?.[p] ?? -1;
      const own = grid[line];
      if (own?.[other] === undefined) throw new Error('An entry lies outside.');
      own[other] = Math.fround(own[other] + (data?.[p] ?? Number.NaN));
    }
  return byCell ? grid : transposed(grid);
}

function arrayAt(files: Files, path: string): Flat {
  if (`${path}/zarr.json` in files) return v3Array(files, path);
  const {
    shape,
    chunks,
    dtype,
    order,
    fill_value: fill,
    compressor,
    dimension_separator: between,
  } = v2.parse(json(files, `${path}/.zarray`));
  const reading = { type: dtype, unpack: unpackerOf(compressor?.id ?? null) };
  return assembled(shape, chunks, order, (chunk) => {
    const stored = files[`${path}/${chunk.join(between)}`];
    return stored === undefined ? fill : numbersOf(reading, stored);
  });
}

const NUMPY: Readonly<Record<string, string>> = {
  float32: '<f4',
  float64: '<f8',
  int32: '<i4',
  int64: '<i8',
};

function v3Array(files: Files, path: string): Flat {
  const {
    shape,
    data_type: name,
    chunk_grid: grid,
    fill_value: fill,
    codecs,
  } = v3.parse(json(files, `${path}/zarr.json`));
  const type = NUMPY[name] ?? name;
  const outer = grid.configuration.chunk_shape;
  const [first] = codecs;
  return assembled(shape, outer, 'C', (chunk) => {
    const stored = files[`${path}/c/${chunk.join('/')}`];
    if (stored === undefined) return fill;
    if (first?.name !== 'sharding_indexed') return numbersOf({ type, unpack: v3Unpacker(codecs) }, stored);
    const { chunk_shape: inner, codecs: within } = sharding.parse(first.configuration);
    const reading = { type, unpack: v3Unpacker(within) };
    const counts = outer.map((extent, axis) => extent / (inner[axis] ?? 1));
    const pieces = counts.reduce((product, extent) => product * extent, 1);
    const index = new DataView(stored.buffer, stored.byteOffset + stored.length - 16 * pieces - 4);
    return assembled(outer, inner, 'C', (piece) => {
      const place = piece.reduce((sum, at, axis) => sum * (counts[axis] ?? 1) + at, 0);
      const [offset, length] = [0, 8].map((skip) => index.getBigUint64(16 * place + skip, true));
      if (offset === undefined || length === undefined || offset === 2n ** 64n - 1n) return fill;
      return numbersOf(reading, stored.subarray(Number(offset), Number(offset + length)));
    }).values;
  });
}

/** @param chunkAt returns the elements of a chunk, or the fill value */
function assembled(
  shape: readonly number[],
  chunks: readonly number[],
  order: 'C' | 'F',
  chunkAt: (chunk: readonly number[]) => readonly number[] | number | null,
): Flat {
  const known = new Map<string, readonly number[] | number | null>();
  const values: number[] = [];
  const elements = shape.reduce((product, extent) => product * extent, 1);
  for (let element = 0; element < elements; element++) {
    const place: number[] = [];
    let rest = element;
    for (const extent of shape.toReversed()) {
      place.unshift(rest % extent);
      rest = Math.floor(rest / extent);
    }
    const chunk = place.map((at, axis) => Math.floor(at / (chunks[axis] ?? 1)));
    const within = place.map((at, axis) => at % (chunks[axis] ?? 1));
    const key = chunk.join();
    if (!known.has(key)) known.set(key, chunkAt(chunk));
    const found = known.get(key) ?? 0;
    const axes = order === 'C' ? [...shape.keys()] : [...shape.keys()].toReversed();
    const at = axes.reduce((sum, axis) => sum * (chunks[axis] ?? 1) + (within[axis] ?? 0), 0);
    const value = typeof found === 'number' ? found : found[at];
    if (value === undefined) throw new Error('A chunk is too short.');
    values.push(Math.fround(value));
  }
  return { shape, values };
}

function numbersOf({ type, unpack }: Reading, packed: Uint8Array): readonly number[] {
  const bytes = unpack(packed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = !type.startsWith('>');
  const size = Number(type.slice(2));
  const readers: Readonly<Record<string, (at: number) => number>> = {
    f4: (at) => view.getFloat32(at, little),
    f8: (at) => view.getFloat64(at, little),
    i1: (at) => view.getInt8(at),
    i2: (at) => view.getInt16(at, little),
    i4: (at) => view.getInt32(at, little),
    i8: (at) => Number(view.getBigInt64(at, little)),
    u1: (at) => view.getUint8(at),
    u2: (at) => view.getUint16(at, little),
    u4: (at) => view.getUint32(at, little),
  };
  const read = readers[type.slice(1)];
  if (read === undefined || bytes.length % size !== 0)
    throw new Error(`The bytes are not numbers of type ${type}.`);
  return Array.from({ length: bytes.length / size }, (_, i) => read(i * size));
}

const MAX_BYTES = 1e6;

function unpackerOf(id: string | null): Reading['unpack'] {
  switch (id) {
    case null:
      return (packed) => packed;
    case 'gzip':
      return gunzipSync;
    case 'zstd':
      return (packed) => decompress(packed);
    case 'blosc':
      return (packed) => decompressBlosc(packed, MAX_BYTES);
    case 'lz4':
      return (packed) => {
        const { buffer, byteOffset, byteLength } = packed;
        return decompressLz4(
          packed.subarray(4),
          new DataView(buffer, byteOffset, byteLength).getUint32(0, true),
        );
      };
    default:
      throw new Error(`Unknown compression ${id}.`);
  }
}

function v3Unpacker(codecs: readonly z.infer<typeof codec>[]): Reading['unpack'] {
  const [first, packing] = codecs;
  if (first?.name !== 'bytes') throw new Error('The first codec is not bytes.');
  return unpackerOf(packing?.name ?? null);
}

function v3Attributes(description: unknown): unknown {
  return v3.pick({ attributes: true }).parse(description).attributes;
}

function json(files: Files, name: string): unknown {
  return JSON.parse(new TextDecoder().decode(files[name]));
}
