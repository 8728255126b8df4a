/** CRC-32 with reflected bits: the ISO 3309 polynomial (ZIP, PNG, links) and Castagnoli's (RFC 3720; Zarr shards). */

const TABLES = { iso3309: tableOf(0xedb88320), castagnoli: tableOf(0x82f63b78) };

function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    return remainder;
  });
}

/** Accumulates the checksum of bytes that arrive in parts. */
export class Crc32 {
  readonly #table: Uint32Array;
  #remainder = 0xffffffff;

  constructor(polynomial: keyof typeof TABLES = 'iso3309') {
    this.#table = TABLES[polynomial];
  }

  /** Unsigned. */
  get value(): number {
    return (this.#remainder ^ 0xffffffff) >>> 0;
  }

  add(bytes: Uint8Array): void {
    const table = this.#table;
    let remainder = this.#remainder;
    for (let i = 0; i < bytes.length; i++)
      remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[i] as number)) & 255] as number);
    this.#remainder = remainder;
  }
}

/** Unsigned. */
export function crc32(bytes: Uint8Array, polynomial?: keyof typeof TABLES): number {
  const checksum = new Crc32(polynomial);
  checksum.add(bytes);
  return checksum.value;
}
