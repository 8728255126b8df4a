/**
 * Encoded pictures as a WebM file: a subset of Matroska (RFC 9559) in EBML (RFC 8794), with one video track and an index of its key
 * pictures, so that a player can go to any time.
 */

export interface EncodedPicture {
  readonly data: Uint8Array;
  /** When it appears, whole milliseconds from the start. */
  readonly at: number;
  /** Decoded without the pictures before it. The first one is. */
  readonly isKey: boolean;
}

interface WebmTrack {
  readonly codec: 'V_VP8' | 'V_VP9';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Milliseconds of the whole. */
  readonly duration: number;
}

/** `program`: what is named as its writer. */
export function writeWebm(
  { codec, width, height, duration }: WebmTrack,
  pictures: readonly EncodedPicture[],
  program: string,
): Uint8Array<ArrayBuffer> {
  const header = element(
    0x1a45dfa3,
    element(0x4286, uint(1)),
    element(0x42f7, uint(1)),
    element(0x42f2, uint(4)),
    element(0x42f3, uint(8)),
    element(0x4282, text('webm')),
    element(0x4287, uint(4)),
    element(0x4285, uint(2)),
  );
  const info = element(
    0x1549a966,
    // One tick is a millisecond.
    element(0x2ad7b1, uint(1_000_000)),
    element(0x4489, float(duration)),
    element(0x4d80, text(program)),
    element(0x5741, text(program)),
  );
  const video = element(0xe0, element(0xb0, uint(width)), element(0xba, uint(height)));
  const tracks = element(
    0x1654ae6b,
    element(
      0xae,
      element(0xd7, uint(1)),
      element(0x73c5, uint(1)),
      element(0x83, uint(1)),
      element(0x9c, uint(0)),
      element(0x86, text(codec)),
      video,
    ),
  );
  const groups = groupsOf(pictures);
  const clusters = groups.map((group) => clusterOf(group));
  // Positions are as long as their largest, so the index is as long as an index of zeros.
  const before = info.length + tracks.length + indexOf(groups.map(({ at }) => ({ at, position: 0 }))).length;
  let position = before;
  const places = groups.map(({ at }, i) => {
    const place = { at, position };
    position += clusters[i]?.length ?? 0;
    return place;
  });
  return concatenated([header, element(0x18538067, info, tracks, indexOf(places), ...clusters)]);
}

interface Group {
  readonly at: number;
  readonly pictures: readonly EncodedPicture[];
}

/** A key picture with those that need it. */
function groupsOf(pictures: readonly EncodedPicture[]): readonly Group[] {
  const groups: { at: number; pictures: EncodedPicture[] }[] = [];
  for (const picture of pictures) {
    const last = groups.at(-1);
    if (!last || picture.isKey) groups.push({ at: picture.at, pictures: [picture] });
    else last.pictures.push(picture);
  }
  return groups;
}

function clusterOf({ at, pictures }: Group): Uint8Array {
  const blocks = pictures.map((picture) => {
    const relative = picture.at - at;
    // Track 1; time within the group as a signed 16-bit number; key or not.
    const head = Uint8Array.of(0x81, relative >> 8, relative & 0xff, picture.isKey ? 0x80 : 0);
    return element(0xa3, head, picture.data);
  });
  return element(0x1f43b675, element(0xe7, uint(at)), ...blocks);
}

function indexOf(places: readonly { readonly at: number; readonly position: number }[]): Uint8Array {
  const points = places.map(({ at, position }) => {
    const place = element(0xb7, element(0xf7, uint(1)), element(0xf1, wide(position)));
    return element(0xbb, element(0xb3, wide(at)), place);
  });
  return element(0x1c53bb6b, ...points);
}

function element(id: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const size = wide(length);
  // A length of eight bytes: the first marks that.
  size[0] = 0x01;
  return concatenated([uint(id), size, ...content]);
}

/** As few bytes as it needs, the highest first. */
function uint(value: number): Uint8Array {
  const bytes = wide(value);
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? Uint8Array.of(0) : bytes.slice(first);
}

/** In eight bytes. */
function wide(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
