/**
 * Where everything lies in a kernel instance's memory during a job: bump allocation, started over for each job, so that
 * any number of problems share the same bytes and nothing needs to be freed. Memory grows to the largest job.
 */
import { firstByte, pageBytes } from '../../../numerics/dense/webAssembly';

const alignment = 64;

export class Workspace {
  readonly #memory: WebAssembly.Memory;
  #next = firstByte;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Forgets every allocation. */
  reset(): void {
    this.#next = firstByte;
  }

  /** The present end, to return to with `release`. */
  mark(): number {
    return this.#next;
  }

  /** Forgets what was allocated since `mark`. */
  release(mark: number): void {
    this.#next = mark;
  }

  /**
   * A pointer (bytes) to room for `floats` in single precision, holding anything. Earlier views may detach: take views
   * after allocating. Throws RangeError where memory cannot grow.
   */
  room(floats: number): number {
    const pointer = this.#next;
    const end = pointer + Math.ceil((floats * 4) / alignment) * alignment;
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    this.#next = end;
    return pointer;
  }

  /** Like room, holding zeros. */
  zeros(floats: number): number {
    const pointer = this.room(floats);
    this.view(pointer, floats).fill(0);
    return pointer;
  }

  integers(pointer: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, pointer, count);
  }

  view(pointer: number, floats: number): Float32Array {
    return new Float32Array(this.#memory.buffer, pointer, floats);
  }
}
