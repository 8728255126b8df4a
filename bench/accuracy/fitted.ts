/** A whole run in this thread, as the page would make it. */
import type { Dataset } from '../../src/dataset/dataset';
import { createDevice } from '../../src/dynamics/device/createDevice';
import type { TrainingSettings } from '../../src/dynamics/settings';
import { Inference } from '../../src/inference/run/inference';
import type { MainResult } from '../../src/inference/run/buildResult';

export async function fitted(dataset: Dataset, settings: TrainingSettings): Promise<MainResult> {
  const inference = await Inference.create(dataset, settings, (problem) => createDevice('wasm', problem));
  try {
    while (!inference.isDone) await inference.advance();
    return await inference.result();
  } finally {
    inference.dispose();
  }
}
