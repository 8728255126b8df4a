/**
 * Memory of a step: of a kernel instance beside its prediction, and of the buffers on a GPU, whose sum is predicted
 * exactly.
 */
import { arraysOf } from '../../src/dynamics/device/device';
import { instantiateKernels } from '../../src/dynamics/device/wasm/context';
import { instanceBytes } from '../../src/dynamics/device/wasm/memory';
import { inlineRunner, type ShardRunner } from '../../src/dynamics/device/wasm/runner';
import { shardEngineOn } from '../../src/dynamics/device/wasm/shardEngine';
import { gpuBuffers, planLimits } from '../../src/dynamics/device/webgpu/memory';
import { planStep } from '../../src/dynamics/device/webgpu/plan';
import { shapeOf } from '../../src/dynamics/device/webgpu/stepRunner';
import { textTable } from '../accuracy/textTable';
import type { Row } from './problems';
import { digits } from './stepsTable';
import { wasmContender } from './interleaved';

export interface MemoryRow {
  readonly row: string;
  readonly wasmBytes: number;
  readonly predictedBytes: number;
  readonly gpuBytes: number;
  /** Dispatches of a step. */
  readonly dispatches: number;
}

/** As of a GPU with buffers of up to a gigabyte. */
const limits = planLimits({ maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30 });

export async function measureMemory({ name, problem }: Row): Promise<MemoryRow> {
  const random = problem();
  const { memory, runner } = await freshRunner();
  await (await wasmContender('', random, runner)).step();
  const arrays = arraysOf(random.problem);
  const shape = shapeOf(random.batch);
  const onGpu = gpuBuffers(arrays, shape, limits);
  const { evaluate, update } = planStep(arrays, shape, limits);
  return {
    row: name,
    wasmBytes: memory.buffer.byteLength,
    predictedBytes: instanceBytes(arrays, shape),
    gpuBytes: [...onGpu.values()].reduce((sum, bytes) => sum + bytes, 0),
    dispatches: evaluate.length + update.length,
  };
}

/** In this thread, with a fresh memory. */
async function freshRunner(): Promise<{ memory: WebAssembly.Memory; runner: ShardRunner }> {
  const instance = await instantiateKernels();
  const runner = inlineRunner(async () => shardEngineOn(instance));
  return { memory: instance.memory, runner };
}

export function memoryTable(measured: readonly MemoryRow[]): string {
  return textTable(
    ['memory of a step', 'wasm, 1 worker, MB', 'predicted', 'webgpu MB', 'dispatches'],
    measured.map(({ row, wasmBytes, predictedBytes, gpuBytes, dispatches }) => [
      row,
      digits(wasmBytes / 1e6),
      `${Math.round((100 * predictedBytes) / wasmBytes)} %`,
      digits(gpuBytes / 1e6),
      String(dispatches),
    ]),
  );
}
