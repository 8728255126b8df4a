/**
 * Blocks of counts in an eighth of their memory: most counts are 1, 2 or 3 and lie a few places after the one before, so that a byte holds
 * both. Larger ones follow as bytes of 7 bits each. Lines are read one by one, and what is dense is packed by cell without its zeros.
 */
import type { Block } from './source';

export type Compressed = Exclude<Block, { readonly layout: 'dense' }>;

/** Memory of the entries of lines, used from `at` on. */
export interface LineEntries {
  readonly at: number;
  readonly places: Int32Array;
  readonly values: Float64Array;
}

export interface PackedBlock {
  readonly layout: 'by-cell' | 'by-gene';
  readonly first: number;
  readonly count: number;
  /** [count + 1] where the codes of each line begin. */
  readonly starts: Int32Array;
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
  const { values, layout, first, count: lines } = block;
  const isDense = layout === 'dense';
  const width = values.length / lines;
  const starts = new Int32Array(lines + 1);
  let codes = new Uint8Array(values.length + MOST_BYTES);
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const [from, to] = isDense
      ? [line * width, (line + 1) * width]
      : [block.pointers[line] as number, block.pointers[line + 1] as number];
    let before = -1;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      const count = value | 0;
      if (count !== value || count < 0) return null;
      if (isDense && count === 0) continue;
      const place = isDense ? i - from : (block.indices[i] as number);
      const step = place - before;
      before = place;
      const isNear = step > 0 && step <= WIDE;
      const isSmall = count > 0 && count <= SMALL;
      if (at + MOST_BYTES > codes.length) codes = grown(codes);
      codes[at++] = ((isNear ? step - 1 : WIDE) << 2) | (isSmall ? count : 0);
      if (isNear && isSmall) continue;
      if (!isNear) at = write(codes, at, ((step << 1) ^ (step >> 31)) >>> 0);
      if (!isSmall) at = write(codes, at, count);
    }
    starts[line + 1] = at;
  }
  return { layout: isDense ? 'by-cell' : layout, first, count: lines, starts, codes: codes.slice(0, at) };
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

/** Most entries of a line of a compressed block. */
export function longestLine(block: Compressed | PackedBlock, line: number): number {
  const ends = 'codes' in block ? block.starts : block.pointers;
  return (ends[line + 1] as number) - (ends[line] as number);
}

/** Adds entries of a line whose `placeOf` [other axis] is not negative. Where they end. */
export function unpackLine(
  { codes, starts }: PackedBlock,
  line: number,
  placeOf: Int32Array,
  into: LineEntries,
): number {
  const { places, values } = into;
  const end = starts[line + 1] as number;
  let to = into.at;
  let index = -1;
  for (let at = starts[line] as number; at < end;) {
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
    index += step;
    const place = placeOf[index] as number;
    if (place < 0) continue;
    places[to] = place;
    values[to] = value;
    to += 1;
  }
  return to;
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
