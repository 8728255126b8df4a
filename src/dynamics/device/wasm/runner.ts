/**
 * Where shards run: in this thread, or in a pool of workers (workerRunner.ts). Either way the shards and the order in
 * which they are summed are the same, and so are the bits.
 */
import type { Problem } from '../../problem';
import { createShardEngine, type ShardEngine } from './shardEngine';
import {
  type Shard,
  type ShardJob,
  type ShardProblem,
  type ShardResult,
  shardCount,
  type MeasuredRows,
} from './shards';
import type { ShardReply, ShardRequest } from './shardService';

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

interface ShardSum {
  readonly endpoint: number;
  readonly cell: number;
  /** Padded (paddedLayout.ts). */
  readonly gradient: Float32Array;
}

/** Adds results up; they must come in the order of their index. */
class ShardAccumulator {
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

/**
 * A pool of workers that run shards. Each worker holds its shards' part of every loaded problem (not its cells); a step sends parameters and
 * rows and gets back loss and gradient per shard, which are summed here in the order of the shards. Several devices may
 * step at once: their jobs interleave, tickets tell replies apart.
 */

/** A worker as the pool needs it; what kind it is differs between a browser and Node. */
export interface PoolWorker {
  send(request: ShardRequest, transfer: ArrayBuffer[]): void;
  /** Called once. `onLost`: it will answer no more, with the reason; what comes after `terminate` is not heard. */
  listen(onReply: (reply: ShardReply) => void, onLost: (detail: string) => void): void;
  terminate(): void;
}

interface Waiting {
  readonly resolve: (results: readonly ShardResult[]) => void;
  readonly reject: (reason: Error) => void;
}

/** Fits of a run step side by side, on workers of their own where there are enough; more than this many fits' are not made. */
const maxWorkers = 4 * shardCount;

/** With arrays of its own, to be transferred. */
function copied(rows: MeasuredRows) {
  return { ...rows, target: rows.target.slice(), weight: rows.weight.slice() };
}

/** Rejects pending and later runs once a worker is lost: its `message` is the detail of `worker-lost`. */
export function workerRunner(createWorker: () => PoolWorker, count: number): ShardRunner {
  const waiting = new Map<number, Waiting>();
  let nextTicket = 0;
  let nextProblem = 0;
  let lost: Error | null = null;
  const workers = Array.from({ length: Math.min(maxWorkers, Math.max(1, count)) }, () => {
    const worker = createWorker();
    worker.listen(settle, loseAll);
    return worker;
  });

  function settle(reply: ShardReply): void {
    const waiter = waiting.get(reply.ticket);
    waiting.delete(reply.ticket);
    if (reply.type === 'done') waiter?.resolve(reply.results);
    else waiter?.reject(new Error(reply.detail));
  }

  function loseAll(detail: string): void {
    lost ??= new Error(detail);
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  }

  function sendToAll(message: ShardRequest): void {
    for (const worker of workers) worker.send(message, []);
  }

  return {
    workers: workers.length,
    load: async (content) => {
      const problem = nextProblem++;
      // Problems start their round at different workers, so that short rounds even out.
      const firstWorker = problem * (workers.length > shardCount ? shardCount : 1);
      const runsOn = (shard: number) => (shard + firstWorker) % workers.length;
      workers.forEach((worker, w) => {
        const own = content.measured.filter(({ index }) => runsOn(index) === w).map(copied);
        const buffers = own.flatMap(({ target, weight }) => [target.buffer, weight.buffer]);
        worker.send({ type: 'load', problem, content: { ...content, measured: own } }, buffers);
      });
      return {
        run: async (job, shards) => {
          if (lost) throw lost;
          const replies = workers.flatMap((worker, w) => {
            const share = shards.filter(({ index }) => runsOn(index) === w);
            if (share.length === 0) return [];
            const ticket = nextTicket++;
            return new Promise<readonly ShardResult[]>((resolve, reject) => {
              waiting.set(ticket, { resolve, reject });
              const buffers = share.flatMap(({ cells, maskOfCell, clouds }) => [
                cells.buffer,
                maskOfCell.buffer,
                ...clouds.flatMap(({ start, measured }) => [start.buffer, measured.buffer]),
              ]);
              worker.send({ type: 'run', ticket, problem, job, shards: share }, buffers);
            });
          });
          const results = (await Promise.all(replies)).flat();
          const sum = new ShardAccumulator();
          for (const result of results.toSorted((a, b) => a.index - b.index)) sum.add(result);
          return sum.sum();
        },
        unload: () => sendToAll({ type: 'unload', problem }),
      };
    },
    dispose: () => {
      loseAll('The pool was closed');
      for (const worker of workers) worker.terminate();
    },
  };
}
