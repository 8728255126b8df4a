/** Exported figures as bytes: an SVG, and the PNG for print that is drawn from it. */
import { readFileSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect } from './guard';

/** Bytes of what the click downloads. */
export async function downloaded(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const waiting = page.waitForEvent('download');
  await click();
  return readFileSync(await (await waiting).path());
}

/** The PNG is whole, as large as the SVG at 300 dots per inch, says so, and is not of one colour (PNG specification, third edition). */
export function expectPrinted(png: Buffer, svg: string): void {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001A\n');
  const chunks = chunksOf(png);
  expect(chunks.at(-1)?.type).toBe('IEND');
  const [header, resolution] = chunks.map(({ data }) => data);
  const size = ['width', 'height'].map((side) =>
    Math.round((Number(new RegExp(`<svg[^>]* ${side}="([\\d.]+)`).exec(svg)?.[1]) * 300) / 96),
  );
  expect([header?.readUInt32BE(0), header?.readUInt32BE(4)]).toEqual(size);
  expect(chunks[1]?.type).toBe('pHYs');
  // 300 dots per inch are 11,811 per metre.
  expect([resolution?.readUInt32BE(0), resolution?.readUInt32BE(4), resolution?.[8]]).toEqual([
    11_811, 11_811, 1,
  ]);
  const pixels = inflateSync(
    Buffer.concat(chunks.flatMap(({ type, data }) => (type === 'IDAT' ? data : []))),
  );
  expect(new Set(pixels).size).toBeGreaterThan(16);
}

/** Every chunk, each with the checksum that it states. */
function chunksOf(png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}
