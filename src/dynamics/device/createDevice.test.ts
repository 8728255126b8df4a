import { expect, it } from 'vitest';
import { randomProblem } from '../../../tests/support/dynamics/randomProblem';
import { createDevice } from './createDevice';

it('refuses the penalties of a known network on a GPU, whose kernels have none, so that the CPU trains', async () => {
  const size = { genes: 6, regulators: 4, modules: 5, perturbations: 2, cells: 8, batch: 8 };
  const { problem } = randomProblem(size);
  const pathFactors = new Float32Array(24).fill(1);
  await expect(createDevice('webgpu', { ...problem, pathFactors })).rejects.toThrow(
    'penalties of single edges',
  );
});
