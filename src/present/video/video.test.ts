import { expect, it } from 'vitest';
import { gifWriter } from './gif';
import { type Pixels, pictureTimes } from './video';

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
