/**
 * The wasm device: SIMD WebAssembly in single precision, shards in this thread or in workers. This file owns parameters
 * and optimiser state and does the rest of a step (sum, path, prior, clip, Adam, projection) in fixed order, so that
 * results have the same bits for any number of workers.
 */
import { deltaPriorLoss, pathSparsityLoss } from '../../loss/regularisation';
import { adamStep, type AdamState, clipGlobalNorm, projectRows } from '../../optimise';
import { parameterLayout } from '../../parameters';
import type { Problem } from '../../problem';
import { softplus, softplusSlope } from '../../softplus';
import type { Batch, Checkpoint, DynamicsDevice, LossTerms } from '../device';
import { engineOfThisThread, inlineRunner, type ShardRunner } from './runner';
import { cutIntoShards, shardProblemOf } from './shards';

/**
 * `runner`: where the shards run, by default in this thread. One call of step or lossAndGradient at a time per device;
 * several devices may share a runner and step concurrently.
 */
export async function createWasmDevice(
  problem: Problem,
  runner: ShardRunner = inlineRunner(),
): Promise<DynamicsDevice> {
  const { shape } = problem;
  const { workers } = runner;
  const offsets = parameterLayout(shape);
  const loaded = await runner.load(shardProblemOf(problem));
  const engine = await engineOfThisThread();
  let state: AdamState<Float32Array> = {
    parameters: new Float32Array(offsets.total),
    firstMoment: new Float32Array(offsets.total),
    secondMoment: new Float32Array(offsets.total),
    step: 0,
  };
  let batch: Batch = { cells: new Int32Array(0), clouds: null };
  const losses: LossTerms[] = [];

  async function evaluate(): Promise<{ loss: LossTerms; gradient: Float32Array }> {
    const parameters = state.parameters.slice();
    const raw = state.parameters.subarray(offsets.delta);
    parameters.set(raw.map(softplus), offsets.delta);
    const cellScale = batch.cells.length === 0 ? 0 : problem.cellWeight / (batch.cells.length * shape.genes);
    const cloudScale = (problem.clouds?.weight ?? 0) / (batch.clouds?.endpoints.length ?? 1);
    const job = { parameters, cellScale, cloudScale };
    const sum = await loaded.run(job, cutIntoShards(problem, batch));
    const gradient = engine.finish(problem, parameters, sum.gradient);
    for (let d = 0; d < shape.deltas; d++)
      gradient[offsets.delta + d] = (gradient[offsets.delta + d] as number) * softplusSlope(raw[d] as number);
    const loss = {
      endpoint: sum.endpoint,
      cell: sum.cell,
      path: pathSparsityLoss(problem, state.parameters, gradient),
      prior: deltaPriorLoss(problem, state.parameters, gradient),
    };
    return { loss, gradient };
  }

  return {
    info: {
      kind: 'wasm',
      name: workers === 0 ? 'CPU' : `CPU, ${workers} workers`,
      workers,
    },
    problem,
    readInterval: 1,
    setParameters: (parameters) => state.parameters.set(parameters),
    setBatch: (next) => {
      batch = next;
    },
    lossAndGradient: evaluate,
    step: async (hyper) => {
      const { loss, gradient } = await evaluate();
      clipGlobalNorm(gradient, hyper.clipNorm);
      adamStep(state, gradient, hyper.learningRate, hyper.betas);
      projectRows(shape, state.parameters, hyper.rowNorm);
      losses.push(loss);
    },
    losses: async () => losses.splice(0),
    simulate: async (query) => engine.simulate(problem, state.parameters, query),
    readParameters: async () => state.parameters.slice(),
    checkpoint: async (): Promise<Checkpoint> => ({
      parameters: state.parameters.slice(),
      firstMoment: state.firstMoment.slice(),
      secondMoment: state.secondMoment.slice(),
      step: state.step,
    }),
    restore: (checkpoint) => {
      state = {
        parameters: checkpoint.parameters.slice(),
        firstMoment: checkpoint.firstMoment.slice(),
        secondMoment: checkpoint.secondMoment.slice(),
        step: checkpoint.step,
      };
    },
    dispose: () => loaded.unload(),
  };
}
