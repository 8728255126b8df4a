/** Our own step on the CPU: in this thread, or on threads that run shards. */
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import { createWasmDevice } from '../../src/dynamics/device/wasm/wasmDevice';
import type { ShardRunner } from '../../src/dynamics/device/wasm/runner';
import { timed, type Contender } from './interleaved';
import { hyper } from './problems';

/** `runner`: in this thread without one. */
export async function wasmContender(
  name: string,
  { problem, parameters, batch }: RandomProblem,
  runner?: ShardRunner,
): Promise<Contender> {
  const device = await createWasmDevice(problem, runner);
  device.setParameters(parameters);
  device.setBatch(batch);
  return { name, step: () => timed(() => device.step(hyper)) };
}
