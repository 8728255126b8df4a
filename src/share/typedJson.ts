/**
 * The text encodings of run files, checkpoints and links: JSON with typed arrays as { "$float32": "base64 of the little-endian bytes" },
 * a header with format and version, base64 and base64url. Malformed arrays are left as they are, for the validators to refuse.
 */
import { z } from 'zod';

export function toTypedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => tagged(inner));
}

/** Throws SyntaxError if the text is not JSON. */
export function fromTypedJson(text: string): unknown {
  return JSON.parse(text, (_, inner: unknown) => untagged(inner));
}

/** JSON has no such numbers: they are written as words. */
const notFinite = ['Infinity', '-Infinity', 'NaN'];

function tagged(value: unknown): unknown {
  if (value instanceof Float32Array) return { $float32: toBase64(bytesOf(value)) };
  if (value instanceof Float64Array) return { $float64: toBase64(bytesOf(value)) };
  if (value instanceof Int32Array) return { $int32: toBase64(bytesOf(value)) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  return value;
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, text] = entries[0] ?? [];
  if (entries.length !== 1 || key === undefined || typeof text !== 'string') return value;
  if (key === '$number') return notFinite.includes(text) ? Number(text) : value;
  if (!['$float32', '$float64', '$int32'].includes(key)) return value;
  const bytes = fromBase64(text);
  if (!bytes || bytes.length % (key === '$float64' ? 8 : 4) !== 0) return value;
  if (key === '$float32') return new Float32Array(bytes.buffer);
  if (key === '$float64') return new Float64Array(bytes.buffer);
  return new Int32Array(bytes.buffer);
}

/** Typed arrays are little-endian on every machine that browsers and Node support today. */
function bytesOf(values: Float32Array | Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Bytes as text: base64 as files have it, and base64url without padding (RFC 4648), which an address can hold. */

/** A multiple of 3, so that the pieces join without padding between them; small enough for one call's arguments. */
const PIECE_LENGTH = 0x6000;

export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += PIECE_LENGTH)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + PIECE_LENGTH))));
  return pieces.join('');
}

/** null where the text is not base64, padded or not. */
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

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
}

/** null where the text is not base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  return /^[\w-]*$/u.test(text) ? fromBase64(text.replaceAll('-', '+').replaceAll('_', '/')) : null;
}

/** The header of the files this program writes for itself: what it is and in which version, before anything else is looked at. */

export type Headed =
  | { readonly kind: 'content'; readonly content: unknown }
  /** Not JSON. */
  | { readonly kind: 'damaged' }
  /** JSON of something else. */
  | { readonly kind: 'alien' }
  | { readonly kind: 'too-new'; readonly version: number };

/** `version`: the newest that is known; what is in the content is the caller's to check. */
export function readHeaded(text: string, format: string, version: number): Headed {
  const content = parsed(text);
  if (content === undefined) return { kind: 'damaged' };
  const header = headerSchema.safeParse(content);
  if (!header.success || header.data.format !== format) return { kind: 'alien' };
  if (header.data.version > version) return { kind: 'too-new', version: header.data.version };
  return { kind: 'content', content };
}

const headerSchema = z.object({ format: z.string(), version: z.int().positive() });

/** undefined where it is not JSON, or nested deeper than a program can follow. */
function parsed(text: string): unknown {
  try {
    return fromTypedJson(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
