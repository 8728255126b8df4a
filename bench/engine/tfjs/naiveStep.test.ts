// The library before its gradients (src/evaluation/methods/tensors.ts).
import { memory } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { expect, it } from 'vitest';
import { blocksBeyond } from '../../../tests/support/dynamics/compareGradients';
import { createReferenceDevice } from '../../../src/dynamics/device/reference/referenceDevice';
import type { RandomProblem } from '../../../tests/support/dynamics/randomProblem';
import { usePlainBackend } from '../../../tests/support/tfjs/plainBackend';
import { cloudOf, hyper, presetH, presetSH, regulatorsFirst, sinkhornAlone } from '../problems';
import { naiveStep } from './naiveStep';

usePlainBackend();

const small = { genes: 13, regulators: 5, modules: 7, perturbations: 6, batch: 9 };
const cases = [
  { name: 'H', random: presetH(small) },
  { name: 'H of regulators only', random: presetH({ ...small, regulators: 13 }) },
  { name: 'SH', random: ofTwoClouds(presetSH({ ...small, perturbations: 9 })) },
  { name: 'a plain cloud', random: cloudOf({ rows: 6, genes: 8, modules: 5, steps: 4 }) },
  { name: 'Sinkhorn alone', random: sinkhornAlone({ points: 15, iterations: 30, genes: 6 }) },
].map(({ name, random }) => ({ name, random: regulatorsFirst(random) }));

/** Enough to see differences, and fast on the test backend. */
function ofTwoClouds(random: RandomProblem): RandomProblem {
  const { clouds } = random.batch;
  const each = (clouds?.start.length ?? 0) / (clouds?.endpoints.length ?? 1);
  const drawn = clouds && {
    endpoints: clouds.endpoints.slice(0, 2),
    start: clouds.start.slice(0, 2 * each),
    measured: clouds.measured.slice(0, 2 * each),
  };
  return { ...random, batch: { ...random.batch, clouds: drawn } };
}

it.each(cases)(
  'has the gradient of the reference device for $name, moves as it does, and leaves nothing behind',
  async ({ random }) => {
    const before = memory().numTensors;
    const reference = createReferenceDevice(random.problem);
    reference.setParameters(random.parameters);
    reference.setBatch(random.batch);
    const { gradient } = await reference.lossAndGradient();
    const naive = naiveStep(random, hyper);
    const { shape } = random.problem;
    expect(blocksBeyond(1e-4, shape, gradient, await naive.gradient())).toEqual([]);
    await naive.step();
    await reference.step(hyper);
    const [moved, again] = [await reference.lossAndGradient(), await naive.gradient()];
    expect(blocksBeyond(1e-3, shape, moved.gradient, again)).toEqual([]);
    naive.dispose();
    expect(memory().numTensors).toBe(before);
  },
);
