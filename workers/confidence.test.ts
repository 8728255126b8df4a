/** The confidence worker where the processor has no SIMD, as the trainer then runs on the reference device. */
import { afterEach, expect, it, vi } from 'vitest';
import { createDevice } from '../src/dynamics/device/createDevice';
import { presets, type TrainingSettings } from '../src/dynamics/settings';
import { Inference } from '../src/inference/run/inference';
import { chain } from '../tests/support/inference/chain';
import type { ConfidenceApi } from './protocol';
import { sendDataset } from './sendDataset';

const exposed = vi.hoisted((): { api: ConfidenceApi | null } => ({ api: null }));

vi.mock('comlink', () => ({
  expose: (api: ConfidenceApi) => {
    exposed.api = api;
  },
  transfer: (value: unknown) => value,
}));
vi.mock('../src/dynamics/device/wasm/wasmDevice', () => ({
  createWasmDevice: () => Promise.reject(new Error('no SIMD')),
}));

afterEach(() => vi.restoreAllMocks());

it('fits on the reference device where WebAssembly has no SIMD', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  const dataset = chain();
  const settings: TrainingSettings = { ...presets.H, steps: 2, cellBatch: 16 };
  const inference = await Inference.create(dataset, settings, (problem) =>
    createDevice('reference', problem),
  );
  while (!inference.isDone) await inference.advance();
  const result = { ...(await inference.result()), seconds: 0 };
  inference.dispose();
  await import('./confidence');
  await exposed.api?.use(sendDataset(dataset), { settings, result });
  const fit = await exposed.api?.fit(0, () => undefined);
  expect(fit?.weights).toHaveLength(result.network.weights.length);
  expect(fit?.weights.some((weight) => weight !== 0)).toBe(true);
});
