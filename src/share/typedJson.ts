/**
 * The text encodings of run files, checkpoints and links: JSON with typed arrays as { "$float32": "base64 of the little-endian bytes" },
 * a header with format and version, base64 and base64url. Malformed arrays are left as they are, for the validators to refuse.
 */
import { z } from './zod';
import type { Outcome } from '../dataset/errors';

export function toTypedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => tagged(inner));
}

/** Throws SyntaxError if the text is not JSON. */
export function fromTypedJson(text: string): unknown {
  return JSON.parse(text, (_, inner: unknown) => untagged(inner));
}

/** JSON has no such numbers: they are written as words. */
const notFinite = ['Infinity', '-Infinity', 'NaN'];

const arrays = Object.entries({ $float32: Float32Array, $float64: Float64Array, $int32: Int32Array });

/** Typed arrays are little-endian on every machine that browsers and Node support today. */
function tagged(value: unknown): unknown {
  for (const [tag, type] of arrays)
    if (value instanceof type)
      return { [tag]: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  return value;
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, text] = entries[0] ?? [];
  if (entries.length !== 1 || key === undefined || typeof text !== 'string') return value;
  if (key === '$number') return notFinite.includes(text) ? Number(text) : value;
  const type = arrays.find(([tag]) => tag === key)?.[1];
  const bytes = type && fromBase64(text);
  return !bytes || bytes.length % type.BYTES_PER_ELEMENT !== 0 ? value : new type(bytes.buffer);
}

/** A multiple of 3, so that the pieces join without padding between them; small enough for one call's arguments. */
const PIECE_LENGTH = 0x6000;

export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += PIECE_LENGTH)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + PIECE_LENGTH))));
  return pieces.join('');
}

/** null where the text is not base64 (RFC 4648), padded or not. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const unpadded = text.replace(/={1,2}$/u, '');
  const isPadded = unpadded.length < text.length;
  if (!/^[\d+/A-Za-z]*$/u.test(unpadded) || unpadded.length % 4 === 1) return null;
  if (isPadded && text.length % 4 !== 0) return null;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
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

/** Checks header and content. `version`: the newest that is known; `holds`: whether sizes and indices agree. */
export function readTypedJson<Content>(
  text: string,
  { format, version }: z.infer<typeof headerSchema>,
  schema: z.ZodType<Content>,
  holds: (content: Content) => boolean,
): Outcome<Content, FileError> {
  const content = parsed(text);
  if (content === undefined) return { ok: false, error: { tag: 'damaged' } };
  const header = headerSchema.safeParse(content);
  if (!header.success || header.data.format !== format) return { ok: false, error: { tag: 'alien' } };
  if (header.data.version > version)
    return { ok: false, error: { tag: 'too-new', version: header.data.version } };
  const read = schema.safeParse(content);
  return read.success && holds(read.data)
    ? { ok: true, value: read.data }
    : { ok: false, error: { tag: 'damaged' } };
}

/** undefined where it is not JSON, or nested deeper than a program can follow. */
function parsed(text: string): unknown {
  try {
    return fromTypedJson(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
