/**
 * JSON that also holds typed arrays: { "$float32": "base64 of the little-endian bytes" }. What cannot be read back stays as
 * it is; the validator behind it refuses it.
 */
import { fromBase64, toBase64 } from './base64';

export function toTypedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => tagged(inner));
}

/** Throws SyntaxError where the text is not JSON. */
export function fromTypedJson(text: string): unknown {
  return JSON.parse(text, (_, inner: unknown) => untagged(inner));
}

/** JSON has no infinity: a score that is none is a word. */
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

/** Typed arrays are little-endian on every machine that runs a browser or Node today. */
function bytesOf(values: Float32Array | Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
