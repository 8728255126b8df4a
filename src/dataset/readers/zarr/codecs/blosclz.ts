/** Blosc's own compressor, a relative of FastLZ: https://github.com/Blosc/c-blosc/blob/main/blosc/blosclz.c (decoder) */

/** Distances that do not fit into 13 bits are written as 16 more, counted from here. */
const NEAR = 8191;

/** Throws where it is not a block of exactly `size` bytes. */
export function decompressBloscLz(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  const next = () => {
    if (from >= packed.length) throw new Error('BloscLZ data end too early.');
    return packed[from++] as number;
  };
  // The first one is always literal: its upper bits are a mark.
  let control = next() & 31;
  for (;;) {
    if (control < 32) {
      const literals = control + 1;
      if (from + literals > packed.length || to + literals > size)
        throw new Error('BloscLZ data are too long.');
      out.set(packed.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else {
      let length = (control >> 5) - 1;
      const high = (control & 31) << 8;
      if (length === 6) {
        for (let more = 255; more === 255; length += more) more = next();
      }
      const low = next();
      const far = low === 255 && high === 31 << 8;
      const back = far ? (next() << 8) + next() + NEAR + 1 : high + low + 1;
      const end = to + length + 3;
      if (back > to || end > size) throw new Error('BloscLZ data point outside.');
      for (; to < end; to++) out[to] = out[to - back] as number;
    }
    if (from >= packed.length) break;
    control = next();
  }
  if (to !== size) throw new Error(`BloscLZ data hold ${to} bytes instead of ${size}.`);
  return out;
}
