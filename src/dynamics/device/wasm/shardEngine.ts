/**
 * Runs shards on one kernel instance: lays parameters and rows into memory, calls the kernels in order, and hands back
 * loss and padded gradient. Synchronous; used in the thread itself and inside each worker alike.
 */
import type { Query } from '../device';
import { cellTermOfShard } from './cellShard';
import { cloudTermOfShard } from './cloudShard';
import { instantiateKernels, type KernelInstance } from './kernelModule';
import { padParameters, paddedLayout, type PaddedLayout } from './paddedLayout';
import type { Shard, ShardJob, ShardProblem, ShardResult } from './shards';
import { endpointTermOfShard } from './endpointShard';
import { simulateRows } from './simulate';
import { Workspace } from './workspace';

/** Pointers (bytes) to the padded parameters of a job. */
interface ParameterPointers {
  readonly a: number;
  readonly at: number;
  readonly bt: number;
  readonly b: number;
  readonly beta: number;
  readonly resting: number;
}

/** Pointers to the blocks of the padded gradient. */
export interface GradientPointers {
  readonly a: number;
  readonly bt: number;
  readonly beta: number;
  readonly delta: number;
}

/** What the terms need to run. */
export interface ShardContext {
  readonly kernels: KernelInstance['kernels'];
  readonly workspace: Workspace;
  readonly layout: PaddedLayout;
  readonly parameters: ParameterPointers;
}

export interface ShardEngine {
  /** Results in the order of the shards given; `gradient` is a view that the next result overwrites: copy or add it. */
  run(
    problem: ShardProblem,
    job: ShardJob,
    shards: readonly Shard[],
    onResult: (result: ShardResult) => void,
  ): void;
  /** [rows × (solverSteps + 1) × G]; only `shape` and `regulators` of the problem matter. */
  simulate(
    problem: Pick<ShardProblem, 'shape' | 'regulators'>,
    parameters: Float32Array,
    query: Query,
  ): Float32Array;
}

export async function createShardEngine(): Promise<ShardEngine> {
  const { kernels, memory } = await instantiateKernels();
  const workspace = new Workspace(memory);

  function contextOf(layout: PaddedLayout, flat: Float32Array): ShardContext {
    workspace.reset();
    const { genes, modules, regulators } = layout;
    const parameters = {
      a: workspace.zeros(genes * modules),
      at: workspace.zeros(modules * genes),
      bt: workspace.zeros(regulators * modules),
      b: workspace.zeros(modules * regulators),
      beta: workspace.zeros(modules),
      resting: workspace.zeros(modules),
    };
    padParameters(layout, flat, {
      a: workspace.view(parameters.a, genes * modules),
      at: workspace.view(parameters.at, modules * genes),
      bt: workspace.view(parameters.bt, regulators * modules),
      b: workspace.view(parameters.b, modules * regulators),
      beta: workspace.view(parameters.beta, modules),
    });
    kernels.restingActivity(parameters.beta, parameters.resting, modules);
    return { kernels, workspace, layout, parameters };
  }

  return {
    run(problem, job, shards, onResult) {
      const layout = paddedLayout(problem.shape, problem.regulators);
      const context = contextOf(layout, job.parameters);
      const blocks = layout.gradient;
      const endpointTerm = problem.clouds ? cloudTermOfShard : endpointTermOfShard;
      const start = workspace.mark();
      for (const shard of shards) {
        workspace.release(start);
        const gradient = workspace.zeros(blocks.total);
        const pointers = {
          a: gradient,
          bt: gradient + 4 * blocks.bt,
          beta: gradient + 4 * blocks.beta,
          delta: gradient + 4 * blocks.delta,
        };
        onResult({
          index: shard.index,
          endpoint: endpointTerm(context, problem, job, shard, pointers),
          cell: cellTermOfShard(context, problem, job, shard, pointers),
          gradient: workspace.view(gradient, blocks.total),
        });
      }
    },
    simulate(problem, parameters, query) {
      const layout = paddedLayout(problem.shape, problem.regulators);
      return simulateRows(contextOf(layout, parameters), query);
    },
  };
}
