/** Text in the encodings of spreadsheets: UTF-16 by its byte order mark or by its zeros, Windows-1252 where the bytes are not UTF-8, else UTF-8. */

/** Bytes by which UTF-16 is told. */
const HEAD = 65_536;

/** @param head the first bytes of a text, cut anywhere */
export function encodingOf(head: Uint8Array): string {
  return wideEncodingOf(head) ?? (fromUtf8(head) === null ? 'windows-1252' : 'utf-8');
}

/** A whole text, or its beginning, without byte order mark. */
export function decoded(bytes: Uint8Array): string {
  const wide = wideEncodingOf(bytes.subarray(0, HEAD));
  const text = wide === null ? fromUtf8(bytes) : null;
  return text ?? new TextDecoder(wide ?? 'windows-1252').decode(bytes);
}

/** null: it is not UTF-8. */
function fromUtf8(bytes: Uint8Array): string | null {
  try {
    // `stream` accepts a character cut off at the end.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
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
