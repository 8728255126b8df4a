/**
 * Rows of numbers in few bits: each row has its own scale, a power of 2^(1/8) at least as large as its largest number, and every
 * number is a whole multiple of scale/(2^(bits−1) − 1). The upper eight bits form one plane, which deflates well, the rest another.
 * Vectors keep 16 significant bits.
 */
import { damagedUnless, type ByteReader, type ByteWriter } from './bytes';

interface Rows {
  /** [rows × columns] row-major. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** 2^(k/8) as literals, because Math.pow is not bit-exact across engines. */
const eighths = [
  1,
  1.0905077326652577,
  1.189207115002721,
  1.2968395546510096,
  Math.SQRT2,
  1.5422108254079407,
  1.681792830507429,
  1.8340080864093424,
];
/** Scale code 0 is a row of zeros; code c is 2^((c − MIDDLE_CODE)/8), from about 10⁻⁵ to 10⁴. */
const MIDDLE_CODE = 136;

function scaleOf(code: number): number {
  if (code === 0) return 0;
  const power = code - MIDDLE_CODE;
  const octave = Math.floor(power / 8);
  return (eighths[power - 8 * octave] as number) * 2 ** octave;
}

/** Code of the smallest scale that reaches `size`, or of the largest scale. */
function codeFor(size: number): number {
  if (size === 0) return 0;
  let code = 1;
  while (code < 255 && scaleOf(code) < size) code++;
  return code;
}

/** Rounds to one of the two neighbouring whole numbers. */
export type Rounding = (value: number) => number;

/** Writes the two planes; scales go to `upper`. */
export function writeRows(
  upper: ByteWriter,
  lower: BitWriter,
  rows: Rows,
  bits: number,
  rounding: Rounding,
): void {
  const steps = 2 ** (bits - 1) - 1;
  const codes = Array.from({ length: rows.rows }, (_, row) =>
    codeFor(
      rows.values
        .subarray(row * rows.columns, (row + 1) * rows.columns)
        .reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    ),
  );
  for (const code of codes) upper.byte(code);
  for (const [row, code] of codes.entries()) {
    const scale = scaleOf(code);
    for (let i = row * rows.columns; i < (row + 1) * rows.columns; i++) {
      const exact = scale === 0 ? 0 : rounding(((rows.values[i] as number) / scale) * steps);
      const value = Math.min(steps, Math.max(-steps, exact));
      const top = Math.floor(value / 2 ** (bits - 8));
      upper.byte(top);
      lower.write(value - top * 2 ** (bits - 8), bits - 8);
    }
  }
}

export function readRows(
  upper: ByteReader,
  lower: BitReader,
  rows: number,
  columns: number,
  bits: number,
): Float32Array<ArrayBuffer> {
  const steps = 2 ** (bits - 1) - 1;
  const scales = Array.from(upper.take(rows), scaleOf);
  const tops = upper.take(rows * columns);
  return Float32Array.from(tops, (top, i) => {
    const value = (top > 127 ? top - 256 : top) * 2 ** (bits - 8) + lower.read(bits - 8);
    return ((scales[Math.floor(i / columns)] as number) * value) / steps;
  });
}

/** Packs numbers of a few bits each, lowest bit first. */
export class BitWriter {
  readonly #writer: ByteWriter;
  #held = 0;
  #count = 0;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  write(value: number, bits: number): void {
    this.#held += value * 2 ** this.#count;
    this.#count += bits;
    while (this.#count >= 8) {
      this.#writer.byte(this.#held % 256);
      this.#held = Math.floor(this.#held / 256);
      this.#count -= 8;
    }
  }

  end(): void {
    if (this.#count > 0) this.#writer.byte(this.#held);
  }
}

export class BitReader {
  readonly #reader: ByteReader;
  #held = 0;
  #count = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  read(bits: number): number {
    while (this.#count < bits) {
      this.#held += this.#reader.byte() * 2 ** this.#count;
      this.#count += 8;
    }
    const value = this.#held % 2 ** bits;
    this.#held = Math.floor(this.#held / 2 ** bits);
    this.#count -= bits;
    return value;
  }

  /** Requires that the unused bits of the last byte are zero. */
  end(): void {
    damagedUnless(this.#held === 0);
  }
}

/** Bound for every number: log1p expression, standard deviations or counts. */
export const MAX_VALUE = 1e12;

/** Upper three bytes of every 32-bit number, rounded, in three planes: signs and exponents compress well together. */
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
    damagedUnless(Math.abs(value) <= MAX_VALUE);
    return value;
  });
}
