import { describe, expect, it } from 'vitest';
import { Random } from '../../../numerics/random';
import { Pages } from './pages';

const size = 40_000_000;
const byteAt = (position: number) => (position ^ (position >> 8) ^ (position >> 16)) & 0xff;

function pagesOf(loads: [number, number][]): Pages {
  return new Pages(size, (start, end) => {
    loads.push([start, end]);
    return Uint8Array.from({ length: end - start }, (_, i) => byteAt(start + i));
  });
}

describe('a file read through pages', () => {
  it('gives the bytes that lie there, across pages and up to the end', () => {
    const pages = pagesOf([]);
    const random = new Random(3);
    for (let i = 0; i < 30; i++) {
      const position = random.integer(size);
      const length = random.integer(100_000);
      const target = new Uint8Array(length + 7);
      const count = pages.copy(target, 7, length, position);
      expect(count).toBe(Math.min(length, size - position));
      const wrong = target.subarray(7, 7 + count).findIndex((byte, k) => byte !== byteAt(position + k));
      expect(wrong).toBe(-1);
      expect(target.subarray(0, 7).every((byte) => byte === 0)).toBe(true);
    }
    expect(pages.copy(new Uint8Array(9), 0, 9, size)).toBe(0);
    expect(pages.copy(new Uint8Array(9), 0, 9, size + 5)).toBe(0);
  });

  it('loads what is read in small pieces, from two places in turns, once', () => {
    const loads: [number, number][] = [];
    const pages = pagesOf(loads);
    const target = new Uint8Array(50_000);
    for (let at = 0; at < 10_000_000; at += target.length) {
      pages.copy(target, 0, target.length, at);
      pages.copy(target, 0, target.length, 20_000_000 + at);
    }
    expect(new Set(loads.map(([start]) => start)).size).toBe(loads.length);
    expect(loads.length).toBeLessThan(12);
  });
});
