import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { arraysOf } from '../device';
import { oddSizes, randomProblem, type ProblemSize } from '../../../../tests/support/dynamics/randomProblem';
import type { Gpu } from './gpu';
import { expectBuffers, gpuBuffers, planLimits } from './memory';
import { shapeOf } from './stepRunner';
import { createWebgpuDevice } from './webgpuDevice';

const limits = { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 };
const MAP_READ = 1;

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', { MAP_READ, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 });
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A GPU that computes nothing and writes down what it is asked to hold. */
function bookkeeper() {
  const held = new Map<object, number>();
  const device = {
    limits: { ...limits, minUniformBufferOffsetAlignment: 256 },
    pushErrorScope: () => undefined,
    popErrorScope: async () => null,
    createBuffer: ({ size, usage }: { size: number; usage: number }) => {
      const buffer = { destroy: () => held.delete(buffer) };
      if ((usage & MAP_READ) === 0) held.set(buffer, size);
      return buffer;
    },
    createBindGroupLayout: () => ({}),
    createShaderModule: () => ({ getCompilationInfo: async () => ({ messages: [] }) }),
    createPipelineLayout: () => ({}),
    createComputePipelineAsync: async () => ({}),
    createBindGroup: () => ({}),
    createCommandEncoder: () => ({
      beginComputePass: () => ({
        setPipeline: () => undefined,
        setBindGroup: () => undefined,
        dispatchWorkgroups: () => undefined,
        end: () => undefined,
      }),
      copyBufferToBuffer: () => undefined,
      finish: () => ({}),
    }),
    queue: {
      writeBuffer: () => undefined,
      submit: () => undefined,
      onSubmittedWorkDone: async () => undefined,
    },
  };
  const gpu: Gpu = {
    // The methods that the device uses.
    device: device as unknown as GPUDevice,
    name: 'A card',
    software: false,
    clock: () => 0,
    whileAlive: (work) => work,
  };
  return { gpu, bytes: () => [...held.values()].reduce((sum, size) => sum + size, 0) };
}

const sizes: readonly ProblemSize[] = [
  ...oddSizes,
  ...oddSizes.map((size) => ({ ...size, cloudCells: 9 })),
  { genes: 500, regulators: 100, modules: 200, perturbations: 80, cells: 300, batch: 256, solverSteps: 12 },
  { genes: 900, regulators: 40, modules: 80, perturbations: 900, cells: 300, batch: 256, solverSteps: 12 },
  { genes: 5000, regulators: 500, modules: 1000, perturbations: 60, cells: 60, batch: 50, solverSteps: 12 },
];

describe('the memory of a fit on a GPU', () => {
  it.each(sizes.map((size) => ({ ...size, compared: size.cloudCells === undefined ? 'means' : 'clouds' })))(
    'is what the device takes, for $genes genes, $regulators regulators, $modules modules, $perturbations perturbations, comparing $compared',
    async (size) => {
      const { problem, batch } = randomProblem(size);
      const predicted = gpuBuffers(arraysOf(problem), shapeOf(batch), planLimits(limits));
      const { gpu, bytes: held } = bookkeeper();
      const device = await createWebgpuDevice(problem, gpu);
      device.setBatch(batch);
      await device.step({ learningRate: 0.1, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 1 });
      const sum = [...predicted.values()].reduce((total, bytes) => total + bytes, 0);
      // Buffers are whole words.
      expect(Math.abs(sum - held())).toBeLessThan(100);
      device.dispose();
      expect(held()).toBe(0);
    },
  );

  it('keeps every buffer that grows with the perturbations’ trajectories within a quarter of a gigabyte', () => {
    const shape = { genes: 5000, regulators: 500, modules: 1000, deltas: 0 };
    const perturbations = 5000;
    const buffers = gpuBuffers(
      {
        shape,
        perturbations,
        horizon: 6,
        solverSteps: 12,
        stages: 4,
        cellWeight: 0.3,
        pathWeight: 1e-2,
        deltaPrior: 0,
        endpoints: Array.from({ length: perturbations }, (_, perturbation) => ({ perturbation, step: 12 })),
        clouds: null,
        cellRows: 6000,
        maskRows: 5001,
        startRows: 0,
        hasPathFactors: false,
        clampedTogether: 1,
      },
      { cells: 256, clouds: 0, cloudCells: 0 },
      planLimits(limits),
    );
    for (const name of ['work', 'tape', 'inputs', 'ends'])
      expect(buffers.get(name)).toBeLessThanOrEqual(2 ** 28);
    expect(buffers.get('interventions')).toBe(16 * 5000 * 5000);
    expect(() => expectBuffers(buffers, limits)).not.toThrow();
    expect(() => expectBuffers(buffers, { ...limits, maxStorageBufferBindingSize: 2 ** 27 })).toThrow(
      'it would take 400 MB in one piece (interventions), and this graphics processor gives 134',
    );
  });
});
