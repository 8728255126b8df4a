/**
 * Reading a file through large pages. A packed chunk of HDF5 is some ten kilobytes, and each read from a browser's file costs a
 * round trip to another process; most chunks that are read together lie together.
 */
const PAGE = 2 ** 21;
/** Values and positions of a sparse matrix are read in turns, with what lies between; one neighbourhood each would be enough. */
const KEPT = 8;

export class Pages {
  readonly #size: number;
  readonly #load: (start: number, end: number) => Uint8Array;
  /** By number, the one used last at the end. */
  readonly #kept = new Map<number, Uint8Array>();

  /** `load`: the bytes [start, end) of a file of `size` bytes. */
  constructor(size: number, load: (start: number, end: number) => Uint8Array) {
    this.#size = size;
    this.#load = load;
  }

  /** Puts bytes from `position` on into `target`, as many as there are up to `length`; how many. */
  copy(target: Uint8Array | Int8Array, offset: number, length: number, position: number): number {
    const end = Math.min(this.#size, position + length);
    for (let at = position; at < end;) {
      const page = this.#page(Math.floor(at / PAGE));
      const start = at % PAGE;
      const part = page.subarray(start, Math.min(page.length, start + end - at));
      target.set(part, offset + at - position);
      at += part.length;
    }
    return Math.max(0, end - position);
  }

  #page(number: number): Uint8Array {
    const start = number * PAGE;
    const page = this.#kept.get(number) ?? this.#load(start, Math.min(this.#size, start + PAGE));
    this.#kept.delete(number);
    this.#kept.set(number, page);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && oldest.done !== true) this.#kept.delete(oldest.value);
    return page;
  }
}
