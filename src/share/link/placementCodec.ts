/**
 * Where the genes were on the sender's screen, as bytes: the shape of the panel and of the box around all genes in whole
 * units, then a byte for every gene's x and one for its y, in 255ths of the box. No bytes: not told.
 */
import type { Placement } from '../view';
import { damagedUnless, type ByteReader } from './byteReader';
import { ByteWriter } from './byteWriter';

/** Far beyond any panel and any layout, in layout units. */
const longest = 100_000;
const parts = 255;

interface Extent {
  readonly least: number;
  readonly length: number;
}

/** What lies beyond any layout, or belongs to another number of genes, is not told. */
export function writePlacement(placement: Placement | null, genes: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  if (placement?.positions.length !== 2 * genes) return writer.bytes();
  const { positions, room } = placement;
  const axes = [0, 1].map((axis) => positions.filter((_, i) => i % 2 === axis));
  const extents = axes.map(extentOf);
  const lengths = [room.width, room.height, ...extents.map(({ length }) => length)].map(Math.round);
  if (!lengths.every((length) => length <= longest)) return writer.bytes();
  for (const length of lengths) writer.whole(length);
  for (const [axis, { least, length }] of extents.entries())
    for (const value of axes[axis] ?? [])
      writer.byte(Math.round(length) === 0 ? 0 : Math.round(((value - least) / length) * parts));
  return writer.bytes();
}

/** Positions around 0. Only what writePlacement writes: the box reaches as far as its genes do. */
export function readPlacement(reader: ByteReader, genes: number): Placement | null {
  if (reader.isAtEnd) return null;
  const room = { width: reader.whole(longest), height: reader.whole(longest) };
  damagedUnless(room.width > 0 && room.height > 0);
  const lengths = [reader.whole(longest), reader.whole(longest)];
  const positions = new Float32Array(2 * genes);
  for (const [axis, length] of lengths.entries()) {
    const places = reader.take(genes);
    damagedUnless(reaches(places, length));
    for (const [gene, place] of places.entries()) positions[2 * gene + axis] = length * (place / parts - 0.5);
  }
  return { positions, room };
}

function extentOf(values: Float32Array): Extent {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  return { least, length: values.reduce((a, b) => Math.max(a, b), -Infinity) - least };
}

function reaches(places: Uint8Array, length: number): boolean {
  return places.includes(0) && (length === 0 ? places.every((place) => place === 0) : places.includes(parts));
}
