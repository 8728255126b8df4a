import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { withResolution } from './savedPicture';

it('a PNG gets a valid pHYs chunk of 11,811 pixels per metre right after its header, and keeps the rest', () => {
  const png = Uint8Array.from({ length: 60 }, (_, i) => i);
  const result = withResolution(png);
  const view = new DataView(result.buffer);
  expect(view.getUint32(33)).toBe(9);
  expect(new TextDecoder().decode(result.subarray(37, 41))).toBe('pHYs');
  expect([view.getUint32(41), view.getUint32(45), result[49]]).toEqual([11811, 11811, 1]);
  expect(view.getUint32(50)).toBe(crc32(result.subarray(37, 50)));
  expect(result.subarray(0, 33)).toEqual(png.subarray(0, 33));
  expect(result.subarray(54)).toEqual(png.subarray(33));
});
