/**
 * Raw deflate (RFC 1951) both ways: the browser's own streams where it has them, fflate otherwise. What comes out of
 * inflating is bounded: a small link cannot fill the memory.
 */
import { deflateSync, Inflate } from 'fflate';
import { joined, streamed } from '../../dataset/readers/streamed';

export interface Deflater {
  deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** null where the bytes are not deflated, or give more than `most` bytes. */
  inflate(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer> | null>;
}

export const nativeDeflater: Deflater = {
  async deflate(bytes) {
    const parts = await streamed(bytes, new CompressionStream('deflate-raw'), Infinity);
    if (!parts) throw new Error('deflating has no bound');
    return parts;
  },
  async inflate(bytes, most) {
    try {
      return await streamed(bytes, new DecompressionStream('deflate-raw'), most);
    } catch {
      return null;
    }
  },
};

export const scriptedDeflater: Deflater = {
  deflate: (bytes) => Promise.resolve(Uint8Array.from(deflateSync(bytes, { level: 9 }))),
  inflate: (bytes, most) => Promise.resolve(inflateInSlices(bytes, most)),
};

/** Some browsers know the streams but not this format: then the constructor throws. */
export function bestDeflater(): Deflater {
  try {
    void new CompressionStream('deflate-raw');
    void new DecompressionStream('deflate-raw');
    return nativeDeflater;
  } catch {
    return scriptedDeflater;
  }
}

/** A slice of 256 bytes gives at most a quarter of a megabyte, so that the bound is looked at in time. */
const sliceLength = 256;

function inflateInSlices(bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> | null {
  const parts: Uint8Array[] = [];
  const made = { length: 0, isWhole: false };
  const inflate = new Inflate((part, isLast) => {
    parts.push(part);
    made.length += part.length;
    made.isWhole = isLast;
  });
  try {
    for (let start = 0; start < bytes.length && made.length <= most; start += sliceLength)
      inflate.push(bytes.subarray(start, start + sliceLength), start + sliceLength >= bytes.length);
  } catch {
    return null;
  }
  return made.isWhole && made.length <= most ? joined(parts, made.length) : null;
}
