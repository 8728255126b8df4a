/**
 * How long an optimiser step of a problem takes on a device: measured with the very problem, since nothing a browser tells
 * about a graphics processor says which of two devices is quicker for it.
 */
import type { DynamicsDevice } from '../../dynamics/device/device';
import { parameterLayout } from '../../dynamics/parameters';
import type { TrainingSettings } from '../../dynamics/settings';
import { trainStep } from '../../dynamics/train';

/** Parameters of no meaning; the time of a step does not depend on them. */
const anyParameter = 0.01;
const warmSteps = 2;
const measuredSteps = 8;
/** Slow devices are measured over fewer steps. */
const enoughMs = 400;

/** Milliseconds per step once warm. Leaves the device with parameters of no use. */
export async function stepMilliseconds(device: DynamicsDevice, settings: TrainingSettings): Promise<number> {
  const { total } = parameterLayout(device.problem.shape);
  device.setParameters(new Float32Array(total).fill(anyParameter));
  let steps = 0;
  const advance = async (count: number): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < count; i++) await trainStep(device, settings, steps++, 1);
    // Steps may resolve before they are computed; the losses do not.
    await device.losses();
    return performance.now() - started;
  };
  const warm = await advance(warmSteps);
  const count = Math.max(
    1,
    Math.min(measuredSteps, Math.floor((measuredSteps * enoughMs) / Math.max(warm, 1))),
  );
  return (await advance(count)) / count;
}
