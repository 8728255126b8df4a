/**
 * Differences of the devices' gradients, losses, trajectories and optimiser steps from those of the reference device.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { blocksBeyond, lossTerms, withOnly } from '../../tests/support/dynamics/compareGradients';
import { createDevice } from '../../src/dynamics/device/createDevice';
import type { DynamicsDevice, LossTerms, StepHyper } from '../../src/dynamics/device/device';
import {
  randomProblem,
  randomQuery,
  someEnds,
  statesOfSome,
  type ProblemSize,
  type RandomProblem,
} from '../../tests/support/dynamics/randomProblem';
import { tfjsLossAndGradient } from '../../tests/support/tfjs/objective';
import { createWebgpuDevice } from '../../src/dynamics/device/webgpu/webgpuDevice';
import type { PlanLimits } from '../../src/dynamics/device/webgpu/stepSizes';
import type { Problem } from '../../src/dynamics/problem';
import { sharedGpu } from './sharedGpu';

export type Term = keyof LossTerms | 'all';
/** tfjs operations run on its CPU backend or on the GPU of the kernels. */
export type Compared = 'wasm' | 'webgpu' | 'tfjs-cpu' | 'tfjs-webgpu';

export interface Difference {
  readonly device: Compared;
  readonly term: Term;
  /** Per block of parameters: largest difference over largest value of the reference. */
  readonly blocks: readonly { readonly block: string; readonly error: number }[];
  /** Largest difference of a loss term over the reference's sum of terms. */
  readonly loss: number;
}

export const usualHyper: StepHyper = { learningRate: 0.02, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };

type Found = Awaited<ReturnType<DynamicsDevice['lossAndGradient']>>;

async function evaluate(device: DynamicsDevice, { parameters, batch }: RandomProblem): Promise<Found> {
  device.setParameters(parameters);
  device.setBatch(batch);
  const found = await device.lossAndGradient();
  device.dispose();
  return found;
}

async function evaluateOn(device: Compared, problem: Problem, random: RandomProblem): Promise<Found> {
  if (device === 'tfjs-cpu' || device === 'tfjs-webgpu') {
    await sharedGpu();
    await tf.setBackend(device === 'tfjs-cpu' ? 'cpu' : 'webgpu');
    return tfjsLossAndGradient(problem, random.parameters, random.batch);
  }
  return evaluate(await createDevice(device, problem, { gpu: await sharedGpu() }), random);
}

function compare(problem: Problem, expected: Found, actual: Found): Pick<Difference, 'blocks' | 'loss'> {
  const total = lossTerms.reduce((sum, term) => sum + Math.abs(expected.loss[term]), 0);
  const worst = Math.max(...lossTerms.map((term) => Math.abs(actual.loss[term] - expected.loss[term])));
  return {
    blocks: blocksBeyond(0, problem.shape, expected.gradient, actual.gradient),
    loss: total === 0 ? worst : worst / total,
  };
}

/** Each term alone or all together. */
export async function differences(
  size: ProblemSize,
  terms: readonly Term[],
  devices: readonly Compared[],
): Promise<readonly Difference[]> {
  return differencesOf(randomProblem(size), terms, devices);
}

/** As in S0: clouds without a cell term; Sinkhorn loops stop at `tolerance`. */
export async function differencesWithoutCells(
  size: ProblemSize,
  tolerance: number,
  devices: readonly Compared[],
): Promise<readonly Difference[]> {
  const random = randomProblem(size);
  const { clouds } = random.problem;
  const problem: Problem = {
    ...random.problem,
    cellWeight: 0,
    clouds: clouds && { ...clouds, tolerance, iterations: tolerance > 0 ? 1000 : clouds.iterations },
  };
  return differencesOf({ ...random, problem }, ['all'], devices);
}

async function differencesOf(
  random: RandomProblem,
  terms: readonly Term[],
  devices: readonly Compared[],
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const term of terms) {
    const problem = term === 'all' ? random.problem : withOnly(term, random.problem);
    const expected = await evaluate(await createDevice('reference', problem), random);
    for (const device of devices) {
      const actual = await evaluateOn(device, problem, random);
      found.push({ device, term, ...compare(problem, expected, actual) });
    }
  }
  return found;
}

/** The webgpu device under given limits, with all terms of the loss. */
export async function differenceUnderLimits(
  size: ProblemSize,
  limits: PlanLimits,
): Promise<Pick<Difference, 'blocks' | 'loss'>> {
  const random = randomProblem(size);
  const expected = await evaluate(await createDevice('reference', random.problem), random);
  const device = await createWebgpuDevice(random.problem, await sharedGpu(), limits);
  return compare(random.problem, expected, await evaluate(device, random));
}

/** Reference and webgpu devices with the problem's parameters. */
async function pair(random: RandomProblem): Promise<readonly [DynamicsDevice, DynamicsDevice]> {
  const reference = await createDevice('reference', random.problem);
  const webgpu = await createDevice('webgpu', random.problem, { gpu: await sharedGpu() });
  for (const device of [reference, webgpu]) {
    device.setParameters(random.parameters);
    device.setBatch(random.batch);
  }
  return [reference, webgpu];
}

/** Differences of parameters and losses after some optimiser steps, each with its own cells. */
export async function differenceAfterSteps(size: ProblemSize, steps: number) {
  const random = randomProblem(size);
  const [reference, webgpu] = await pair(random);
  for (let step = 0; step < steps; step++) {
    const cells = random.batch.cells.map((_, i) => (7 * i + 11 * step) % size.cells);
    for (const device of [reference, webgpu]) {
      device.setBatch({ ...random.batch, cells });
      await device.step(usualHyper);
    }
  }
  const expected = await reference.losses();
  const actual = await webgpu.losses();
  const blocks = blocksBeyond(
    0,
    random.problem.shape,
    await reference.readParameters(),
    await webgpu.readParameters(),
  );
  webgpu.dispose();
  return {
    blocks,
    steps: actual.length,
    loss: Math.max(
      ...expected.flatMap((loss, i) =>
        lossTerms.map(
          (term) => Math.abs(loss[term] - (actual[i]?.[term] ?? Number.NaN)) / (1 + Math.abs(loss[term])),
        ),
      ),
    ),
  };
}

/**
 * Largest difference of trajectories of more than a quad of rows, clamped genes that moved, motion without an
 * intervention, and values that differ in bits where only some states are asked for.
 */
export async function trajectoryDifference(size: ProblemSize) {
  const random = randomProblem(size);
  const [reference, webgpu] = await pair(random);
  const { genes } = size;
  const query = randomQuery(random.problem);
  const expected = await reference.simulate(query);
  const actual = await webgpu.simulate(query);
  const rest = await webgpu.simulate({
    ...query,
    keep: query.keep.map(() => 1),
    clamp: query.clamp.map(() => 0),
    shift: query.shift.map(() => 0),
  });
  const some = await webgpu.simulate({ ...query, ends: someEnds });
  webgpu.dispose();
  const expectedOfSome = statesOfSome(actual, genes);
  const moved = actual.filter((value, i) => {
    const inRow = Math.floor(i / (8 * genes)) * genes + (i % genes);
    return query.keep[inRow] === 0 && value !== query.clamp[inRow];
  });
  return {
    length: actual.length,
    worst: expected.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(value - (actual[i] ?? Number.NaN))),
      0,
    ),
    moved: moved.length,
    otherwise: some.filter((value, i) => value !== expectedOfSome[i]).length,
    asked: some.length / genes,
    unrest: rest.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0),
  };
}
