/**
 * The wasm device: SIMD WebAssembly in single precision, shards in this thread or in workers. The rest of a step (sum,
 * path, prior, clip, Adam, projection) is done here in fixed order, so that results have the same bits for any number of
 * workers.
 */
import { deltaPriorLoss, pathSparsityLoss } from '../../loss/regularisation';
import { type Problem, parameterLayout } from '../../problem';
import { softplus, softplusSlope } from '../../softplus';
import type { DynamicsDevice } from '../device';
import { hostDevice } from '../hostDevice';
import { type ShardRunner, engineOfThisThread, inlineRunner } from './runner';
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
  // One for all steps: as garbage of each, they make the collector read the whole heap.
  const parameters = new Float32Array(offsets.total);
  const gradient = new Float32Array(offsets.total);
  return hostDevice(problem, {
    info: { kind: 'wasm', name: workers === 0 ? 'CPU' : `CPU, ${workers} workers`, workers },
    zeros: (length) => new Float32Array(length),
    evaluate: async (own, batch) => {
      parameters.set(own);
      const raw = own.subarray(offsets.delta);
      parameters.set(raw.map(softplus), offsets.delta);
      const cellScale =
        batch.cells.length === 0 ? 0 : problem.cellWeight / (batch.cells.length * shape.genes);
      const cloudScale = (problem.clouds?.weight ?? 0) / (batch.clouds?.endpoints.length ?? 1);
      const job = { parameters, cellScale, cloudScale };
      const sums = await loaded.run(job, cutIntoShards(problem, batch));
      const { endpoint, cell } = engine.finish(problem, parameters, sums, gradient);
      for (let d = 0; d < shape.deltas; d++)
        gradient[offsets.delta + d] =
          (gradient[offsets.delta + d] as number) * softplusSlope(raw[d] as number);
      const loss = {
        endpoint,
        cell,
        path: pathSparsityLoss(problem, own, gradient),
        prior: deltaPriorLoss(problem, own, gradient),
      };
      return { loss, gradient };
    },
    simulate: (own, query) => engine.simulate(problem, own, query),
    dispose: () => loaded.unload(),
  });
}
