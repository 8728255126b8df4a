import * as fc from 'fast-check';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rankEdges } from '../../network/ranking';
import { Random } from '../../numerics/random';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from '../typedJson';
import { printedFactor, sampleNetwork } from '../../../tests/support/share/sampleSnapshot';
import { ByteReader, ByteWriter, plain } from './bytes';
import { nativeDeflater, scriptedDeflater } from './frame';
import { readNetwork, writeNetwork, fitsBehind, shareCode, shareOf } from './networkCodec';
import { BitReader, BitWriter, readRows, writeRows } from './packedRows';
import { readResponses, writeResponses } from './modelSections';
import { readBareVerdict } from './verdictCodec';

const bytes = fc.uint8Array({ maxLength: 400 });

describe('base64', () => {
  it('equals that of Node, and is read back', () => {
    fc.assert(
      fc.property(bytes, (some) => {
        expect(toBase64(some)).toBe(Buffer.from(some).toString('base64'));
        expect(toBase64Url(some)).toBe(Buffer.from(some).toString('base64url'));
        expect(fromBase64(toBase64(some))).toEqual(Uint8Array.from(some));
        expect(fromBase64Url(toBase64Url(some))).toEqual(Uint8Array.from(some));
      }),
    );
    const long = Uint8Array.from({ length: 100_001 }, (_, i) => (i * i) % 251);
    expect(toBase64(long)).toBe(Buffer.from(long).toString('base64'));
  });

  it('of another text is refused without an exception', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'Z', 'a', '0', '9', '+', '/', '=', '-', '_', ' ', 'é') }),
        (text) => {
          const read = fromBase64(text);
          const url = fromBase64Url(text);
          expect(read === null || /^[\w+/]*=*$/u.test(text)).toBe(true);
          expect(url === null || /^[\w-]*$/u.test(text)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('both compressors', () => {
  const text = fc.array(fc.constantFrom('GATA1', 'SPI1', '\n', 'é', '0')).map((words) => words.join(''));
  const content = fc.oneof(
    bytes,
    text.map((some) => new TextEncoder().encode(some)),
  );

  it('write what Node inflates, and inflate what Node writes', async () => {
    await fc.assert(
      fc.asyncProperty(content, async (some) => {
        const whole = Uint8Array.from(some);
        for (const deflater of [nativeDeflater, scriptedDeflater]) {
          expect(Uint8Array.from(inflateRawSync(await deflater.deflate(whole)))).toEqual(whole);
          const written = Uint8Array.from(deflateRawSync(whole));
          expect(await deflater.inflate(written, whole.length)).toEqual(whole);
          expect(whole.length === 0 || (await deflater.inflate(written, whole.length - 1)) === null).toBe(
            true,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('give null for truncated input', async () => {
    const whole = Uint8Array.from(
      deflateRawSync(new TextEncoder().encode('GATA1\nGATA2\nSPI1\n'.repeat(20))),
    );
    for (const deflater of [nativeDeflater, scriptedDeflater])
      for (let length = 0; length < whole.length; length++)
        expect(await deflater.inflate(whole.slice(0, length), 1000)).toBeNull();
  });
});

it('writes numbers exactly, short decimals in few bytes', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const writer = new ByteWriter();
      writer.number(value);
      const reader = new ByteReader(writer.bytes());
      expect(reader.number(-Infinity, Infinity)).toBe(value === 0 ? 0 : value);
      reader.end();
    }),
    { numRuns: 2000 },
  );
  for (const value of [0.02, 0.9, 350, 1e-4, -3]) {
    const writer = new ByteWriter();
    writer.number(value);
    expect(writer.bytes().length).toBeLessThanOrEqual(3);
  }
});

it('packs rows to half a unit in the last bit at every magnitude', () => {
  const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: -4, max: 4 }),
      fc.integer({ min: 8, max: 16 }),
      (drawn, magnitude, bits) => {
        const columns = Math.min(...drawn.map(({ length }) => length));
        const values = Float32Array.from(
          drawn.flatMap((one) => one.slice(0, columns)),
          (v) => v * 10 ** magnitude,
        );
        const [upper, lower] = [new ByteWriter(), new ByteWriter()];
        const low = new BitWriter(lower);
        writeRows(upper, low, { values, rows: drawn.length, columns }, bits, Math.round);
        low.end();
        const read = readRows(
          new ByteReader(upper.bytes()),
          new BitReader(new ByteReader(lower.bytes())),
          drawn.length,
          columns,
          bits,
        );
        for (const [i, value] of values.entries()) {
          const start = Math.floor(i / columns) * columns;
          const largest = Math.max(...values.subarray(start, start + columns).map(Math.abs));
          // The scale is at most 2^(1/8) above the largest, and never below 10⁻⁵.
          const unit = Math.max(1.0906 * largest, 1e-5) / (2 ** (bits - 1) - 1);
          expect(Math.abs((read[i] ?? NaN) - value)).toBeLessThanOrEqual(0.5001 * unit + 1e-7 * largest);
        }
      },
    ),
    { numRuns: 300 },
  );
});

describe('a network', () => {
  /** Near every kind of edge between two printed numbers, and often equal. */
  const weight = fc.oneof(
    fc.integer({ min: -4000, max: 4000 }).map((n) => n / 2000),
    fc
      .tuple(fc.integer({ min: -2500, max: 2500 }), fc.integer({ min: -3, max: 3 }))
      .map(([n, ulps]) => (n / 1000) * (1 + ulps * 2 ** -23)),
    fc.float({ min: -40, max: 40, noNaN: true }),
  );

  it('keeps printed weights (0 to 3 decimals) and ranks', () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 42, maxLength: 42 }), (drawn) => {
        const shared = sampleNetwork(new Random(1), { genes: 7, regulators: 6, modules: 0 });
        const weights = Float32Array.from(drawn, (value, pair) =>
          Math.floor(pair / 7) === pair % 7 ? 0 : value,
        );
        const sent = { ...shared, network: { ...shared.network, weights } };
        const written = { structure: new ByteWriter(), levels: new ByteWriter(), fine: new ByteWriter() };
        const edges = writeNetwork(written, sent, 1000);
        const parts = {
          structure: new ByteReader(written.structure.bytes()),
          levels: new ByteReader(written.levels.bytes()),
          fine: new ByteReader(written.fine.bytes()),
        };
        const { network } = readNetwork(parts, shared.network.genes, readBareVerdict);
        const [there, here] = [sent.network, network].map((one) =>
          rankEdges(one, edges).map(({ source, target, weight: w }) =>
            [source, target, w.toFixed(3), w.toFixed(2), w.toFixed(1), w.toFixed(0)].join(' '),
          ),
        );
        expect(here).toEqual(there);
      }),
      { numRuns: 300 },
    );
  });
});

it('keeps the whole percent of a share, its side of 1/2, and counts out of few fits exactly', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const read = shareOf(shareCode(share, 0), 0);
      expect(Math.round(100 * read)).toBe(Math.round(100 * share));
      expect(read < 0.5).toBe(share < 0.5);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(40), { minLength: 1 }), (fits, counts) => {
      const shares = Float32Array.from(counts, (count) => (count % (fits + 1)) / fits);
      const found = fitsBehind(shares);
      expect(fits % found).toBe(0);
      expect(Float32Array.from(shares, (share) => shareOf(shareCode(share, found), found))).toEqual(shares);
    }),
  );
});

it('keeps printed responses, from no change to a thousandfold', () => {
  const log2 = fc.double({ min: -20, max: 20, noNaN: true });
  const steps = fc.integer({ min: 1020, max: 1200 }).map((factor) => Math.log2(factor / 1000));
  fc.assert(
    fc.property(fc.array(fc.oneof(log2, steps), { minLength: 6, maxLength: 6 }), (drawn) => {
      const regulators = Int32Array.of(1);
      const table = {
        regulators,
        answered: Int32Array.of(0, 2),
        out: Float32Array.from(drawn.slice(0, 3)),
        doubled: Float32Array.from(drawn.slice(3)),
        kappa: 0.5,
        measured: { kappa: 0.75, lowered: Int32Array.of(1), raised: Int32Array.of(0, 2) },
      };
      const writer = new ByteWriter();
      writeResponses(writer, table, 3);
      const read = readResponses(new ByteReader(writer.bytes()), regulators, 3);
      for (const side of ['out', 'doubled'] as const) {
        const [there, here] = [table[side], read[side]].map((answers) => Array.from(answers, printedFactor));
        expect(here).toEqual([there?.[0], 'same', there?.[2]]);
      }
      expect(read.measured).toEqual(table.measured);
    }),
    { numRuns: 2000 },
  );
});

it('removes only control characters from texts', () => {
  expect(plain('GATA1\n<b>\u202e x', 50)).toBe('GATA1 <b>  x');
  expect(plain('é“–”ß漢', 50)).toBe('é“–”ß漢');
  expect(plain('abc\ud83d\ude00', 4)).toBe('abc\ufffd');
});
