/** Chunks written by numcodecs (scripts/references/readers_blosc.py), intact and damaged. */
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import * as zarrita from 'zarrita';
import { fixtureBytes } from '../../../../tests/fixtures/readers/fixture';
import { decompressBlosc, useOwnCodecs } from './codecs';

/** The formula of the script. */
const mixed = (length: number) =>
  Uint8Array.from({ length }, (_, i) => {
    if (i % 3000 < 1000) return Math.floor(i / 500) % 7;
    if (i % 3000 < 2800) return Math.floor(i / 8) % 256;
    return Number(((BigInt(i) * 2_654_435_761n) >> 7n) % 251n);
  });

const chunks = Object.entries(unzipSync(fixtureBytes('blosc-chunks.zip'))).map(([path, packed]) => {
  const [length = '', name = ''] = path.split('/');
  return { name, length: Number(length), packed };
});

describe('Blosc chunks', () => {
  it.each(chunks)('$name', ({ length, packed }) => {
    expect(decompressBlosc(packed, length)).toEqual(mixed(length));
  });

  it('a changed byte gives an error or as many bytes, without a crash', () => {
    const lengths = chunks.map(({ length, packed }) => ({
      length,
      // The stated size (bytes 4 to 7) stays.
      found: Array.from({ length: 12 }, (_, i) => lengthOf(changed(packed, 8 + i * 83))),
    }));
    for (const { length, found } of lengths)
      expect(found.filter((bytes) => bytes !== 'error' && bytes !== length)).toEqual([]);
  });
});

function changed(packed: Uint8Array, at: number): Uint8Array {
  return packed.map((byte, i) => (i === at ? byte ^ 0x5a : byte));
}

function lengthOf(packed: Uint8Array): number | 'error' {
  try {
    return decompressBlosc(packed, 20_000).length;
  } catch {
    return 'error';
  }
}

it('zarrita is left none of numcodecs, which the built page does not have (scripts/workers.ts)', () => {
  const before = [...zarrita.registry].filter(([name, load]) => /blosc|lz4|zstd/.test(name + String(load)));
  expect(before.map(([name]) => name)).toEqual(
    expect.arrayContaining(['blosc', 'lz4', 'zstd', 'numcodecs.blosc', 'numcodecs.lz4', 'numcodecs.zstd']),
  );
  useOwnCodecs(zarrita);
  for (const [name, load] of before) expect(zarrita.registry.get(name)).not.toBe(load);
});
