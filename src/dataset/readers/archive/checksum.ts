/** CRC-32 as ZIP archives carry it (ISO 3309, polynomial 0xEDB88320 with its bits reversed). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

export class Checksum {
  #remainder = 0xffffffff;

  get value(): number {
    return (this.#remainder ^ 0xffffffff) >>> 0;
  }

  add(bytes: Uint8Array): void {
    let remainder = this.#remainder;
    for (let i = 0; i < bytes.length; i++)
      remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ (bytes[i] as number)) & 255] as number);
    this.#remainder = remainder;
  }
}
