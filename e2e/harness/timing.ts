/** Milliseconds per training step, for the record: nothing is asserted about them. */
import { createDevice } from '../../src/dynamics/device/createDevice';
import type { DynamicsDevice } from '../../src/dynamics/device/device';
import { randomProblem, type ProblemSize } from '../../src/dynamics/device/randomProblem';
import { usualHyper } from './agreement';
import { sharedGpu } from './sharedGpu';

async function millisecondsPerStep(device: DynamicsDevice, steps: number): Promise<number> {
  await device.step(usualHyper);
  await device.losses();
  const start = performance.now();
  for (let step = 0; step < steps; step++) await device.step(usualHyper);
  await device.losses();
  const time = (performance.now() - start) / steps;
  device.dispose();
  return time;
}

export async function stepTimes(size: ProblemSize, steps: number) {
  const random = randomProblem(size);
  const times: Record<string, number> = {};
  for (const kind of ['wasm', 'webgpu'] as const) {
    const start = performance.now();
    const device = await createDevice(kind, random.problem, { gpu: await sharedGpu() });
    device.setParameters(random.parameters);
    device.setBatch(random.batch);
    times[`${kind} made`] = performance.now() - start;
    times[kind] = await millisecondsPerStep(device, steps);
  }
  return times;
}
