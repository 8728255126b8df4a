/**
 * Blocks of counts in an eighth of their memory: most counts are 1, 2 or 3 and lie a few places after the one before, so that a byte holds
 * both. Larger ones follow as bytes of 7 bits each.
 */
import type { Block } from './source';

type WithoutEntries<Kind> = Kind extends Block ? Omit<Kind, 'indices' | 'values'> : never;

export interface PackedBlock {
  readonly rest: WithoutEntries<Block>;
  /** Values of the block, and those that are packed: of a dense block those that are not 0. */
  readonly size: number;
  readonly entries: number;
  /** Of each entry (places further than the one before − 1) · 4 + count; WIDE: these places follow; count 0: it follows. */
  readonly codes: Uint8Array;
}

/** Places that follow the byte. */
const WIDE = 63;
/** Largest count in the byte. */
const SMALL = 3;
/** Most bytes of an entry. */
const MOST_BYTES = 11;

/** null where a value is no count. */
export function packed(block: Block): PackedBlock | null {
  const { values } = block;
  const indices = block.layout === 'dense' ? null : block.indices;
  let codes = new Uint8Array(values.length + MOST_BYTES);
  let [at, before, entries] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const count = value | 0;
    if (count !== value || count < 0) return null;
    if (indices === null && count === 0) continue;
    const place = indices === null ? i : (indices[i] as number);
    const step = place - before;
    before = place;
    entries += 1;
    const isNear = step > 0 && step <= WIDE;
    const isSmall = count > 0 && count <= SMALL;
    if (at + MOST_BYTES > codes.length) codes = grown(codes);
    codes[at++] = ((isNear ? step - 1 : WIDE) << 2) | (isSmall ? count : 0);
    if (isNear && isSmall) continue;
    if (!isNear) at = write(codes, at, ((step << 1) ^ (step >> 31)) >>> 0);
    if (!isSmall) at = write(codes, at, count);
  }
  return { rest: withoutEntries(block), size: values.length, entries, codes: codes.slice(0, at) };
}

function withoutEntries(block: Block): PackedBlock['rest'] {
  const { layout, first, count } = block;
  return layout === 'dense' ? { layout, first, count } : { layout, first, count, pointers: block.pointers };
}

function grown(codes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * codes.length);
  larger.set(codes);
  return larger;
}

/** Where the number ends. */
function write(codes: Uint8Array, from: number, number: number): number {
  let [at, left] = [from, number];
  for (; left > 127; left >>>= 7) codes[at++] = left | 128;
  codes[at++] = left;
  return at;
}

/** Memory of one unpacked block after another. */
export interface Unpacking {
  readonly values: Float32Array;
  readonly indices: Int32Array;
}

/** For blocks of up to `size` values. */
export function unpacking(size: number): Unpacking {
  return { values: new Float32Array(size), indices: new Int32Array(size) };
}

/** The same block, in the memory of `into`: valid until this is used again. */
export function unpacked({ rest, size, entries, codes }: PackedBlock, into = unpacking(size)): Block {
  const values = into.values.subarray(0, size);
  const isDense = rest.layout === 'dense';
  const indices = into.indices.subarray(0, size);
  if (isDense) values.fill(0);
  let [at, place] = [0, 0];
  for (let i = 0; i < entries; i++) {
    const code = codes[at++] as number;
    let step = (code >> 2) + 1;
    let value = code & SMALL;
    if (step > WIDE) {
      const folded = numberAt(codes, at);
      at += bytesOf(folded);
      step = (folded >>> 1) ^ -(folded & 1);
    }
    if (value === 0) {
      value = numberAt(codes, at);
      at += bytesOf(value);
    }
    place += step;
    if (!isDense) indices[i] = place;
    values[isDense ? place : i] = value;
  }
  return rest.layout === 'dense' ? { ...rest, values } : { ...rest, indices, values };
}

function numberAt(codes: Uint8Array, from: number): number {
  let number = 0;
  for (let [at, shift] = [from, 0]; ; at++, shift += 7) {
    const byte = codes[at] as number;
    number |= (byte & 127) << shift;
    if (byte < 128) return number >>> 0;
  }
}

/** Bytes of a written number. */
function bytesOf(number: number): number {
  return number < 2 ** 7 ? 1 : number < 2 ** 14 ? 2 : number < 2 ** 21 ? 3 : number < 2 ** 28 ? 4 : 5;
}
