/** What is told of a kernel that a GPU refuses, with a mock that never gives a pipeline of it. Dawn itself: src/cli/devices/dawn.test.ts. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pipelineOf } from './execute';
import type { Kernel } from './kernel';

const kernel: Kernel = { name: 'halved', lanes: 64, uniforms: [], slots: [], body: '' };

beforeEach(() => {
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** `messages`: of the compiler. `refused`: what the scope of the module and its layout has caught. */
function gpuWith(messages: readonly object[], refused: string | null): GPUDevice {
  const scopes: string[] = [];
  const device = {
    pushErrorScope: (filter: string) => scopes.push(filter),
    popErrorScope: async () =>
      scopes.pop() === 'validation' && refused !== null ? { message: refused } : null,
    createBindGroupLayout: () => ({}),
    createShaderModule: () => ({ getCompilationInfo: async () => ({ messages }) }),
    createPipelineLayout: () => ({}),
    createComputePipelineAsync: () => new Promise(() => undefined),
  };
  return device as unknown as GPUDevice;
}

it('a kernel that does not compile is refused with the compiler’s errors, without a pipeline to wait for', async () => {
  const messages = [
    { type: 'warning', lineNum: 2, message: 'unreachable' },
    { type: 'error', lineNum: 3, message: "unresolved value 'x'" },
    { type: 'error', lineNum: 7, message: "unresolved value 'y'" },
  ];
  await expect(pipelineOf(gpuWith(messages, 'Error while parsing WGSL'), kernel)).rejects.toThrow(
    /^halved: line 3: unresolved value 'x'; line 7: unresolved value 'y'$/,
  );
});

it('where the compiler has no message, the reason of the refusal is told', async () => {
  await expect(pipelineOf(gpuWith([], 'too many storage buffers'), kernel)).rejects.toThrow(
    'halved: too many storage buffers',
  );
});
