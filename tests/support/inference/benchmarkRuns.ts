/** Runs with a short training, and their comparison with other methods. */
import type { Dataset } from '../../../src/dataset/dataset';
import { createDevice } from '../../../src/dynamics/device/createDevice';
import { presets } from '../../../src/dynamics/settings';
import { Inference } from '../../../src/inference/run/inference';
import { drain } from '../../../src/numerics/lazy';
import {
  runBenchmark,
  type BenchmarkStep,
  type RunToBenchmark,
} from '../../../src/inference/benchmark/runBenchmark';

/** Preset H for `steps` steps. */
export async function brieflyTrained(dataset: Dataset, steps: number): Promise<RunToBenchmark> {
  const settings = { ...presets.H, steps, cellBatch: 32 };
  const inference = await Inference.create(dataset, settings, (problem) => createDevice('wasm', problem));
  while (!inference.isDone) await inference.advance();
  const result = { ...(await inference.result()), seconds: 0 };
  inference.dispose();
  return { dataset, settings, result, budget: 2 * dataset.genes.length };
}

export function wholeCard(run: RunToBenchmark): BenchmarkStep {
  return drain(runBenchmark(run));
}
