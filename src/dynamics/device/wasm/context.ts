/**
 * What the terms of a shard run on: kernels, memory, the layout of a problem in it, and pointers to its parameters. Layout of a kernel
 * instance's memory during a job: bump allocation, restarted for each job, so that any number of problems share the same bytes and
 * nothing is freed. Memory grows to the largest job. Instances of the compiled kernels, each with its own memory: they allocate
 * nothing.
 */
import { type Kernels, RECORDS } from './assembly/kernelTypes';
import type { PaddedLayout } from './paddedLayout';
import type { ShardJob, ShardProblem } from './shards';
import {
  bindKernels,
  firstByte,
  firstPages,
  moduleBytes,
  pageBytes,
} from '../../../numerics/dense/webAssembly';
import base64 from './assembly/kernels.ts?asc';

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

/** Pointers (bytes) to the padded parameters of a job. */
interface ParameterPointers {
  readonly a: number;
  readonly at: number;
  readonly bt: number;
  readonly beta: number;
  readonly resting: number;
}

/** Pointers to the blocks of the padded gradient. */
interface GradientPointers {
  readonly a: number;
  readonly bt: number;
  readonly beta: number;
  readonly delta: number;
  readonly w: number;
}

/** Enough to lay out rows. */
export interface KernelContext {
  readonly kernels: Kernels;
  readonly workspace: Workspace;
  readonly layout: PaddedLayout;
  readonly parameters: ParameterPointers;
}

/** Enough to integrate. */
export interface TrajectoryContext extends KernelContext {
  readonly problem: Pick<
    ShardProblem,
    'shape' | 'regulators' | 'shifts' | 'clamped' | 'horizon' | 'solverSteps' | 'stages'
  >;
  /** [D] sources of the shifts. */
  readonly deltas: Float32Array;
  /** W = BA and its transpose, in panels (assembly/matrices.ts). */
  readonly operator: { readonly w: number; readonly wt: number };
}

/** Enough for the terms of a shard, which add their gradient (the δ block: ∂L/∂δ) and return their loss. */
export interface ShardContext extends TrajectoryContext {
  readonly problem: ShardProblem;
  readonly job: ShardJob;
  readonly gradient: GradientPointers;
}

/** A matrix in memory: its pointer, and the floats from one row to the next. */
type Matrix = readonly [pointer: number, floats: number];

/** The record of a product of matrices: sizes of C [rows × columns], and the number of terms of each sum. */
export function product(c: Matrix, a: Matrix, b: Matrix, rows: number, columns: number, inner: number) {
  return { c: c[0], cRow: 4 * c[1], a: a[0], aRow: 4 * a[1], b: b[0], bRow: 4 * b[1], rows, columns, inner };
}

export interface KernelInstance {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** A fresh instance with its own memory; the module is compiled once. Throws where SIMD is missing (ask simdSupported). */
export async function instantiateKernels(): Promise<KernelInstance> {
  compiled ??= WebAssembly.compile(moduleBytes(base64));
  const memory = new WebAssembly.Memory({ initial: firstPages });
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return { kernels: bindKernels<Kernels>(exports, { memory, records: RECORDS }), memory };
}
