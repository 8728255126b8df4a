/**
 * Reads what byteWriter.ts wrote, from bytes that anybody may have changed: every length is checked against the bytes that
 * are there before anything is allocated, and every number against its bounds.
 */
import { exactExponent } from './byteWriter';
import { isPlain } from './plainText';

/** The bytes do not say what a link says. Never leaves decodeLink. */
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

  /** All that was written has been read: anything behind it is not ours. */
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

  /** How many things follow, each of at least one byte. */
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
