/** Numbers of any size to 16 significant bits, as bytes. */
import { damagedUnless, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';

/** Means and scales are of log1p expression, quantiles and shifts in standard deviations, totals are counts. */
export const much = 1e12;

/** The upper three bytes of every 32-bit number, rounded, in three planes: signs and exponents are much alike. */
export function writeVector(writer: ByteWriter, vector: Float64Array): void {
  const view = new DataView(new ArrayBuffer(4));
  const words = Array.from(vector, (value) => {
    view.setFloat32(0, value);
    return Math.floor(view.getUint32(0) / 256 + 0.5);
  });
  for (const shift of [16, 8, 0]) for (const word of words) writer.byte(word >>> shift);
}

export function readVector(reader: ByteReader, length: number): Float64Array {
  const planes = reader.take(3 * length);
  const view = new DataView(new ArrayBuffer(4));
  return Float64Array.from({ length }, (_, i) => {
    for (let plane = 0; plane < 3; plane++) view.setUint8(plane, planes[plane * length + i] as number);
    const value = view.getFloat32(0);
    damagedUnless(Math.abs(value) <= much);
    return value;
  });
}
