/**
 * The text encodings of run files, checkpoints and links: JSON with typed arrays as { "$float32": "base64 of the little-endian bytes" },
 * a header with format and version, base64 and base64url. Malformed arrays are left as they are, for the validators to refuse.
 */
import { parsedAs, z } from './zod';
import type { Outcome } from '../dataset/errors';

/** Characters of a piece of text; the longest string of V8 has 2^29 − 24, less than a large run. */
const PIECE_LENGTH = 2 ** 20;

/** In pieces of about a million characters, since a string may be too short for all of it. */
export function* typedJsonPieces(value: unknown): Generator<string, void, undefined> {
  const arrays: Uint8Array[] = [];
  // Arrays are left empty in the text, and filled in their order.
  const frame = JSON.stringify(value, (_, inner: unknown) => {
    const tag = tagOf(inner);
    if (tag !== null && ArrayBuffer.isView(inner)) {
      arrays.push(new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength));
      return { [tag]: '' };
    }
    return typeof inner === 'number' && !Number.isFinite(inner) ? { $number: String(inner) } : inner;
  });
  let piece = '';
  // Every second part begins an array.
  for (const [i, part] of frame.split(emptyArray).entries()) {
    piece += part;
    const array = i % 2 === 1 ? arrays[(i - 1) / 2] : undefined;
    for (const text of array ? base64Pieces(array) : ['']) {
      piece += text;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

/** Throws RangeError where it is longer than a string may be. */
export function wholeText(pieces: Iterable<string>): string {
  return [...pieces].join('');
}

/** Throws SyntaxError if the text is not JSON. */
export function fromTypedJson(text: string): unknown {
  const reader = new TypedJsonReader();
  reader.push(text);
  return reader.end();
}

/** JSON has no such numbers: they are written as words. */
const notFinite = ['Infinity', '-Infinity', 'NaN'];

const types = Object.entries({ $float32: Float32Array, $float64: Float64Array, $int32: Int32Array });
const tags = types.map(([tag]) => tag.replace('$', String.raw`\$`)).join('|');

/** The beginning of an empty array. Within a string, JSON escapes every quotation mark. */
const emptyArray = new RegExp(`(\\{"(?:${tags})":")(?="\\})`, 'u');
/** The beginning of an array as written here; one with spaces is read with the text around it. */
const arrayStart = new RegExp(`\\{"(?:${tags})":"`, 'u');
const LONGEST_START = Math.max(...types.map(([tag]) => `{"${tag}":"`.length));

/** Typed arrays are little-endian on every machine that browsers and Node support today. */
function tagOf(value: unknown): string | null {
  return types.find(([, type]) => value instanceof type)?.[0] ?? null;
}

/**
 * Reads typed JSON from pieces of its text. Arrays are decoded as they come, so that neither the whole text nor an array's own is ever one
 * string.
 */
export class TypedJsonReader {
  /** The text without its arrays, in the place of each its number after `#`, which is no base64. */
  readonly #frame: string[] = [];
  readonly #arrays: (Uint8Array<ArrayBuffer> | null)[] = [];
  /** Pieces of the array that is being read; null between arrays. */
  #open: (Uint8Array | null)[] | null = null;
  #waiting = '';

  push(text: string): void {
    this.#waiting += text;
    while (this.#open ? this.#readArray(this.#open) : this.#readFrame());
  }

  /** Throws SyntaxError if the text was not JSON. */
  end(): unknown {
    return JSON.parse(this.#frame.join('') + this.#waiting, (_, inner: unknown) => this.#untagged(inner));
  }

  /** Whether an array begins in the text that waits. */
  #readFrame(): boolean {
    const start = arrayStart.exec(this.#waiting);
    const length = start ? start.index + start[0].length : this.#waiting.length - LONGEST_START;
    this.#take(Math.max(0, length), (text) => this.#frame.push(text));
    if (start) this.#open = [];
    return start !== null;
  }

  /** Whether the array ends in the text that waits. */
  #readArray(open: (Uint8Array | null)[]): boolean {
    const end = this.#waiting.indexOf('"');
    // Four characters are three bytes; the last ones, which may be padded, wait for the end.
    const length = end === -1 ? 4 * Math.max(0, Math.ceil(this.#waiting.length / 4) - 1) : end;
    this.#take(length, (text) => {
      const bytes = fromBase64(text);
      open.push(end === -1 && bytes?.length !== (length / 4) * 3 ? null : bytes);
    });
    if (end === -1) return false;
    this.#frame.push(`#${this.#arrays.push(joined(open)) - 1}`);
    this.#open = null;
    return true;
  }

  #take(length: number, use: (text: string) => void): void {
    use(this.#waiting.slice(0, length));
    this.#waiting = this.#waiting.slice(length);
  }

  /** Each once: a stranger's file may write their numbers itself, to have one array in very many places. */
  #takeArray(place: number): Uint8Array<ArrayBuffer> | null {
    const bytes = this.#arrays[place] ?? null;
    this.#arrays[place] = null;
    return bytes;
  }

  #untagged(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value);
    const [key, text] = entries[0] ?? [];
    if (entries.length !== 1 || key === undefined || typeof text !== 'string') return value;
    if (key === '$number') return notFinite.includes(text) ? Number(text) : value;
    const type = types.find(([tag]) => tag === key)?.[1];
    if (!type) return value;
    const place = /^#(\d+)$/u.exec(text);
    const bytes = place ? this.#takeArray(Number(place[1])) : fromBase64(text);
    return !bytes || bytes.length % type.BYTES_PER_ELEMENT !== 0 ? value : new type(bytes.buffer);
  }
}

/** null where a piece is no base64. */
function joined(pieces: readonly (Uint8Array | null)[]): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + (piece?.length ?? 0), 0));
  let at = 0;
  for (const piece of pieces) {
    if (piece === null) return null;
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The bytes of a file, in pieces of any length. */
export async function* bytesOf(file: Blob): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = file.stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

/** The text of bytes in UTF-8, in pieces of any length. */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/*
 * Base64 (RFC 4648). Run files have hundreds of millions of characters of it, for which `btoa` and `atob` take several times as long.
 */

const alphabet = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PADDING = '='.charCodeAt(0);
/** The six bits of a character, by its code; 255 where it has none. */
const sixBits = new Uint8Array(256).fill(255);
for (const [bits, code] of alphabet.entries()) sixBits[code] = bits;

/** A multiple of 3, so that the pieces join without padding between them. */
const ENCODED_BYTES = 0x30000;

export function toBase64(bytes: Uint8Array): string {
  return wholeText(base64Pieces(bytes));
}

function* base64Pieces(bytes: Uint8Array): Generator<string, void, undefined> {
  const decoder = new TextDecoder();
  const codes = new Uint8Array(4 * Math.ceil(Math.min(bytes.length, ENCODED_BYTES) / 3));
  for (let start = 0; start < bytes.length; start += ENCODED_BYTES) {
    const end = Math.min(bytes.length, start + ENCODED_BYTES);
    let written = 0;
    for (let at = start; at < end; at += 3) {
      const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      for (let shift = 18; shift >= 0; shift -= 6)
        codes[written++] = alphabet[(bits >> shift) & 63] as number;
    }
    const padding = (3 - ((end - start) % 3)) % 3;
    yield decoder.decode(codes.fill(PADDING, written - padding, written).subarray(0, written));
  }
}

/** null where the text is not base64, padded or not. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const { length } = text.replace(/={1,2}$/u, '');
  if (length % 4 === 1 || (length < text.length && text.length % 4 !== 0)) return null;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  // Any character that is no base64 sets a bit above the sixth, for good.
  let seen = 0;
  const bitsAt = (i: number) => {
    const code = text.charCodeAt(i);
    const bits = code < 256 ? (sixBits[code] as number) : 255;
    seen |= bits;
    return bits;
  };
  let byte = 0;
  for (let i = 0; i + 4 <= length; i += 4) {
    const bits = (bitsAt(i) << 18) | (bitsAt(i + 1) << 12) | (bitsAt(i + 2) << 6) | bitsAt(i + 3);
    bytes[byte++] = bits >> 16;
    bytes[byte++] = bits >> 8;
    bytes[byte++] = bits;
  }
  // Two or three characters are one byte or two.
  const rest = length % 4;
  if (rest > 0) {
    const first = length - rest;
    const bits =
      (bitsAt(first) << 18) | (bitsAt(first + 1) << 12) | (rest === 3 ? bitsAt(first + 2) << 6 : 0);
    bytes[byte++] = bits >> 16;
    if (rest === 3) bytes[byte] = bits >> 8;
  }
  return seen < 64 ? bytes : null;
}

/** Without padding, as an address can hold it. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
}

/** null where the text is not base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  return /^[\w-]*$/u.test(text) ? fromBase64(text.replaceAll('-', '+').replaceAll('_', '/')) : null;
}

/** Why a file of this program cannot be read: not JSON or other content, JSON of something else, or of a newer version. */
export type FileError =
  | { readonly tag: 'damaged' | 'alien' }
  | { readonly tag: 'too-new'; readonly version: number };

const headerSchema = z.object({ format: z.string(), version: z.int().positive() });

/** What the text of a file holds; undefined where it is damaged. */
export class ParsedJson {
  readonly content: unknown;
  constructor(content: unknown) {
    this.content = content;
  }
}

/** The bytes of a file of any size. Rejects only where they cannot be read. */
export async function parseTypedJson(bytes: AsyncIterable<Uint8Array>): Promise<ParsedJson> {
  const reader = new TypedJsonReader();
  for await (const text of textOf(bytes)) reader.push(text);
  return parsedBy(() => reader.end());
}

/** Checks header and content. `version`: the newest that is known; `holds`: whether sizes and indices agree. */
export function readTypedJson<Content>(
  text: string | ParsedJson,
  { format, version }: z.infer<typeof headerSchema>,
  schema: z.ZodType<Content>,
  holds: (content: Content) => boolean,
): Outcome<Content, FileError> {
  const { content } = typeof text === 'string' ? parsedBy(() => fromTypedJson(text)) : text;
  if (content === undefined) return { ok: false, error: { tag: 'damaged' } };
  const header = headerSchema.safeParse(content);
  if (!header.success || header.data.format !== format) return { ok: false, error: { tag: 'alien' } };
  if (header.data.version > version)
    return { ok: false, error: { tag: 'too-new', version: header.data.version } };
  const read = parsedAs(schema, content);
  return read !== null && holds(read) ? { ok: true, value: read } : { ok: false, error: { tag: 'damaged' } };
}

/** Undefined content where it is not JSON, or nested deeper than a program can follow. */
function parsedBy(parse: () => unknown): ParsedJson {
  try {
    return new ParsedJson(parse());
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return new ParsedJson(undefined);
    throw error;
  }
}
