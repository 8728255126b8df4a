/** A list of numbers that grows without being copied, in arrays of a million. */
const PER_PIECE = 2 ** 20;

type Numbers = Int32Array | Float32Array;

export class Pieces<T extends Numbers> {
  readonly #make: (length: number) => T;
  readonly #pieces: T[] = [];
  #last: T;
  #length = 0;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#last = make(0);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length % PER_PIECE;
    if (at === 0) {
      this.#last = this.#make(PER_PIECE);
      this.#pieces.push(this.#last);
    }
    this.#last[at] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#pieces[Math.floor(index / PER_PIECE)]?.[index % PER_PIECE] ?? Number.NaN;
  }

  /** A copy of [first, first + count). */
  slice(first: number, count: number): T {
    const out = this.#make(count);
    for (let done = 0; done < count;) {
      const start = (first + done) % PER_PIECE;
      const piece = this.#pieces[Math.floor((first + done) / PER_PIECE)] ?? this.#make(0);
      const part = piece.subarray(start, Math.min(PER_PIECE, start + count - done));
      if (part.length === 0) break;
      out.set(part, done);
      done += part.length;
    }
    return out;
  }
}
