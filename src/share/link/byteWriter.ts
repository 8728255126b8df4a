/** Numbers and texts as bytes, for links: whole numbers in few bytes, decimals exactly. Read back by byteReader.ts. */

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

  /** A finite number exactly: most settings are short decimals, m · 10⁻ᵉ; all others are eight bytes. */
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

  /** Ascending distinct whole numbers: how many, and the steps between them. */
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

/** Exponents below this are decimals; this one says that eight bytes follow. */
export const exactExponent = 12;
