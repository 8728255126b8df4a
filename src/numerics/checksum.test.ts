import fc from 'fast-check';
import { crc32 as crc32OfZlib } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Crc32, crc32 } from './checksum';

const CHECK_STRING = new TextEncoder().encode('123456789');

describe('CRC-32', () => {
  // Check values of CRC-32/ISO-HDLC and CRC-32/ISCSI: https://reveng.sourceforge.io/crc-catalogue/17plus.htm
  it('gives the published check values of both polynomials', () => {
    expect(crc32(CHECK_STRING)).toBe(0xcbf43926);
    expect(crc32(CHECK_STRING, 'castagnoli')).toBe(0xe3069283);
  });

  // RFC 3720, appendix B.4.
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['descending bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ])('gives the examples of RFC 3720 for 32 %s', (_, bytes, expected) => {
    expect(crc32(bytes, 'castagnoli')).toBe(expected);
  });

  it('equals the checksum of zlib', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(crc32(bytes)).toBe(crc32OfZlib(bytes));
      }),
    );
  });

  it('does not depend on how the bytes are divided', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 });
    fc.assert(
      fc.property(parts, (several) => {
        const checksum = new Crc32();
        for (const part of several) checksum.add(part);
        expect(checksum.value).toBe(crc32OfZlib(Buffer.concat(several)));
      }),
    );
  });
});
