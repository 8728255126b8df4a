import { expect, it } from 'vitest';
import { gifWriter } from './gif';
import { type Pixels, pictureTimes } from './video';
import { type EncodedPicture, writeWebm } from './webm';

const [width, height] = [6, 4];

function plain(red: number, green: number, blue: number): Pixels {
  return Uint8ClampedArray.from(
    { length: 4 * width * height },
    (_, i) => [red, green, blue, 255][i % 4] ?? 0,
  );
}

/** The blocks of a GIF by its specification (GIF89a, W3C): size, delays in hundredths, and the size of each picture. */
function readGif(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = new TextDecoder().decode(bytes.subarray(0, 6));
  const size = [view.getUint16(6, true), view.getUint16(8, true)];
  const delays: number[] = [];
  const pictures: number[][] = [];
  let repeats: number | null = null;
  let at = 13 + 3 * 2 ** ((view.getUint8(10) & 7) + 1);
  const skipBlocks = () => {
    while (view.getUint8(at) > 0) at += 1 + view.getUint8(at);
    at++;
  };
  while (view.getUint8(at) !== 0x3b) {
    const kind = view.getUint8(at++);
    if (kind === 0x2c) {
      pictures.push([view.getUint16(at + 4, true), view.getUint16(at + 6, true)]);
      const flags = view.getUint8(at + 8);
      at += 9 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0) + 1;
    } else {
      const label = view.getUint8(at++);
      if (label === 0xf9) delays.push(view.getUint16(at + 2, true));
      if (label === 0xff) repeats = view.getUint16(at + 14, true);
    }
    skipBlocks();
  }
  return { head, size, delays, pictures, repeats, rest: bytes.length - at - 1 };
}

it('writes a GIF with every picture, its size and its time, that repeats for ever', async () => {
  const pictures = [plain(255, 255, 255), plain(10, 20, 30), plain(200, 0, 0)];
  const file = gifWriter(width, height, pictures);
  for (const [i, pixels] of pictures.entries()) await file.add(pixels, 100 * (i + 1));
  expect(readGif(await file.finish())).toEqual({
    head: 'GIF89a',
    size: [width, height],
    delays: [10, 20, 30],
    pictures: [
      [width, height],
      [width, height],
      [width, height],
    ],
    repeats: 0,
    rest: 0,
  });
});

it('gives pictures times that sum to the length, the last the longest', () => {
  for (const [pictures, seconds] of [
    [2, 5],
    [47, 10],
    [61, 20],
  ] as const) {
    const times = pictureTimes(pictures, seconds);
    expect(times).toHaveLength(pictures);
    expect(times.reduce((a, b) => a + b, 0)).toBe(1000 * seconds);
    expect(times.reduce((a, b) => Math.max(a, b))).toBe(times.at(-1));
    expect(times.every((time) => time % 10 === 0)).toBe(true);
  }
});

/** EBML elements that hold others, among those of a WebM file. */
const holders = new Set([0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0x1c53bb6b, 0xbb, 0xb7, 0x1f43b675]);

interface Found {
  readonly id: number;
  /** Where it begins and ends, and where its content begins. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/** Every element of an EBML document (RFC 8794), in order. */
function elementsOf(bytes: Uint8Array, from = 0, to = bytes.length): Found[] {
  const found: Found[] = [];
  for (let at = from; at < to;) {
    const start = at;
    const idLength = Math.clz32(bytes[at] ?? 0) - 23;
    let id = 0;
    for (let i = 0; i < idLength; i++) id = id * 256 + (bytes[at++] ?? 0);
    const sizeLength = Math.clz32(bytes[at] ?? 0) - 23;
    let size = (bytes[at++] ?? 0) & (0xff >> sizeLength);
    for (let i = 1; i < sizeLength; i++) size = size * 256 + (bytes[at++] ?? 0);
    found.push({ id, start, from: at, to: at + size });
    if (holders.has(id)) found.push(...elementsOf(bytes, at, at + size));
    at += size;
  }
  return found;
}

function picture(at: number, isKey: boolean): EncodedPicture {
  return { data: Uint8Array.of(at % 256, 7), at, isKey };
}

it('writes a WebM whose index leads to the key pictures', () => {
  const pictures = [picture(0, true), picture(400, false), picture(40_000, true), picture(40_400, false)];
  const bytes = writeWebm({ codec: 'V_VP9', width: 640, height: 480, duration: 41_000 }, pictures, 'test');
  const elements = elementsOf(bytes);
  const number = ({ from, to }: Found) => bytes.slice(from, to).reduce((sum, byte) => 256 * sum + byte, 0);
  const all = (id: number) => elements.filter((element) => element.id === id);
  const segment = all(0x18538067)[0];
  expect(segment?.to).toBe(bytes.length);
  expect(all(0xb0).map(number)).toEqual([640]);
  expect(all(0xba).map(number)).toEqual([480]);
  const [duration] = all(0x4489);
  expect(new DataView(bytes.buffer).getFloat64(duration?.from ?? 0)).toBe(41_000);
  expect(all(0xb3).map(number)).toEqual([0, 40_000]);
  const clusters = all(0x1f43b675);
  expect(all(0xf1).map((position) => number(position) + (segment?.from ?? 0))).toEqual(
    clusters.map(({ start }) => start),
  );
  expect(all(0xe7).map(number)).toEqual([0, 40_000]);
  expect(all(0xa3).map(({ from, to }) => Array.from(bytes.subarray(from, to)))).toEqual([
    [0x81, 0, 0, 0x80, 0, 7],
    [0x81, 1, 0x90, 0, 0x90, 7],
    [0x81, 0, 0, 0x80, 40_000 % 256, 7],
    [0x81, 1, 0x90, 0, 40_400 % 256, 7],
  ]);
});
