/** Lifetimes: checkpoints, buffers, and a lost GPU. */
import * as tf from '@tensorflow/tfjs-core';
import { DeviceLost, type Query } from '../../src/dynamics/device/device';
import { createDevice } from '../../src/dynamics/device/createDevice';
import {
  randomProblem,
  type ProblemSize,
  type RandomProblem,
} from '../../tests/support/dynamics/randomProblem';
import type { Gpu } from '../../src/dynamics/device/webgpu/gpu';
import { usualHyper } from './agreement';
import { freshGpu, sharedGpu } from './sharedGpu';

export async function adapter(): Promise<{ readonly name: string; readonly software: boolean }> {
  const { name, software } = await sharedGpu();
  return { name, software };
}

/** Largest difference between six steps in a row and three, a checkpoint, and three on another device. */
export async function differenceAfterCheckpoint(size: ProblemSize) {
  const random = randomProblem(size);
  const gpu = await sharedGpu();
  const first = await createDevice('webgpu', random.problem, { gpu });
  const second = await createDevice('webgpu', random.problem, { gpu });
  first.setParameters(random.parameters);
  for (const device of [first, second]) device.setBatch(random.batch);
  for (let step = 0; step < 3; step++) await first.step(usualHyper);
  const checkpoint = await first.checkpoint();
  second.restore(checkpoint);
  for (let step = 0; step < 3; step++) await first.step(usualHyper);
  first.dispose();
  for (let step = 0; step < 3; step++) await second.step(usualHyper);
  const after = await second.checkpoint();
  const again = await createDevice('webgpu', random.problem, { gpu });
  again.restore(checkpoint);
  again.setBatch(random.batch);
  for (let step = 0; step < 3; step++) await again.step(usualHyper);
  const expected = await again.readParameters();
  second.dispose();
  again.dispose();
  return {
    step: after.step,
    difference: expected.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(value - (after.parameters[i] ?? Number.NaN))),
      0,
    ),
  };
}

/** Tracks buffers on the shared GPU that were created and not destroyed, with their bytes, during `done`. */
async function watchingBuffers<T>(
  done: (gpu: Gpu, living: ReadonlyMap<GPUBuffer, number>) => Promise<T>,
): Promise<T> {
  const gpu = await sharedGpu();
  const living = new Map<GPUBuffer, number>();
  const createBuffer = gpu.device.createBuffer.bind(gpu.device);
  gpu.device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    living.set(buffer, descriptor.size);
    buffer.destroy = () => {
      living.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  try {
    return await done(gpu, living);
  } finally {
    gpu.device.createBuffer = createBuffer;
  }
}

function queryOf(genes: number): Query {
  return {
    rows: 1,
    keep: new Float32Array(genes).fill(1),
    clamp: new Float32Array(genes),
    shift: new Float32Array(genes),
    horizon: 1,
    solverSteps: 2,
    ends: [{ row: 0, step: 2 }],
  };
}

/** Additional buffers after a device was created, used and disposed of, and their number during use. */
export function buffersLeft(size: ProblemSize) {
  const random = randomProblem(size);
  return watchingBuffers(async (gpu, living) => {
    const device = await createDevice('webgpu', random.problem, { gpu });
    device.setParameters(random.parameters);
    device.setBatch(random.batch);
    await device.step(usualHyper);
    device.setBatch({ ...random.batch, cells: random.batch.cells.subarray(1) });
    await device.step(usualHyper);
    await device.lossAndGradient();
    await device.checkpoint();
    await device.simulate(queryOf(size.genes));
    const meanwhile = living.size;
    device.dispose();
    return { meanwhile, left: living.size };
  });
}

/**
 * Memory of a run after a tenth of its steps, in the middle, at the end, and after disposal, read as while a run is
 * displayed.
 */
export function heldWhileTraining(size: ProblemSize, steps: number) {
  const random = randomProblem(size);
  return watchingBuffers(async (gpu, living) => {
    const device = await createDevice('webgpu', random.problem, { gpu });
    device.setParameters(random.parameters);
    const held = () => ({
      buffers: living.size,
      bytes: [...living.values()].reduce((sum, bytes) => sum + bytes, 0),
      tensors: tf.memory().numTensors,
    });
    const found = [];
    let losses = 0;
    for (let step = 1; step <= steps; step++) {
      device.setBatch({ ...random.batch, cells: random.batch.cells.map((_, i) => (i + step) % size.cells) });
      await device.step(usualHyper);
      if (step % device.readInterval === 0) losses += (await device.losses()).length;
      if (step % (steps / 10) !== 0) continue;
      losses += (await device.losses()).length;
      await device.readParameters();
      await device.checkpoint();
      await device.simulate(queryOf(size.genes));
      found.push(held());
    }
    device.dispose();
    return { losses, early: found[0], halfway: found[4], late: found.at(-1), after: held() };
  });
}

/**
 * Steps with their own cells and clouds, under a clock that makes them seem instant or slow: number of submissions, and
 * bits.
 */
async function trainedUnder(clock: () => number, random: RandomProblem, steps: number) {
  const gpu = await sharedGpu();
  const { queue } = gpu.device;
  const submit = queue.submit.bind(queue);
  let submissions = 0;
  queue.submit = (buffers) => {
    submissions++;
    return submit(buffers);
  };
  try {
    const device = await createDevice('webgpu', random.problem, { gpu: { ...gpu, clock } });
    device.setParameters(random.parameters);
    const { cells, clouds } = random.batch;
    const count = random.problem.maskOfCell.length;
    const moved = (rows: Int32Array, step: number) => rows.map((row) => (row + step) % count);
    for (let step = 0; step < steps; step++) {
      const drawn = clouds && { ...clouds, start: moved(clouds.start, 3 * step) };
      device.setBatch({ cells: moved(cells, step), clouds: drawn });
      await device.step({ ...usualHyper, learningRate: usualHyper.learningRate / (1 + step) });
    }
    const { parameters, firstMoment, secondMoment } = await device.checkpoint();
    const losses = await device.losses();
    device.dispose();
    const bits = [parameters, firstMoment, secondMoment].flatMap(({ buffer }) => [
      ...new Uint32Array(buffer),
    ]);
    return { submissions, bits, losses };
  } finally {
    queue.submit = submit;
  }
}

/** The same steps, several per submission and one per submission. */
export async function togetherAndAlone(size: ProblemSize, steps: number) {
  const random = randomProblem(size);
  let later = 0;
  return {
    together: await trainedUnder(() => 0, random, steps),
    alone: await trainedUnder(() => (later += 1000), random, steps),
  };
}

interface Outcome {
  readonly name: string;
  readonly reason: string | null;
}

function outcome(work: Promise<unknown>): Promise<Outcome> {
  return work.then(
    () => ({ name: 'nothing happened', reason: null }),
    (error: unknown) => ({
      name: error instanceof Error ? error.name : String(error),
      reason: error instanceof DeviceLost ? error.reason : null,
    }),
  );
}

/** Outcome of pending and later calls after the GPU was destroyed during a run. */
export async function afterDestruction(size: ProblemSize) {
  const random = randomProblem(size);
  const gpu = await freshGpu();
  const device = await createDevice('webgpu', random.problem, { gpu });
  device.setParameters(random.parameters);
  device.setBatch(random.batch);
  await device.step(usualHyper);
  const pending = [outcome(device.losses()), outcome(device.checkpoint()), outcome(device.lossAndGradient())];
  gpu.device.destroy();
  const outcomes = await Promise.all(pending);
  outcomes.push(await outcome(device.step(usualHyper)), await outcome(device.readParameters()));
  outcomes.push(await outcome(createDevice('webgpu', random.problem, { gpu })));
  return outcomes;
}
