/** CRC-32 by either of two polynomials, their bits reversed: as ZIP archives carry it (ISO 3309), and Castagnoli's (RFC 3720), as shards of Zarr do. */
const tables = { zip: tableOf(0xedb88320), castagnoli: tableOf(0x82f63b78) };

function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    return remainder;
  });
}

export class Checksum {
  readonly #table: Uint32Array;
  #remainder = 0xffffffff;

  constructor(kind: keyof typeof tables = 'zip') {
    this.#table = tables[kind];
  }

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
