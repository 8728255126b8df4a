/**
 * How a training step is cut: rows of the endpoint term (perturbations, or drawn clouds) and of the cell term (batch cells)
 * into a fixed number of shards, whatever the number of workers, so that sums are taken in the same order everywhere.
 * Plain data: it crosses to workers as it is.
 */
import type { CloudEndpoints, Problem } from '../../problem';
import type { Batch, CloudBatch } from '../device';

export const shardCount = 8;
/** Rows of a register tile: shards hold whole tiles. */
const tileRows = 4;

export type ShardClouds = Pick<CloudEndpoints, 'blur' | 'iterations' | 'tolerance'>;

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
  | 'adjoint'
  | 'endpoints'
  | 'target'
  | 'weight'
  | 'cellMask'
> & { readonly clouds: ShardClouds | null };

/** One drawn endpoint with its clouds. */
export interface CloudUnit {
  /** Index into Problem.endpoints. */
  readonly endpoint: number;
  /** Row of cellMask. */
  readonly mask: number;
  /** [n × G] cells at control, and as many measured. */
  readonly start: Float32Array<ArrayBuffer>;
  readonly measured: Float32Array<ArrayBuffer>;
}

export interface Shard {
  readonly index: number;
  /** Perturbations from (included) and to (excluded); none where clouds are compared. */
  readonly from: number;
  readonly to: number;
  readonly clouds: readonly CloudUnit[];
  /** [cells × G] rows of the batch, and [cells] their rows of cellMask. */
  readonly cells: Float32Array<ArrayBuffer>;
  readonly maskOfCell: Int32Array<ArrayBuffer>;
}

export interface ShardJob {
  /** In the layout of parameters.ts, the δ block already through softplus. */
  readonly parameters: Float32Array;
  /** Factor of Σ f°² mask: λ_s / (batch · G). */
  readonly cellScale: number;
  /** Factor of ΣS over the drawn endpoints: weight / P. */
  readonly cloudScale: number;
}

export interface ShardResult {
  readonly index: number;
  readonly endpoint: number;
  readonly cell: number;
  /** Padded (paddedLayout.ts). */
  readonly gradient: Float32Array;
}

/** The rows of problem and batch, cut. Shards at the end may be empty. */
export function cutIntoShards(problem: Problem, batch: Batch): Shard[] {
  const { genes } = problem.shape;
  const perturbations = problem.clouds ? 0 : problem.perturbations;
  const perturbationsEach = rowsEach(perturbations);
  const cellsEach = rowsEach(batch.cells.length);
  const units = cloudUnits(problem, batch.clouds);
  return Array.from({ length: shardCount }, (_, index) => {
    const rows = batch.cells.subarray(index * cellsEach, (index + 1) * cellsEach);
    return {
      index,
      from: Math.min(index * perturbationsEach, perturbations),
      to: Math.min((index + 1) * perturbationsEach, perturbations),
      clouds: units.filter((_unit, u) => u % shardCount === index),
      cells: gathered(problem.cells, rows, genes),
      maskOfCell: Int32Array.from(rows, (cell) => problem.maskOfCell[cell] as number),
    };
  });
}

function cloudUnits({ cells, clouds, shape }: Problem, batch: CloudBatch | null): CloudUnit[] {
  if (!clouds || !batch) return [];
  const each = batch.start.length / batch.endpoints.length;
  return Array.from(batch.endpoints, (endpoint, p) => ({
    endpoint,
    mask: clouds.maskOfEndpoint[endpoint] as number,
    start: gathered(clouds.start, batch.start.subarray(p * each, (p + 1) * each), shape.genes),
    measured: gathered(cells, batch.measured.subarray(p * each, (p + 1) * each), shape.genes),
  }));
}

/** [rows × G] */
function gathered(from: Float32Array, rows: Int32Array, genes: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(rows.length * genes);
  rows.forEach((row, n) => values.set(from.subarray(row * genes, (row + 1) * genes), n * genes));
  return values;
}

function rowsEach(rows: number): number {
  return Math.ceil(rows / (shardCount * tileRows)) * tileRows;
}
