import { describe, expect, it } from 'vitest';
import { fixtureBytes, problemOf, open } from '../../../../tests/fixtures/readers/fixture';
import { endlessHeap, Pages } from './module';
import { Random } from '../../../numerics/random';

/** Position of the length of free space in the first heap, after entries of index, count, 4 bytes and length. */
function freeRoom(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  let at = new TextDecoder('latin1').decode(bytes).indexOf('GCOL') + 16;
  while (view.getUint16(at, true) !== 0)
    at += 16 + Math.ceil(Number(view.getBigUint64(at + 8, true)) / 8) * 8;
  return at + 8;
}

describe('global heaps', () => {
  it.each(['csr.h5ad', 'csc-gzip.h5ad', 'v0.7.h5ad', 'small.loom', 'tenx-v3.h5'])(
    'of %s has an end',
    (name) => {
      expect(endlessHeap(fixtureBytes(name))).toBeNull();
    },
  );

  it('free space of length zero is refused instead of an endless loop', async () => {
    const bytes = fixtureBytes('csc-gzip.h5ad');
    const at = freeRoom(bytes);
    bytes.fill(0, at, at + 8);
    expect(endlessHeap(bytes)).toBe(at - 8);
    expect(endlessHeap(bytes.slice(0, at))).toBeNull();
    const problem = await problemOf(open(new File([bytes], 'endless.h5ad')));
    expect(problem).toMatchObject({ tag: 'damaged-file', where: `byte ${at - 8}` });
  });
});

const size = 40_000_000;
const byteAt = (position: number) => (position ^ (position >> 8) ^ (position >> 16)) & 0xff;

function pagesOf(loads: [number, number][]): Pages {
  return new Pages(size, (start, end) => {
    loads.push([start, end]);
    const bytes = new Uint8Array(end - start);
    for (let i = 0; i < bytes.length; i++) bytes[i] = byteAt(start + i);
    return bytes;
  });
}

describe('Pages', () => {
  it('gives the right bytes across pages and up to the end', () => {
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

  it('loads each page once for small reads at two alternating places', () => {
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
