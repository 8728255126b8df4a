import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { blocksBeyond, lossTerms } from '../dynamics/compareGradients';
import type { Problem } from '../../../src/dynamics/problem';
import { oddSizes, randomProblem, type ProblemSize } from '../dynamics/randomProblem';
import { createReferenceDevice } from '../../../src/dynamics/device/reference/referenceDevice';
import { tfjsLossAndGradient } from './objective';
import { usePlainBackend } from './plainBackend';

usePlainBackend();

/** Terms of the loss and blocks of the gradient that differ from the reference device by more than the tolerance. */
async function disagreements(size: ProblemSize, tolerance: number, change: Partial<Problem> = {}) {
  const random = randomProblem(size);
  const problem = { ...random.problem, ...change };
  const reference = createReferenceDevice(problem);
  reference.setParameters(random.parameters);
  reference.setBatch(random.batch);
  const expected = await reference.lossAndGradient();
  const found = await tfjsLossAndGradient(problem, random.parameters, random.batch);
  return [
    ...lossTerms.filter((term) => {
      const scale = Math.max(1e-6, Math.abs(expected.loss[term]));
      return !(Math.abs(found.loss[term] - expected.loss[term]) <= tolerance * scale);
    }),
    ...blocksBeyond(tolerance, problem.shape, expected.gradient, found.gradient),
  ];
}

const sized = '$genes genes, $regulators regulators, $modules modules, $perturbations perturbations' as const;

describe('the objective in tfjs operations agrees with the reference device', () => {
  it.each(oddSizes)(`for means of ${sized}`, async (size) => {
    expect(await disagreements(size, 1e-5)).toEqual([]);
  });

  it.each(oddSizes)(`for clouds of ${sized}`, async (size) => {
    expect(await disagreements({ ...size, cloudCells: 7 }, 1e-4)).toEqual([]);
  });

  it.each(oddSizes)(`for clouds without the cell term of ${sized}`, async (size) => {
    expect(await disagreements({ ...size, cloudCells: 10, seed: 3 }, 1e-4, { cellWeight: 0 })).toEqual([]);
  });
});

it('stops its Sinkhorn iterations where the reference device does', async () => {
  const size: ProblemSize = {
    genes: 6,
    regulators: 6,
    modules: 4,
    perturbations: 4,
    cells: 30,
    batch: 5,
    cloudCells: 12,
  };
  const { clouds } = randomProblem(size).problem;
  if (!clouds) throw new Error('the problem compares clouds');
  const untilClose = { ...clouds, iterations: 500, tolerance: 1e-3 };
  expect(await disagreements(size, 1e-4, { clouds: untilClose })).toEqual([]);
});

it('leaves no tensor behind', async () => {
  const before = memory().numTensors;
  await disagreements(
    {
      genes: 5,
      regulators: 3,
      modules: 2,
      perturbations: 2,
      cells: 6,
      batch: 3,
      cloudCells: 4,
    },
    1,
  );
  expect(memory().numTensors).toBe(before);
});

it('is independent of the engine: of src and workers, only other methods with networks import tfjs', () => {
  const sources = ['src', 'workers'].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  );
  const importing = sources.filter(
    (file) => /\.tsx?$/.test(file) && readFileSync(file, 'utf8').includes('@tensorflow/'),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(importing).toEqual([join('src', 'evaluation', 'methods', 'tensors.ts')]);
});
