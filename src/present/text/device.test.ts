import { expect, it } from 'vitest';
import type { DeviceReason } from '../../inference/training/runningDevice';
import { deviceReasonText } from './device';

/** One of each: a tag that is missing here does not compile. */
const reasons = {
  wished: { tag: 'wished', software: true },
  'no-webgpu': { tag: 'no-webgpu', wished: true },
  'software-adapter': { tag: 'software-adapter', adapter: 'SwiftShader' },
  'gpu-faster': { tag: 'gpu-faster', gpuMs: 2.34, processorMs: 51.2, earlier: false },
  'gpu-far-faster': { tag: 'gpu-far-faster', gpuMs: 12.4, partMs: 3100, earlier: false },
  'gpu-slower': { tag: 'gpu-slower', gpuMs: 2.34, processorMs: 0.81, earlier: false },
  'gpu-failed': { tag: 'gpu-failed', detail: 'a buffer is too large' },
  'gpu-lost': { tag: 'gpu-lost', detail: 'reset by the driver' },
  'no-simd': { tag: 'no-simd' },
} as const satisfies Record<DeviceReason['tag'], DeviceReason>;

const said = (
  reason: DeviceReason,
  kind: 'wasm' | 'webgpu' = 'wasm',
  place: 'browser' | 'terminal' = 'browser',
) => deviceReasonText({ kind, name: 'A card', workers: 0, reason }, place);

it('has a sentence of its own for every reason', () => {
  const sentences = Object.values(reasons).map((reason) => said(reason));
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

it('does not speak of a browser in a terminal', () => {
  for (const reason of Object.values(reasons))
    expect(said(reason, 'wasm', 'terminal')).not.toMatch(/browser|Chrome|page/);
  expect(said(reasons['no-webgpu'], 'wasm', 'terminal')).toContain('the npm package webgpu');
  expect(said(reasons['no-webgpu'])).toContain('this browser');
});

it('tells times, adapter and detail where it has them', () => {
  expect(said(reasons['gpu-faster'], 'webgpu')).toContain('2.3 ms a step, 51 ms on the processor');
  expect(said(reasons['gpu-slower'])).toContain('0.8 ms a step, 2.3 ms with WebGPU');
  expect(said(reasons['software-adapter'])).toContain('SwiftShader');
  expect(said(reasons['gpu-failed'])).toContain('a buffer is too large');
});

it('does not say of times that are kept that they were measured with these data', () => {
  expect(said(reasons['gpu-slower'])).toContain('with your data');
  expect(said({ ...reasons['gpu-slower'], earlier: true })).toMatch(
    /before an earlier run .* the processor quicker: 0.8 ms/,
  );
});

it('says what was chosen, and whether it is emulated', () => {
  expect(said(reasons.wished)).toBe('You chose the processor.');
  expect(said(reasons.wished, 'webgpu')).toContain('emulated');
  expect(said({ tag: 'wished', software: false }, 'webgpu')).toBe('You chose WebGPU.');
});

it('says where a run went on after a loss', () => {
  expect(said(reasons['gpu-lost'])).toContain('so the processor computes');
  expect(said(reasons['gpu-lost'], 'webgpu')).toContain('A card computes');
});
