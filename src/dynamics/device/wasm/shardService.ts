/**
 * The worker's side of the pool: keeps loaded problems by number and runs shards on its own engine. The port is
 * abstract, so that tests run it without a worker.
 */
import { createShardEngine, type ShardEngine } from './shardEngine';
import { copied, gradientsOf, type OwnSum, type ShardProblem, type Shard, type ShardJob } from './shards';

interface ShardServicePort {
  onRequest(listener: (request: ShardRequest) => void): void;
  reply(reply: ShardReply, transfer: ArrayBuffer[]): void;
}

/** Serves requests in order once the engine is ready, until the port closes. */
export function serveShards(port: ShardServicePort): void {
  const engine = createShardEngine();
  const problems = new Map<number, ShardProblem>();
  port.onRequest((request) => {
    void engine
      .then((ready) => answer(ready, problems, request, port))
      .catch((error: unknown) => {
        if (request.type === 'run')
          port.reply({ type: 'failed', ticket: request.ticket, detail: String(error) }, []);
      });
  });
}

function answer(
  engine: ShardEngine,
  problems: Map<number, ShardProblem>,
  request: ShardRequest,
  port: ShardServicePort,
): void {
  switch (request.type) {
    case 'load':
      problems.set(request.problem, request.content);
      return;
    case 'unload':
      problems.delete(request.problem);
      return;
    case 'run': {
      const problem = problems.get(request.problem);
      if (!problem) throw new Error(`Problem ${request.problem} was never loaded or is gone`);
      const sums = copied(engine.run(problem, request.job, request.shards), request.spent);
      const buffers = gradientsOf(sums).map(({ buffer }) => buffer);
      port.reply({ type: 'done', ticket: request.ticket, sums }, buffers);
      return;
    }
    default:
      request satisfies never;
  }
}

/** Messages between a pool and its workers: plain data, answered in the order sent. */

export type ShardRequest =
  | { readonly type: 'load'; readonly problem: number; readonly content: ShardProblem }
  | {
      readonly type: 'run';
      readonly ticket: number;
      readonly problem: number;
      readonly job: ShardJob;
      readonly shards: readonly Shard[];
      /** Gradients of the step before, which come back: memory of each step of its own would make the collector read the whole heap. */
      readonly spent: readonly Float32Array<ArrayBuffer>[];
    }
  | { readonly type: 'unload'; readonly problem: number };

export type ShardReply =
  | { readonly type: 'done'; readonly ticket: number; readonly sums: readonly OwnSum[] }
  | { readonly type: 'failed'; readonly ticket: number; readonly detail: string };
