/**
 * Text in the encodings of spreadsheets: UTF-16 by its byte order mark or by its zeros, else UTF-8. Bytes that are none of UTF-8 are characters of
 * Windows-1252, in a whole text or in one cell that was pasted from such a text.
 */
import { once } from '../../../numerics/lazy';
import { joined } from '../bytes';

/** Bytes by which UTF-16 is told. */
const HEAD = 65_536;

/** A whole text without byte order mark. */
export function decoded(bytes: Uint8Array): string {
  const decode = textDecoder(bytes.subarray(0, HEAD));
  return decode(bytes) + decode();
}

/**
 * Decodes a text that comes in chunks, cut anywhere, without byte order mark. It is called without one at the end.
 * @param head the first bytes of the text
 */
export function textDecoder(head: Uint8Array): (chunk?: Uint8Array) => string {
  const wide = wideEncodingOf(head);
  if (wide !== null) {
    const decoder = new TextDecoder(wide);
    return (chunk) => decoder.decode(chunk, { stream: chunk !== undefined });
  }
  let unfinished = new Uint8Array();
  let isFirst = true;
  return (chunk) => {
    const bytes = joined([unfinished, chunk ?? new Uint8Array()]);
    const end = bytes.length - (chunk ? unfinishedIn(bytes) : 0);
    unfinished = bytes.slice(end);
    const text = narrowText(bytes.subarray(0, end), isFirst);
    isFirst &&= end === 0;
    return text;
  };
}

function narrowText(bytes: Uint8Array<ArrayBuffer>, isFirst: boolean): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: !isFirst });
  try {
    return decoder.decode(bytes);
  } catch {
    return decoder.decode(asUtf8(bytes));
  }
}

/** The characters 0x80 to 0x9F, written out: some versions of Node decode them as those of Latin-1. */
const OF_WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** [256] the characters of Windows-1252, in UTF-8. */
const windowsBytes = once(() =>
  Array.from({ length: 256 }, (_, byte) =>
    new TextEncoder().encode(OF_WINDOWS[byte - 0x80] ?? String.fromCharCode(byte)),
  ),
);

/** What is no character of UTF-8 becomes that of Windows-1252. */
function asUtf8(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    if (length === 0) {
      parts.push(bytes.subarray(from, at), windowsBytes()[bytes[at] ?? 0] ?? new Uint8Array());
      from = at + 1;
    }
    at += Math.max(1, length);
  }
  return joined([...parts, bytes.subarray(from)]);
}

/** Bytes of the character of UTF-8 that begins here (RFC 3629, section 4); 0: none does. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const length = lengthBy(first);
  for (let k = 1; k < length; k++) if (!isWithin(bytes[at + k] ?? 0)) return 0;
  // Too long for its character, half a surrogate pair, or beyond the last character.
  if ((first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)) return 0;
  return (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f) ? 0 : length;
}

/** By the first byte of a character; 0 where none begins with it. */
function lengthBy(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

const isWithin = (byte: number) => byte >> 6 === 2;

/** Bytes at the end that may begin a character of which the rest is yet to come: 0 to 3. */
function unfinishedIn(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (!isWithin(byte)) return lengthBy(byte) > back ? back : 0;
  }
  return 0;
}

/** Of all pairs of bytes: numbers, separators and Latin letters have a zero in each, on one side. */
const MIN_SHARE_ZEROS = 0.5;

/** Without a byte order mark: many zeros on one side of the pairs of bytes, none on the other. null: it is not UTF-16. */
function wideEncodingOf(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [first = 0, second = 0] = zeros;
  if (Math.max(first, second) * 2 < MIN_SHARE_ZEROS * head.length || Math.min(first, second) > 0) return null;
  return head.length < 2 ? null : second > first ? 'utf-16le' : 'utf-16be';
}
