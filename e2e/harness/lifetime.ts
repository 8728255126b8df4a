/** What outlives what: checkpoints, buffers, and a GPU that goes away. */
import { DeviceLost } from '../../src/dynamics/device/device';
import { createDevice } from '../../src/dynamics/device/createDevice';
import { randomProblem, type ProblemSize } from '../../src/dynamics/device/randomProblem';
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

/** Buffers that exist after a device was made, used and disposed of, beyond those before; and how many there were meanwhile. */
export async function buffersLeft(size: ProblemSize) {
  const random = randomProblem(size);
  const gpu = await sharedGpu();
  const living = new Set<GPUBuffer>();
  const createBuffer = gpu.device.createBuffer.bind(gpu.device);
  let made = 0;
  gpu.device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    living.add(buffer);
    made++;
    buffer.destroy = () => {
      living.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  try {
    const device = await createDevice('webgpu', random.problem, { gpu });
    device.setParameters(random.parameters);
    device.setBatch(random.batch);
    await device.step(usualHyper);
    device.setBatch({ ...random.batch, cells: random.batch.cells.subarray(1) });
    await device.step(usualHyper);
    await device.lossAndGradient();
    await device.checkpoint();
    await device.simulate({
      rows: 1,
      keep: new Float32Array(size.genes).fill(1),
      clamp: new Float32Array(size.genes),
      shift: new Float32Array(size.genes),
      horizon: 1,
      solverSteps: 2,
    });
    const meanwhile = living.size;
    device.dispose();
    return { made, meanwhile, left: living.size };
  } finally {
    gpu.device.createBuffer = createBuffer;
  }
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

/** How what was pending and what comes later ends after the GPU was destroyed in mid-run. */
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
