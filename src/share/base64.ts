/** Bytes as text: base64 as files have it, and base64url without padding (RFC 4648), which an address can hold. */

/** A multiple of 3, so that the pieces join without padding between them; small enough for one call's arguments. */
const pieceLength = 0x6000;

export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += pieceLength)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + pieceLength))));
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
