/** Numbers out of bytes of text, without making strings: an expression matrix has hundreds of millions of them. */
import { numberParser } from '../text/numbers';

const NEWLINE = 10;
const parse = numberParser(false);
/** Powers of ten that are exact in a double. */
const TENS = Array.from({ length: 16 }, (_, power) => 10 ** power);
const EXACT_DIGITS = 15;

export class Cursor {
  readonly #bytes: Uint8Array;
  #at: number;

  /** `bytes` ends with a line end. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 0;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next byte that is not blank; 10 at the end of the line. */
  peek(): number {
    let byte = this.#bytes[this.#at] as number;
    while (byte === 32 || byte === 9 || byte === 13) byte = this.#bytes[++this.#at] as number;
    return byte;
  }

  /** A whole number without sign; −1 where there is none. */
  whole(): number {
    let digit = this.peek() - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    let value = 0;
    while (digit >= 0 && digit <= 9) {
      value = 10 * value + digit;
      digit = (this.#bytes[++this.#at] as number) - 48;
    }
    return this.#endsWord() ? value : -1;
  }

  /** A decimal number (NaN and infinities as tables write them); undefined where there is none. */
  decimal(): number | undefined {
    this.peek();
    const start = this.#at;
    const negative = this.#bytes[this.#at] === 45;
    if (negative) this.#at += 1;
    let [value, digits, fraction] = [0, 0, 0];
    let inFraction = false;
    for (; ; this.#at++) {
      const byte = this.#bytes[this.#at] as number;
      if (byte === 46 && !inFraction) inFraction = true;
      else if (byte >= 48 && byte <= 57) {
        value = 10 * value + byte - 48;
        digits += 1;
        if (inFraction) fraction += 1;
      } else break;
    }
    if (digits > 0 && digits <= EXACT_DIGITS && this.#endsWord()) {
      // Both are exact and the division rounds once, so this is the nearest double.
      const size = value / (TENS[fraction] as number);
      return negative ? -size : size;
    }
    while (!this.#endsWord()) this.#at += 1;
    const word = new TextDecoder().decode(this.#bytes.subarray(start, this.#at));
    return word === '' ? undefined : parse(word);
  }

  /** Past the line end, or undefined where something else comes first. */
  endLine(): boolean {
    if (this.peek() !== NEWLINE) return false;
    this.#at += 1;
    return true;
  }

  /** The rest of the line as text; goes past its end. */
  restOfLine(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text.trim();
  }

  #endsWord(): boolean {
    const byte = this.#bytes[this.#at] as number;
    return byte === 32 || byte === NEWLINE || byte === 9 || byte === 13;
  }
}
