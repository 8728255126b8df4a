/** Lists, choices and parts that may be missing, as bytes; a reader checks each against its bounds. */
import { type ByteReader, type ByteWriter, damagedUnless } from './bytes';

/** A place, or none. */
export function writeChosen(writer: ByteWriter, place: number | null): void {
  writer.whole(place === null ? 0 : place + 1);
}

export function readChosen(reader: ByteReader, items: number): number | null {
  const written = reader.whole(items);
  return written === 0 ? null : written - 1;
}

/** A part that may be missing. */
export function writeOptional<Part>(
  writer: ByteWriter,
  parts: readonly (Part | null)[],
  write: (part: Part) => void,
): void {
  for (const part of parts) writer.byte(Number(part !== null));
  for (const part of parts) if (part !== null) write(part);
}

export function readOptional<Part>(
  reader: ByteReader,
  items: number,
  read: () => Part,
): readonly (Part | null)[] {
  const flags = Array.from({ length: items }, () => reader.flag());
  return flags.map((is) => (is ? read() : null));
}

export const readAll = <Item>(items: number, read: (at: number) => Item) =>
  Array.from({ length: items }, (_, at) => read(at));

/** Different whole numbers below `bound`. */
export function readDistinct(reader: ByteReader, bound: number, most: number): readonly number[] {
  const values = readAll(reader.count(Math.min(bound, most)), () => reader.whole(bound - 1));
  damagedUnless(new Set(values).size === values.length);
  return values;
}

export function known<Item>(item: Item | undefined): Item {
  damagedUnless(item !== undefined);
  return item;
}
