/** One block of LZ4: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */

/** Throws where it is not a block of exactly `size` bytes. */
export function decompressLz4(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  /** A length of 15 goes on in the bytes that follow, up to the first that is not 255. */
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    if (nibble === 15) {
      for (let more = 255; more === 255; length += more) {
        if (from >= packed.length) throw new Error('LZ4 data end within a length.');
        more = packed[from++] as number;
      }
    }
    return length;
  };
  while (from < packed.length) {
    const token = packed[from++] as number;
    const literals = lengthFrom(token >> 4);
    if (from + literals > packed.length || to + literals > size) throw new Error('LZ4 data are too long.');
    out.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= packed.length) break;
    const back = (packed[from] as number) | ((packed[from + 1] ?? 0) << 8);
    from += 2;
    const length = lengthFrom(token & 15) + 4;
    if (back === 0 || back > to || to + length > size) throw new Error('LZ4 data point outside.');
    // Byte by byte: a copy may reach into what it writes.
    for (const end = to + length; to < end; to++) out[to] = out[to - back] as number;
  }
  if (to !== size) throw new Error(`LZ4 data hold ${to} bytes instead of ${size}.`);
  return out;
}
