import { expect, it, test } from 'vitest';
import type { DeviceReason } from '../../inference/training/chooseDevice';
import { deviceReasonText, memorySize, memoryText, sampleText, shortageText, smallerText } from './run';

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

it('has a different sentence for every reason', () => {
  const sentences = Object.values(reasons).map((reason) => said(reason));
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

it('does not mention a browser in a terminal', () => {
  for (const reason of Object.values(reasons))
    expect(said(reason, 'wasm', 'terminal')).not.toMatch(/browser|Chrome|page/);
  expect(said(reasons['no-webgpu'], 'wasm', 'terminal')).toContain('the npm package webgpu');
  expect(said(reasons['no-webgpu'])).toContain('a current Chrome or Edge');
});

it('includes times, adapter and detail', () => {
  expect(said(reasons['gpu-faster'], 'webgpu')).toContain('2.3 ms per step, CPU 51 ms');
  expect(said(reasons['gpu-slower'])).toContain('0.8 ms per step, WebGPU 2.3 ms');
  expect(said(reasons['software-adapter'])).toContain('SwiftShader');
  expect(said(reasons['gpu-failed'])).toContain('a buffer is too large');
});

it('attributes stored times to an earlier run', () => {
  expect(said(reasons['gpu-slower'])).toContain('with your data');
  expect(said({ ...reasons['gpu-slower'], earlier: true })).toMatch(
    /before an earlier run .* the CPU faster: 0.8 ms/,
  );
});

it('states the choice, and whether the GPU is emulated', () => {
  expect(said(reasons.wished)).toBe('You chose the CPU.');
  expect(said(reasons.wished, 'webgpu')).toContain('emulated');
  expect(said({ tag: 'wished', software: false }, 'webgpu')).toBe('You chose WebGPU.');
});

it('states the device after a loss', () => {
  expect(said(reasons['gpu-lost'])).toContain('training runs on the CPU');
  expect(said(reasons['gpu-lost'], 'webgpu')).toContain('training runs on A card');
});

test('memory has two significant digits', () => {
  expect([3e5, 7.4e6, 123.4e6, 994e6, 996e6, 2.44e9, 12.3e9].map(memorySize)).toEqual([
    '1 MB',
    '7 MB',
    '120 MB',
    '990 MB',
    '1.0 GB',
    '2.4 GB',
    '12 GB',
  ]);
  expect(memoryText(118e6, null)).toBe('It needs about 120 MB of memory.');
  expect(memoryText(118e6, 41e6)).toBe(
    'It needs about 120 MB of memory, and 41 MB of GPU memory if that is used.',
  );
});

test('a sample of the cells is stated', () => {
  expect(sampleText(300_000, 335_544)).toBe('');
  expect(sampleText(300_000, 167_772)).toBe(
    'Each fit uses a sample of 167,772 of the 300,000 cells; small perturbations keep all of theirs. Means use all cells.',
  );
});

test('a refused run is explained with sizes that fit', () => {
  expect(shortageText({ bytes: 6.3e9, limit: 4e9 })).toBe('It needs about 6.3 GB; 4.0 GB is available.');
  expect(shortageText({ bytes: 0, limit: 0 })).toBe('It needs more memory than is available.');
  expect(smallerText({ genes: 1400, regulators: 90, perturbations: 300 })).toBe(
    'It fits with 1,400 genes, 90 candidate regulators or 300 perturbations.',
  );
  expect(smallerText({ genes: null, regulators: 1, perturbations: null })).toBe(
    'It fits with 1 candidate regulator.',
  );
  expect(smallerText({ genes: null, regulators: null, perturbations: null })).toBe('');
});
