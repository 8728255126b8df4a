/** What the terms of a shard run on: kernels, memory, the layout of a problem in it, and pointers to its parameters. */
import type { Kernels } from './assembly/kernelTypes';
import type { PaddedLayout } from './paddedLayout';
import type { ShardJob, ShardProblem } from './shards';
import type { Workspace } from './workspace';

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
