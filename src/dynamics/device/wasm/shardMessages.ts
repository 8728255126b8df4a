/** What crosses between the owner of a pool and its workers: plain data, answered in the order sent. */
import type { Shard, ShardJob, ShardProblem, ShardResult } from './shards';

export type ShardRequest =
  | { readonly type: 'load'; readonly problem: number; readonly content: ShardProblem }
  | {
      readonly type: 'run';
      readonly ticket: number;
      readonly problem: number;
      readonly job: ShardJob;
      readonly shards: readonly Shard[];
    }
  | { readonly type: 'unload'; readonly problem: number };

export type ShardReply =
  | { readonly type: 'done'; readonly ticket: number; readonly results: readonly ShardResult[] }
  | { readonly type: 'failed'; readonly ticket: number; readonly detail: string };
