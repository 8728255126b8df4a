/**
 * Layout of a kernel instance's memory during a job: bump allocation, restarted for each job, so that any number of
 * problems share the same bytes and nothing is freed. Memory grows to the largest job.
 */
import { firstByte, pageBytes } from '../../../numerics/dense/webAssembly';

const alignment = 64;

export class Workspace {
  readonly #memory: WebAssembly.Memory;
  #next = firstByte;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Discards every allocation. */
  reset(): void {
    this.#next = firstByte;
  }

  /** The current end, for `release`. */
  mark(): number {
    return this.#next;
  }

  /** Discards all allocations since `mark`. */
  release(mark: number): void {
    this.#next = mark;
  }

  /**
   * Pointer (bytes) to `floats` single-precision numbers, not initialised. Memory may grow, which detaches earlier
   * views: take views after allocating. Throws RangeError where memory cannot grow.
   */
  allocate(floats: number): number {
    const pointer = this.#next;
    const end = pointer + Math.ceil((floats * 4) / alignment) * alignment;
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    this.#next = end;
    return pointer;
  }

  /** As allocate, filled with zeros. */
  zeros(floats: number): number {
    const pointer = this.allocate(floats);
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
