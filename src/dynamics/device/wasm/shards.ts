/**
 * How a training step is split: rows of the endpoint term (perturbations, or drawn clouds) and of the cell term (batch
 * cells) into a fixed number of shards, whatever the number of workers, so that sums have the same order everywhere:
 * pairs of neighbouring shards, pairs of pairs, and so on. Plain data that is sent to workers.
 */
import type { CloudBatch, CloudEndpoints, Endpoint, Problem } from '../../problem';
import type { Batch } from '../device';
import { sparseRows, type SparseRows } from './sparseRows';

/** A power of two. */
export const shardCount = 8;
/** Rows of a register tile: shards contain whole tiles. */
const tileRows = 4;

export type ShardClouds = Pick<CloudEndpoints, 'blur' | 'iterations' | 'tolerance'>;

/** The endpoints of one shard's perturbations, as means. */
export interface MeasuredRows {
  /** Index of the shard. */
  readonly index: number;
  readonly endpoints: readonly Endpoint[];
  /** [endpoints × G], as in Problem. */
  readonly target: Float32Array;
  readonly weight: Float32Array;
}

/**
 * What a worker keeps of a problem: no cells, which come with each step, and of arrays of perturbations × genes only
 * the part of its own shards.
 */
export interface ShardProblem extends Pick<
  Problem,
  'shape' | 'regulators' | 'shifts' | 'horizon' | 'solverSteps' | 'stages' | 'endpoints'
> {
  /** [perturbations] clamped genes and their levels. */
  readonly clamped: SparseRows;
  /** [perturbations] free genes with a non-zero initial state; none in training. */
  readonly moved: SparseRows;
  /** [conditions] genes that are ignored in the condition's cells. */
  readonly masked: SparseRows;
  /** Of all shards, or of those that run in this worker; none with clouds. */
  readonly measured: readonly MeasuredRows[];
  readonly clouds: ShardClouds | null;
}

/** One drawn endpoint with its clouds. */
export interface CloudUnit {
  /** Index into Problem.endpoints. */
  readonly endpoint: number;
  /** Row of `masked`. */
  readonly mask: number;
  /** [n × G] control cells, and as many measured cells. */
  readonly start: Float32Array<ArrayBuffer>;
  readonly measured: Float32Array<ArrayBuffer>;
}

export interface Shard {
  readonly index: number;
  /** Perturbations from (included) and to (excluded); none with clouds. */
  readonly from: number;
  readonly to: number;
  readonly clouds: readonly CloudUnit[];
  /** [cells × G] rows of the batch, and [cells] their rows of `masked`. */
  readonly cells: Float32Array<ArrayBuffer>;
  readonly maskOfCell: Int32Array<ArrayBuffer>;
}

export interface ShardJob {
  /** In the layout of problem.ts, with softplus already applied to the δ block. */
  readonly parameters: Float32Array;
  /** Factor of Σ f°² mask: λ_s / (batch · G). */
  readonly cellScale: number;
  /** Factor of ΣS over the drawn endpoints: weight / P. */
  readonly cloudScale: number;
}

/** Losses and gradient over 1, 2, 4 or 8 neighbouring shards, the first at a multiple of their number. */
export interface ShardSum {
  /** Shards from (included) and to (excluded). */
  readonly from: number;
  readonly to: number;
  readonly endpoint: number;
  readonly cell: number;
  /** Padded (paddedLayout.ts); null where no shard has rows. */
  readonly gradient: Float32Array | null;
}

/** Whether the shards of two sums, the first before the second, are summed together next. */
export function areNeighbours(
  first: Pick<ShardSum, 'from' | 'to'>,
  second: Pick<ShardSum, 'from' | 'to'>,
): boolean {
  const size = first.to - first.from;
  return first.to === second.from && second.to - second.from === size && first.from % (2 * size) === 0;
}

/** Sums that wait for their neighbours while one worker with all shards is at `index`: one for each power of two in it. */
export function waitingSums(index: number): number {
  return index === 0 ? 0 : (index % 2) + waitingSums(Math.floor(index / 2));
}

/** A sum with a gradient of its own, in place of a view of a workspace. */
export interface OwnSum extends ShardSum {
  readonly gradient: Float32Array<ArrayBuffer> | null;
}

/** `spent`: gradients of earlier sums, to be written over. */
export function copied(
  sums: readonly ShardSum[],
  spent: readonly Float32Array<ArrayBuffer>[] = [],
): readonly OwnSum[] {
  const left = [...spent];
  return sums.map((sum) => ({ ...sum, gradient: sum.gradient && copyOf(sum.gradient, left.pop()) }));
}

function copyOf(gradient: Float32Array, spent: OwnSum['gradient'] = null): Float32Array<ArrayBuffer> {
  if (spent?.length !== gradient.length) return gradient.slice();
  spent.set(gradient);
  return spent;
}

export function gradientsOf(sums: readonly OwnSum[]): readonly Float32Array<ArrayBuffer>[] {
  return sums.flatMap(({ gradient }) => (gradient ? [gradient] : []));
}

export function hasRows({ from, to, clouds, maskOfCell }: Shard): boolean {
  return to > from || clouds.length > 0 || maskOfCell.length > 0;
}

export function shardProblemOf(problem: Problem): ShardProblem {
  const { shape, regulators, shifts, horizon, solverSteps, stages, endpoints, clouds } = problem;
  const { keep, clamp, cellMask } = problem;
  return {
    shape,
    regulators,
    shifts,
    horizon,
    solverSteps,
    stages,
    endpoints,
    clamped: sparseRows(shape.genes, clamp, (place) => keep[place] === 0),
    moved: sparseRows(shape.genes, clamp, (place) => keep[place] !== 0 && clamp[place] !== 0),
    masked: sparseRows(shape.genes, cellMask, (place) => cellMask[place] === 0),
    measured: clouds ? [] : Array.from({ length: shardCount }, (_, index) => measuredRows(problem, index)),
    clouds: clouds && { blur: clouds.blur, iterations: clouds.iterations, tolerance: clouds.tolerance },
  };
}

/** Views of the problem's own arrays where a shard's endpoints are contiguous, as they usually are. */
function measuredRows(
  { shape, perturbations, endpoints, target, weight }: Problem,
  index: number,
): MeasuredRows {
  const { genes } = shape;
  const [from, to] = rowsOf(perturbations, index);
  const rows = Int32Array.from(endpoints.keys()).filter((e) => {
    const { perturbation } = endpoints[e] as Endpoint;
    return perturbation >= from && perturbation < to;
  });
  const [first = 0] = rows;
  const isTogether = rows.every((row, i) => row === first + i);
  const of = (values: Float32Array): Float32Array =>
    isTogether
      ? values.subarray(first * genes, (first + rows.length) * genes)
      : gathered(values, rows, genes);
  return {
    index,
    endpoints: Array.from(rows, (e) => endpoints[e] as Endpoint),
    target: of(target),
    weight: of(weight),
  };
}

/** First (included) and last (excluded) row of a shard: whole tiles, given out as evenly as possible. */
export function rowsOf(rows: number, index: number): readonly [from: number, to: number] {
  const tiles = Math.ceil(rows / tileRows);
  const start = (shard: number) => Math.min(rows, tileRows * Math.floor((shard * tiles) / shardCount));
  return [start(index), start(index + 1)];
}

/** The shards of a step; some may be empty. */
export function cutIntoShards(problem: Problem, batch: Batch): Shard[] {
  const { genes } = problem.shape;
  const perturbations = problem.clouds ? 0 : problem.perturbations;
  const units = cloudUnits(problem, batch.clouds);
  return Array.from({ length: shardCount }, (_, index) => {
    const rows = batch.cells.subarray(...rowsOf(batch.cells.length, index));
    const [from, to] = rowsOf(perturbations, index);
    return {
      index,
      from,
      to,
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
