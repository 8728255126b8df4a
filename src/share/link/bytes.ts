/**
 * Numbers and texts as bytes, for links: whole numbers in few bytes, decimals exactly. The reader trusts nothing: every length is
 * checked against the bytes left before memory is allocated, and every number against its bounds.
 */
export class ByteWriter {
  readonly #bytes: number[] = [];

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  byte(value: number): void {
    this.#bytes.push(value & 255);
  }

  put(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  /** A whole number from 0 to 2⁵³ − 1, seven bits at a time, lowest first. */
  whole(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** A finite number exactly: short decimals as m · 10⁻ᵉ, all others as eight bytes. */
  number(value: number): void {
    for (let exponent = 0; exponent < exactExponent; exponent++) {
      const mantissa = Math.round(Math.abs(value) * 10 ** exponent);
      if (mantissa > 2 ** 40) break;
      if (Number(`${mantissa}e-${exponent}`) !== Math.abs(value)) continue;
      this.byte(2 * exponent + Number(value < 0));
      this.whole(mantissa);
      return;
    }
    this.byte(2 * exactExponent);
    this.#view(8, (view) => view.setFloat64(0, value, true));
  }

  /** A finite number to the precision of 32 bits. */
  float32(value: number): void {
    this.#view(4, (view) => view.setFloat32(0, Math.fround(value), true));
  }

  /** UTF-8, one line. */
  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.whole(encoded.length);
    this.put(encoded);
  }

  texts(values: readonly string[]): void {
    this.whole(values.length);
    for (const value of values) this.text(value);
  }

  /** Ascending distinct whole numbers: their count and the steps between them. */
  ascending(values: ArrayLike<number>): void {
    this.whole(values.length);
    let next = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      this.whole(value - next);
      next = value + 1;
    }
  }

  #view(length: number, write: (view: DataView) => void): void {
    const buffer = new ArrayBuffer(length);
    write(new DataView(buffer));
    this.put(new Uint8Array(buffer));
  }
}

/** Exponents below this encode decimals; this value announces eight raw bytes. */
const exactExponent = 12;

/** Thrown for bytes that are not a link. decodeLink catches it. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

export function damagedUnless(condition: boolean): asserts condition {
  if (!condition) throw new Damaged('the link does not hold what it should');
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Requires that every byte has been read. */
  end(): void {
    damagedUnless(this.isAtEnd);
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    damagedUnless(byte !== undefined);
    return byte;
  }

  take(length: number): Uint8Array {
    damagedUnless(length <= this.#bytes.length - this.#at);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A whole number from 0 to `most`. */
  whole(most: number): number {
    let value = 0;
    let place = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 127) * place;
      place *= 128;
      if (byte < 128) {
        damagedUnless(value <= most);
        return value;
      }
    }
    throw new Damaged('a number does not end');
  }

  /** A whole number from 1 to `most`. */
  positive(most: number): number {
    const value = this.whole(most);
    damagedUnless(value > 0);
    return value;
  }

  /** Number of items that follow, each of at least one byte. */
  count(most: number): number {
    return this.whole(Math.min(most, this.#bytes.length - this.#at));
  }

  flag(): boolean {
    const byte = this.byte();
    damagedUnless(byte <= 1);
    return byte === 1;
  }

  /** A finite number from `least` to `most`. */
  number(least: number, most: number): number {
    const head = this.byte();
    const exponent = head >> 1;
    damagedUnless(exponent <= exactExponent);
    const value =
      exponent === exactExponent
        ? this.#view(8).getFloat64(0, true)
        : (head % 2 === 1 ? -1 : 1) * Number(`${this.whole(2 ** 40)}e-${exponent}`);
    damagedUnless(Number.isFinite(value) && value >= least && value <= most);
    return value;
  }

  /** A finite number from `least` to `most`. */
  float32(least = -Infinity, most = Infinity): number {
    const value = this.#view(4).getFloat32(0, true);
    damagedUnless(Number.isFinite(value) && value >= least && value <= most);
    return value;
  }

  /** One line of plain text of at most `longest` UTF-16 units. */
  text(longest: number): string {
    const value = utf8(this.take(this.count(3 * longest)));
    damagedUnless(value.length <= longest && isPlain(value));
    return value;
  }

  texts(most: number, longest: number): string[] {
    return Array.from({ length: this.count(most) }, () => this.text(longest));
  }

  /** Ascending distinct whole numbers below `bound`. */
  ascending(bound: number): Int32Array {
    const values = new Int32Array(this.count(bound));
    let next = 0;
    for (let i = 0; i < values.length; i++) {
      const value = next + this.whole(bound);
      damagedUnless(value < bound);
      values[i] = value;
      next = value + 1;
    }
    return values;
  }

  #view(length: number): DataView {
    const part = this.take(length);
    return new DataView(part.buffer, part.byteOffset, length);
  }
}

export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Damaged('a text is none');
  }
}

/** Texts in links are single lines without control characters and without marks that change the writing direction. */
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Truncated to `longest` UTF-16 units, unwanted characters replaced by spaces, lone surrogates repaired. */
export function plain(text: string, longest: number): string {
  return text.replaceAll(unwanted, ' ').slice(0, longest).toWellFormed();
}

export function isPlain(text: string): boolean {
  return text.search(unwanted) === -1;
}

/** Maximum lengths in UTF-16 units: titles; names of genes, modules and perturbations; time units. */
export const MAX_TITLE = 200;
export const MAX_NAME = 120;
export const MAX_UNIT = 24;
