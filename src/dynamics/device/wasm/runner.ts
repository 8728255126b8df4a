/**
 * Where shards run: in this thread, or in a pool of workers (workerRunner.ts). Either way the shards and the order in
 * which they are summed are the same, and so are the bits.
 */
import type { Problem } from '../../problem';
import { createShardEngine, type ShardEngine } from './shardEngine';
import type { Shard, ShardJob, ShardProblem, ShardResult } from './shards';

/** A problem as a runner holds it, until unload. */
interface LoadedProblem {
  run(job: ShardJob, shards: readonly Shard[]): Promise<ShardSum>;
  unload(): void;
}

export interface ShardRunner {
  /** 0 in this thread. */
  readonly workers: number;
  load(problem: ShardProblem): Promise<LoadedProblem>;
  dispose(): void;
}

export interface ShardSum {
  readonly endpoint: number;
  readonly cell: number;
  /** Padded (paddedLayout.ts). */
  readonly gradient: Float32Array;
}

/** Adds results up; they must come in the order of their index. */
export class ShardAccumulator {
  #endpoint = 0;
  #cell = 0;
  #gradient: Float32Array | null = null;

  add(result: ShardResult): void {
    this.#endpoint += result.endpoint;
    this.#cell += result.cell;
    const sum = this.#gradient;
    if (!sum) {
      this.#gradient = result.gradient.slice();
      return;
    }
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (result.gradient[i] as number);
  }

  sum(): ShardSum {
    return { endpoint: this.#endpoint, cell: this.#cell, gradient: this.#gradient ?? new Float32Array(0) };
  }
}

let engine: Promise<ShardEngine> | null = null;

/** The one engine of this thread; it keeps nothing between calls but its memory. */
export function engineOfThisThread(): Promise<ShardEngine> {
  engine ??= createShardEngine();
  return engine;
}

/** In this thread, on its one engine unless another is given. */
export function inlineRunner(engineHere: () => Promise<ShardEngine> = engineOfThisThread): ShardRunner {
  return {
    workers: 0,
    async load(problem) {
      const shardEngine = await engineHere();
      return {
        run: async (job, shards) => {
          const sum = new ShardAccumulator();
          shardEngine.run(problem, job, shards, (result) => sum.add(result));
          return sum.sum();
        },
        unload: () => undefined,
      };
    },
    dispose: () => undefined,
  };
}

/** Work of a step, in logistic functions (some 2.4 ns each), below which messages cost more than they save. */
const worthAMessage = 350_000;
/** Cells a step usually looks at, for the cell term and in all its clouds. */
const usualCells = 256;
const usualCloudRows = 320;
/** Multiply-adds that take as long as one logistic function. */
const multiplyAdds = 50;

/** The pool, or this thread where there is no pool or a step is cheaper than messages. */
export function chooseRunner(problem: Problem, pool: ShardRunner | null): ShardRunner {
  return pool && workOfStep(problem) > worthAMessage ? pool : inlineRunner();
}

/** Of the two parts that can be large: the cell term, and the trajectories of clouds (activities and three products with W a stage). */
function workOfStep({ shape, cellWeight, clouds, solverSteps }: Problem): number {
  const { regulators, modules } = shape;
  const cellTerm = cellWeight === 0 ? 0 : usualCells * regulators * modules;
  if (!clouds) return cellTerm;
  const activities = usualCloudRows * 4 * solverSteps * modules;
  return cellTerm + activities * (1 + (3 * modules) / multiplyAdds);
}
