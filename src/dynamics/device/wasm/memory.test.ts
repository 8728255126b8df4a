import { expect, it } from 'vitest';
import { arraysOf } from '../device';
import { oddSizes, randomProblem, type ProblemSize } from '../../../../tests/support/dynamics/randomProblem';
import { shapeOf } from '../webgpu/stepRunner';
import { instantiateKernels, type KernelInstance } from './context';
import { instanceBytes } from './memory';
import { shardEngineOn } from './shardEngine';
import { cutIntoShards, shardProblemOf } from './shards';

/** Memory is laid out by the host; what is computed in it does not matter here. */
async function idleInstance(): Promise<KernelInstance> {
  const { kernels, memory } = await instantiateKernels();
  const idle = Object.fromEntries(Object.keys(kernels).map((name) => [name, () => 0]));
  return { kernels: { ...kernels, ...idle }, memory };
}

const sizes: readonly ProblemSize[] = [
  ...oddSizes,
  { genes: 500, regulators: 100, modules: 200, perturbations: 80, cells: 300, batch: 256, solverSteps: 12 },
  { genes: 300, regulators: 300, modules: 600, perturbations: 40, cells: 300, batch: 256, solverSteps: 12 },
  { genes: 5000, regulators: 500, modules: 1000, perturbations: 40, cells: 60, batch: 50, solverSteps: 12 },
  {
    genes: 2000,
    regulators: 200,
    modules: 400,
    perturbations: 160,
    cells: 60,
    batch: 50,
    solverSteps: 9,
    stages: 1,
  },
  {
    genes: 400,
    regulators: 60,
    modules: 120,
    perturbations: 30,
    cells: 300,
    batch: 256,
    solverSteps: 5,
    cloudCells: 40,
  },
  { genes: 30, regulators: 20, modules: 40, perturbations: 30, cells: 300, batch: 0, cloudCells: 150 },
  {
    genes: 300,
    regulators: 200,
    modules: 100,
    perturbations: 90,
    cells: 60,
    batch: 0,
    solverSteps: 12,
  },
];

it.each(sizes.map((size) => ({ ...size, compared: size.cloudCells === undefined ? 'means' : 'clouds' })))(
  'an instance takes the memory that was predicted, for $genes genes, $regulators regulators, $modules modules, comparing $compared',
  async (size) => {
    const { problem, parameters, batch } = randomProblem(size);
    const predicted = instanceBytes(arraysOf(problem), shapeOf(batch));
    const instance = await idleInstance();
    const job = { parameters, cellScale: 1, cloudScale: 1 };
    shardEngineOn(instance).run(shardProblemOf(problem), job, cutIntoShards(problem, batch));
    const taken = instance.memory.buffer.byteLength;
    expect(predicted / taken).toBeGreaterThan(0.95);
    expect(predicted / taken).toBeLessThan(1.05);
  },
);
