/** The envelope of a link: `#g2.` (`#g1.` before 0.3.0, without the program; `#g3.` of what earlier programs cannot read), then base64url of a byte of flags, sections (deflated if that is shorter) and a CRC-32. */
import { fromBase64Url, toBase64Url } from '../typedJson';
import type { LinkError } from '../snapshot';
import type { Outcome } from '../../dataset/errors';
import { ByteReader, Damaged, damagedUnless, ByteWriter } from './bytes';
import { deflateSync, Inflate } from 'fflate';
import { crc32 } from '../../numerics/checksum';
import { joined, streamed } from '../../dataset/readers/bytes';

export interface Frame {
  readonly version: number;
  /** One byte. */
  readonly flags: number;
  readonly sections: readonly Uint8Array<ArrayBuffer>[];
}

const version = 2;
/** Of a model with inputs that are not measured, doses, or predictions that are enlarged, and of a verdict on combinations, which earlier programs cannot read. */
export const LATER_VERSION = 3;
/** Longer text is refused unread; the app writes that much into run files only. */
export const MAX_TEXT = 200_000;
/** Of a run with effects and contexts. */
const MAX_SECTIONS = 16;
/** Inflated size of all sections together. */
const MAX_BYTES = 4_000_000;
const checkLength = 4;

/** Browsers and messengers pass on links of this length. */
export const MAX_LINK_LENGTH = 32_000;

/** What is to be shared does not fit in such a link, only in a file. */
export interface TooLong {
  readonly tag: 'link-too-long';
}

export const tooLong = { ok: false, error: { tag: 'link-too-long' } } as const;

/** A section ready to be written: its bytes, and their length before deflating (null: not deflated). */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly inflated: number | null;
}

export async function packed(section: Uint8Array<ArrayBuffer>, deflater: Deflater): Promise<Packed> {
  const deflated = await deflater.deflate(section);
  const saves = deflated.length + 2 < section.length;
  return saves ? { bytes: deflated, inflated: section.length } : { bytes: section, inflated: null };
}

export function frameText(flags: number, sections: readonly Packed[], ofVersion = version): string {
  const writer = new ByteWriter();
  writer.byte(flags);
  for (const { bytes, inflated } of sections) {
    writer.whole(2 * bytes.length + Number(inflated !== null));
    if (inflated !== null) writer.whole(inflated);
    writer.put(bytes);
  }
  return withCheck(writer.bytes(), ofVersion);
}

/** Link text of the bytes, with their checksum. */
export function withCheck(body: Uint8Array, ofVersion = version): string {
  const whole = new Uint8Array(body.length + checkLength);
  whole.set(body);
  new DataView(whole.buffer).setUint32(body.length, crc32(body));
  return `#g${ofVersion}.${toBase64Url(whole)}`;
}

/** `flagsKnown` accepts the flags this version understands; others come from a newer one. */
export async function readFrame(
  text: string,
  flagsKnown: (flags: number) => boolean,
  deflater: Deflater,
): Promise<Outcome<Frame, LinkError>> {
  const trimmed = text.trim();
  const [head, written] = /^#?g(\d{1,9})\./u.exec(trimmed) ?? [];
  if (head === undefined) return failed(/^#?g\d/u.test(trimmed) ? 'link-damaged' : 'link-empty');
  const body = trimmed.slice(head.length);
  const readVersion = Number(written);
  if (readVersion > LATER_VERSION) return failed('link-too-new');
  if (readVersion < 1 || body.length > MAX_TEXT) return failed('link-damaged');
  const whole = fromBase64Url(body);
  if (!whole || whole.length <= checkLength) return failed('link-damaged');
  const content = whole.subarray(0, -checkLength);
  const check = new DataView(whole.buffer).getUint32(content.length);
  if (check !== crc32(content)) return failed('link-damaged');
  const flags = content[0] ?? 0;
  if (!flagsKnown(flags)) return failed('link-too-new');
  try {
    return {
      ok: true,
      value: { version: readVersion, flags, sections: await sectionsOf(content.subarray(1), deflater) },
    };
  } catch (error) {
    if (error instanceof Damaged) return failed('link-damaged');
    throw error;
  }
}

async function sectionsOf(content: Uint8Array, deflater: Deflater): Promise<Uint8Array<ArrayBuffer>[]> {
  const reader = new ByteReader(content);
  const sections: Uint8Array<ArrayBuffer>[] = [];
  let left = MAX_BYTES;
  while (!reader.isAtEnd) {
    damagedUnless(sections.length < MAX_SECTIONS);
    const head = reader.whole(2 * content.length + 1);
    const inflated = head % 2 === 1 ? reader.whole(left) : null;
    const bytes = Uint8Array.from(reader.take(Math.floor(head / 2)));
    const section = inflated === null ? bytes : await deflater.inflate(bytes, inflated);
    damagedUnless(section !== null && (inflated === null || section.length === inflated));
    left -= section.length;
    damagedUnless(left >= 0);
    sections.push(section);
  }
  return sections;
}

function failed(tag: LinkError['tag']): { readonly ok: false; readonly error: LinkError } {
  return { ok: false, error: { tag } };
}

/** Raw deflate (RFC 1951). Inflating is bounded, so a small link cannot exhaust the memory. */
export interface Deflater {
  deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** null if the bytes are not deflated, or inflate to more than `maxBytes`. */
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

/** Some browsers have the streams but not this format: their constructor throws. */
export function bestDeflater(): Deflater {
  try {
    void new CompressionStream('deflate-raw');
    void new DecompressionStream('deflate-raw');
    return nativeDeflater;
  } catch {
    return scriptedDeflater;
  }
}

/** A slice of 256 bytes inflates to at most 256 kB, so the bound is checked in time. */
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
  return made.isWhole && made.length <= most ? joined(parts) : null;
}
