/**
 * How a training step is cut: rows of the endpoint term (perturbations) and of the cell term (batch cells) into a fixed
 * number of shards, whatever the number of workers, so that sums are taken in the same order everywhere.
 * Plain data: it crosses to workers as it is.
 */
import type { Problem } from '../../problem';

export const shardCount = 8;
/** Rows of a register tile: shards hold whole tiles. */
const tileRows = 4;

/** What a worker keeps of a problem: everything but the cells, whose rows come with each step. */
export type ShardProblem = Pick<
  Problem,
  | 'shape'
  | 'regulators'
  | 'keep'
  | 'clamp'
  | 'shifts'
  | 'horizon'
  | 'solverSteps'
  | 'endpoints'
  | 'target'
  | 'weight'
  | 'cellMask'
>;

export interface Shard {
  readonly index: number;
  /** Perturbations from (included) and to (excluded). */
  readonly from: number;
  readonly to: number;
  /** [cells × G] rows of the batch, and [cells] their rows of cellMask. */
  readonly cells: Float32Array;
  readonly maskOfCell: Int32Array;
}

export interface ShardJob {
  /** In the layout of parameters.ts, the δ block already through softplus. */
  readonly parameters: Float32Array;
  /** Factor of Σ f°² mask: λ_s / (batch · G). */
  readonly cellScale: number;
}

export interface ShardResult {
  readonly index: number;
  readonly endpoint: number;
  readonly cell: number;
  /** Padded (paddedLayout.ts). */
  readonly gradient: Float32Array;
}

/** The rows of problem and batch, cut. Shards at the end may be empty. */
export function cutIntoShards(problem: Problem, batch: Int32Array): Shard[] {
  const { genes } = problem.shape;
  const perturbationsEach = rowsEach(problem.perturbations);
  const cellsEach = rowsEach(batch.length);
  return Array.from({ length: shardCount }, (_, index) => {
    const rows = batch.subarray(index * cellsEach, (index + 1) * cellsEach);
    const cells = new Float32Array(rows.length * genes);
    rows.forEach((cell, n) => cells.set(problem.cells.subarray(cell * genes, (cell + 1) * genes), n * genes));
    return {
      index,
      from: Math.min(index * perturbationsEach, problem.perturbations),
      to: Math.min((index + 1) * perturbationsEach, problem.perturbations),
      cells,
      maskOfCell: rows.map((cell) => problem.maskOfCell[cell] as number),
    };
  });
}

function rowsEach(rows: number): number {
  return Math.ceil(rows / (shardCount * tileRows)) * tileRows;
}
