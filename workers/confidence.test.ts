/** The confidence worker where the processor has no SIMD, as the trainer then runs on the reference device. */
import { proxy, wrap } from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import { createDevice } from '../src/dynamics/device/createDevice';
import { presets, type TrainingSettings } from '../src/dynamics/settings';
import { Inference } from '../src/inference/run/inference';
import { chain } from '../tests/support/inference/chain';
import type { ConfidenceApi } from './protocol';
import { sendDataset } from './sendDataset';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('fits on the reference device where WebAssembly has no SIMD', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  vi.spyOn(WebAssembly, 'instantiate').mockRejectedValue(new Error('no SIMD'));
  const dataset = chain();
  const settings: TrainingSettings = { ...presets.H, steps: 2, cellBatch: 16 };
  const inference = await Inference.create(dataset, settings, (problem) =>
    createDevice('reference', problem),
  );
  while (!inference.isDone) await inference.advance();
  const result = { ...(await inference.result()), seconds: 0 };
  inference.dispose();
  // The worker answers on a channel in place of its own thread's.
  const { port1: worker, port2: page } = new MessageChannel();
  vi.stubGlobal('addEventListener', worker.addEventListener.bind(worker));
  vi.stubGlobal('postMessage', worker.postMessage.bind(worker));
  worker.start();
  await import('./confidence');
  const remote = wrap<ConfidenceApi>(page);
  await remote.use(sendDataset(dataset), { settings, result });
  const fit = await remote.fit(
    0,
    proxy(() => undefined),
  );
  expect(fit.weights).toHaveLength(result.network.weights.length);
  expect(fit.weights.some((weight) => weight !== 0)).toBe(true);
  worker.close();
});
