/**
 * Where shards run: in this thread, or in a pool of workers. The shards and the order of their sum are the same, and so
 * are the bits.
 */
import type { Problem } from '../../problem';
import { createShardEngine, type ShardEngine } from './shardEngine';
import {
  copied,
  gradientsOf,
  type OwnSum,
  type Shard,
  type ShardJob,
  type ShardProblem,
  type ShardSum,
  shardCount,
} from './shards';
import type { ShardReply, ShardRequest } from './shardService';

/** A problem loaded into a runner, until unload. */
interface LoadedProblem {
  /** In the order of the shards; valid until the next run. */
  run(job: ShardJob, shards: readonly Shard[]): Promise<readonly ShardSum[]>;
  unload(): void;
}

export interface ShardRunner {
  /** 0 in this thread. */
  readonly workers: number;
  load(problem: ShardProblem): Promise<LoadedProblem>;
  dispose(): void;
}

let engine: Promise<ShardEngine> | null = null;

/** The one engine of this thread; between calls it keeps only its memory. */
export function engineOfThisThread(): Promise<ShardEngine> {
  engine ??= createShardEngine();
  return engine;
}

/** Runs in this thread, by default on its one engine. */
export function inlineRunner(engineHere: () => Promise<ShardEngine> = engineOfThisThread): ShardRunner {
  return {
    workers: 0,
    async load(problem) {
      const shardEngine = await engineHere();
      return {
        run: async (job, shards) => copied(shardEngine.run(problem, job, shards)),
        unload: () => undefined,
      };
    },
    dispose: () => undefined,
  };
}

/** Work of a step, in logistic functions, below which messages cost more than they save. */
const worthAMessage = 175_000;
/** Typical cells per step: in the cell term beside means and beside clouds, and in all clouds. */
const usualCells = 128;
const usualCellsBesideClouds = 256;
const usualCloudRows = 320;
/** Multiply-adds in the time of one logistic function. */
const multiplyAdds = 50;

/** Perturbations up to which messages cost more than uneven problems: a leave-out fit lacks a third of the perturbations. */
const fewPerturbations = 64;

/**
 * The pool of so many workers, or this thread with fewer than two, or where messages cost more than a step. `problems` like this one step at
 * the same time.
 */
export function chooseRunner(
  problem: Problem,
  workers: number,
  pool: () => WorkerPool,
  problems = 1,
): ShardRunner {
  if (workers < 2 || workOfStep(problem) <= worthAMessage) return inlineRunner();
  const areEven = problem.clouds !== null || problem.perturbations <= fewPerturbations;
  return pool().together(areEven ? problems : 1);
}

/**
 * The two parts that can be large: the cell term, and the trajectories of clouds (activities and three products with W
 * per stage).
 */
function workOfStep({ shape, cellWeight, clouds, solverSteps, stages }: Problem): number {
  const { regulators, modules } = shape;
  const cells = clouds ? usualCellsBesideClouds : usualCells;
  const cellTerm = cellWeight === 0 ? 0 : cells * regulators * modules;
  if (!clouds) return cellTerm;
  const activities = usualCloudRows * stages * solverSteps * modules;
  return cellTerm + activities * (1 + (3 * modules) / multiplyAdds);
}

/** A worker of the pool, in a browser or in Node. */
export interface PoolWorker {
  send(request: ShardRequest, transfer: ArrayBuffer[]): void;
  /** Called once. `onLost`: the worker is gone, with the reason; not called after `terminate`. */
  listen(onReply: (reply: ShardReply) => void, onLost: (detail: string) => void): void;
  terminate(): void;
}

interface Waiting {
  readonly resolve: (sums: readonly OwnSum[]) => void;
  readonly reject: (reason: Error) => void;
}

/** Fits of a run step concurrently on separate workers where there are enough, up to this number of workers. */
const maxWorkers = 4 * shardCount;

export interface WorkerPool extends ShardRunner {
  /** The same workers for one of so many like problems that step at the same time: with fewer messages where they share the workers evenly. */
  together(problems: number): ShardRunner;
}

/** Workers of each of `problems` that step at the same time: as few as keep all busy, if that is even. */
function workersOfEach(problems: number, workers: number): number {
  if (problems % workers === 0) return 1;
  return Math.min(shardCount, workers % problems === 0 ? workers / problems : workers);
}

/**
 * A pool of workers. Each holds its shards' part of every loaded problem (not its cells); a step sends parameters and
 * rows and receives losses and gradients, added up over the shards of each. Several devices may step
 * concurrently; tickets tell their replies apart. Once a worker is lost, pending and later runs are rejected with its
 * message, the detail of `worker-lost`.
 */
export function workerRunner(createWorker: () => PoolWorker, count: number): WorkerPool {
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
    if (reply.type === 'done') waiter?.resolve(reply.sums);
    else waiter?.reject(new Error(reply.detail));
  }

  function loseAll(detail: string): void {
    lost ??= new Error(detail);
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  }

  const together = (problems: number): ShardRunner => ({
    workers: workers.length,
    load: async (content) => {
      const problem = nextProblem++;
      // Neighbours together, so that few sums come back.
      const blocks = workersOfEach(problems, workers.length);
      // Problems start at different workers, which evens out the load.
      const firstWorker = problem * (blocks < workers.length ? blocks : 1);
      const runsOn = (shard: number) =>
        (Math.floor((shard * blocks) / shardCount) + firstWorker) % workers.length;
      workers.forEach((worker, w) => {
        // Copies, whose arrays can be transferred.
        const own = content.measured
          .filter(({ index }) => runsOn(index) === w)
          .map((rows) => ({ ...rows, target: rows.target.slice(), weight: rows.weight.slice() }));
        const buffers = own.flatMap(({ target, weight }) => [target.buffer, weight.buffer]);
        worker.send({ type: 'load', problem, content: { ...content, measured: own } }, buffers);
      });
      /** [workers] gradients of the last run. */
      const spent = workers.map((): readonly Float32Array<ArrayBuffer>[] => []);
      return {
        run: async (job, shards) => {
          if (lost) throw lost;
          const replies = workers.map(async (worker, w): Promise<readonly OwnSum[]> => {
            const share = shards.filter(({ index }) => runsOn(index) === w);
            if (share.length === 0) return [];
            const ticket = nextTicket++;
            const own = spent[w] ?? [];
            spent[w] = [];
            const sums = await new Promise<readonly OwnSum[]>((resolve, reject) => {
              waiting.set(ticket, { resolve, reject });
              const buffers = share.flatMap(({ cells, maskOfCell, clouds }) => [
                cells.buffer,
                maskOfCell.buffer,
                ...clouds.flatMap(({ start, measured }) => [start.buffer, measured.buffer]),
              ]);
              buffers.push(...own.map(({ buffer }) => buffer));
              worker.send({ type: 'run', ticket, problem, job, shards: share, spent: own }, buffers);
            });
            spent[w] = gradientsOf(sums);
            return sums;
          });
          const sums = (await Promise.all(replies)).flat();
          return sums.toSorted((a, b) => a.from - b.from);
        },
        unload: () => workers.forEach((worker) => worker.send({ type: 'unload', problem }, [])),
      };
    },
    dispose: () => {
      loseAll('The pool was closed');
      for (const worker of workers) worker.terminate();
    },
  });
  return { ...together(1), together };
}
