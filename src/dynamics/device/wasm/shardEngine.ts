/**
 * Runs shards on one kernel instance: lays out parameters and rows in memory, calls the kernels in order, and returns
 * loss and padded gradient. Synchronous, in the main thread of a run and in each pool worker alike.
 */
import { parameterLayout, type Shift } from '../../problem';
import type { Query, End } from '../device';
import { cellTermOfShard, endpointTermOfShard } from './cellShard';
import {
  type KernelContext,
  type KernelInstance,
  Workspace,
  instantiateKernels,
  product,
  type TrajectoryContext,
} from './context';
import { cloudTermOfShard } from './cloudShard';
import { type PaddedLayout, padParameters, paddedLayout, unpadGradient } from './paddedLayout';
import {
  type Shard,
  type ShardJob,
  type ShardProblem,
  type ShardSum,
  areNeighbours,
  hasRows,
} from './shards';
import { readOut } from './readout';
import { sparseRows } from './sparseRows';
import { blocksOf, integrate } from './trajectoryTape';

export interface ShardEngine {
  /** Sums over neighbouring shards, as few as possible, in their order. `gradient` is a view until the next call: copy it. */
  run(problem: ShardProblem, job: ShardJob, shards: readonly Shard[]): readonly ShardSum[];
  /**
   * Losses and gradient of all shards from their sums, in order. `gradient` is written in the layout of problem.ts: its part
   * through W is passed on to A and B.
   */
  finish(
    problem: Pick<ShardProblem, 'shape' | 'regulators'>,
    parameters: Float32Array,
    sums: readonly ShardSum[],
    gradient: Float32Array,
  ): Losses;
  /** [ends × G] states. */
  simulate(
    problem: Pick<ShardProblem, 'shape' | 'regulators'>,
    parameters: Float32Array,
    query: Query,
  ): Float32Array;
}

interface Losses {
  readonly endpoint: number;
  readonly cell: number;
}

/** A sum whose gradient lies in the workspace; null: no rows. */
interface SumInMemory extends Omit<ShardSum, 'gradient'> {
  readonly pointer: number | null;
}

export async function createShardEngine(): Promise<ShardEngine> {
  return shardEngineOn(await instantiateKernels());
}

/** Its memory grows to the largest job. */
export function shardEngineOn({ kernels, memory }: KernelInstance): ShardEngine {
  const workspace = new Workspace(memory);

  function contextOf(layout: PaddedLayout, flat: Float32Array): KernelContext {
    workspace.reset();
    const { genes, modules, regulators } = layout;
    const parameters = {
      a: workspace.allocate(genes * modules),
      at: workspace.zeros(modules * genes),
      bt: workspace.zeros(regulators * modules),
      beta: workspace.zeros(modules),
      resting: workspace.allocate(modules),
    };
    padParameters(layout, flat, {
      at: workspace.view(parameters.at, modules * genes),
      bt: workspace.view(parameters.bt, regulators * modules),
      beta: workspace.view(parameters.beta, modules),
    });
    kernels.transpose(parameters.a, parameters.at, modules, genes);
    kernels.restingActivity(parameters.beta, parameters.resting, modules);
    return { kernels, workspace, layout, parameters };
  }

  /** Wᵀ[m, i] = Σ_r A[r, m] B[i, r] */
  function operatorOf({ layout: { modules, shape }, parameters: { a, bt } }: KernelContext) {
    const w = workspace.allocate(modules * modules);
    const wt = workspace.allocate(modules * modules);
    const scratch = workspace.mark();
    const rows = workspace.zeros(modules * modules);
    const turned = workspace.allocate(modules * modules);
    kernels.addTransposedProduct(
      product([rows, modules], [a, modules], [bt, modules], modules, modules, shape.regulators),
    );
    kernels.packPanels(wt, rows, modules, modules);
    kernels.transpose(turned, rows, modules, modules);
    kernels.packPanels(w, turned, modules, modules);
    workspace.release(scratch);
    return { w, wt };
  }

  /** Puts `next`, the newest allocation, behind the others, and adds neighbours up, the later to the earlier. */
  function push(sums: SumInMemory[], next: SumInMemory, floats: number): void {
    let last = next;
    for (let before = sums.at(-1); before && areNeighbours(before, last); before = sums.at(-1)) {
      if (before.pointer !== null && last.pointer !== null) {
        kernels.addTo(before.pointer, last.pointer, floats);
        workspace.release(last.pointer);
      }
      sums.pop();
      last = {
        from: before.from,
        to: last.to,
        endpoint: before.endpoint + last.endpoint,
        cell: before.cell + last.cell,
        pointer: before.pointer ?? last.pointer,
      };
    }
    sums.push(last);
  }

  return {
    run(problem, job, shards) {
      const layout = paddedLayout(problem.shape, problem.regulators);
      const shared = contextOf(layout, job.parameters);
      const { parameters } = shared;
      const operator = operatorOf(shared);
      const blocks = layout.gradient;
      const endpointTerm = problem.clouds ? cloudTermOfShard : endpointTermOfShard;
      const sums: SumInMemory[] = [];
      for (const shard of shards) {
        const own = { from: shard.index, to: shard.index + 1 };
        if (!hasRows(shard)) {
          push(sums, { ...own, endpoint: 0, cell: 0, pointer: null }, blocks.total);
          continue;
        }
        const gradient = workspace.zeros(blocks.total);
        const end = workspace.mark();
        const pointers = {
          a: gradient,
          bt: gradient + 4 * blocks.bt,
          beta: gradient + 4 * blocks.beta,
          delta: gradient + 4 * blocks.delta,
          w: gradient + 4 * blocks.w,
        };
        const context = {
          kernels,
          workspace,
          layout,
          parameters,
          operator,
          problem,
          deltas: job.parameters.subarray(parameterLayout(problem.shape).delta),
          job,
          gradient: pointers,
        };
        const endpoint = endpointTerm(context, shard);
        workspace.release(end);
        const cell = cellTermOfShard(context, shard);
        workspace.release(end);
        push(sums, { ...own, endpoint, cell, pointer: gradient }, blocks.total);
      }
      return sums.map(({ pointer, ...sum }) => ({
        ...sum,
        gradient: pointer === null ? null : workspace.view(pointer, blocks.total),
      }));
    },
    finish(problem, parameters, sums, whole) {
      const layout = paddedLayout(problem.shape, problem.regulators);
      const { genes, modules, regulators } = layout;
      const blocks = layout.gradient;
      const { a, bt } = contextOf(layout, parameters).parameters;
      const stack: SumInMemory[] = [];
      for (const { gradient, ...own } of sums) {
        const pointer = gradient && workspace.allocate(blocks.total);
        if (gradient && pointer !== null) workspace.view(pointer, blocks.total).set(gradient);
        push(stack, { ...own, pointer }, blocks.total);
      }
      const [all] = stack;
      if (!all || stack.length > 1) throw new RangeError('a sum is finished from all of its shards');
      const sum = all.pointer ?? workspace.zeros(blocks.total);
      const turned = workspace.allocate(modules * Math.max(genes, modules));
      const w = sum + 4 * blocks.w;
      kernels.addProduct(product([sum, modules], [bt, modules], [w, modules], regulators, modules, modules));
      kernels.transpose(turned, w, modules, modules);
      kernels.addProduct(
        product(
          [sum + 4 * blocks.bt, modules],
          [a, modules],
          [turned, modules],
          regulators,
          modules,
          modules,
        ),
      );
      kernels.transpose(turned, sum, genes, modules);
      const at = workspace.view(turned, modules * genes);
      unpadGradient(layout, workspace.view(sum, blocks.total), at, whole);
      return { endpoint: all.endpoint, cell: all.cell };
    },
    simulate(problem, parameters, query) {
      const layout = paddedLayout(problem.shape, problem.regulators);
      const context = contextOf(layout, parameters);
      return statesAtEnds({ ...context, operator: operatorOf(context) }, problem.regulators, query);
    },
  };
}

/** [ends × G] */
function statesAtEnds(
  context: Omit<TrajectoryContext, 'problem' | 'deltas'>,
  regulators: Int32Array,
  query: Query,
): Float32Array {
  const { workspace, layout } = context;
  const { shape, columnOfGene } = layout;
  const own = { ...context, ...interventionsOf(query, shape.genes, { shape, regulators }) };
  const states = new Float32Array(query.ends.length * shape.genes);
  const start = workspace.mark();
  for (const [first, last] of blocksOf(0, query.rows)) {
    const places = Array.from(query.ends.keys()).filter((place) => {
      const { row } = query.ends[place] as End;
      return row >= first && row < last;
    });
    if (places.length === 0) continue;
    const ends = places.map((place) => {
      const { row, step } = query.ends[place] as End;
      return { row: row - first, step };
    });
    const tape = integrate(own, {
      perturbations: Array.from({ length: last - first }, (_, n) => first + n),
      start: query.clamp.subarray(first * shape.genes, last * shape.genes),
      steps: ends.reduce((most, { step }) => Math.max(most, step), 0),
    });
    const found = workspace.view(readOut(own, tape, ends), ends.length * layout.genes);
    places.forEach((place, e) =>
      columnOfGene.forEach((column, gene) => {
        states[place * shape.genes + gene] = found[e * layout.genes + column] as number;
      }),
    );
    workspace.release(start);
  }
  return states;
}

/** Every row of the query as a perturbation, with sources of its own. */
function interventionsOf(
  { keep, clamp, shift, horizon, solverSteps }: Query,
  genes: number,
  model: Pick<TrajectoryContext['problem'], 'shape' | 'regulators'>,
): Pick<TrajectoryContext, 'problem' | 'deltas'> {
  const shifts: Shift[] = [];
  const deltas: number[] = [];
  shift.forEach((source, place) => {
    if (source === 0) return;
    shifts.push({ perturbation: Math.floor(place / genes), gene: place % genes, delta: deltas.length });
    deltas.push(source);
  });
  const clamped = sparseRows(genes, clamp, (place) => keep[place] === 0);
  return {
    problem: { ...model, shifts, clamped, horizon, solverSteps, stages: 4 },
    deltas: Float32Array.from(deltas),
  };
}
