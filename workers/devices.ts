/**
 * The devices of one run: SIMD WebAssembly, its shards in kernel workers where cores are spare and a step is long enough to
 * be worth the messages. One core is left to the page. Without SIMD the reference device does, slowly, and says so.
 */
import { createDevice } from '../src/dynamics/device/createDevice';
import type { DynamicsDevice } from '../src/dynamics/device/device';
import { simdSupported } from '../src/dynamics/device/wasm/kernelModule';
import { chooseRunner, type ShardRunner } from '../src/dynamics/device/wasm/runner';
import { workerRunner } from '../src/dynamics/device/wasm/workerRunner';
import type { Problem } from '../src/dynamics/problem';

export interface TrainingDevices {
  create(problem: Problem): Promise<DynamicsDevice>;
  dispose(): void;
}

function kernelWorker(): Worker {
  return new Worker(new URL('./kernels.ts', import.meta.url), { type: 'module', name: 'kernels' });
}

/** `cores`: logical processors of the machine. */
export function trainingDevices(cores: number): TrainingDevices {
  if (!simdSupported())
    return { create: (problem) => createDevice('reference', problem), dispose: () => undefined };
  const spareCores = cores - 1;
  const pool: ShardRunner | null = spareCores >= 2 ? workerRunner(kernelWorker, spareCores) : null;
  return {
    create: (problem) => createDevice('wasm', problem, { runner: chooseRunner(problem, pool) }),
    dispose: () => pool?.dispose(),
  };
}
