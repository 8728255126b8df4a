import { afterEach, expect, it, vi } from 'vitest';
import type { DynamicsDevice } from '../../dynamics/device/device';
import { randomProblem, tinySize } from '../../../tests/support/dynamics/randomProblem';
import { createReferenceDevice } from '../../dynamics/device/reference/referenceDevice';
import { presets } from '../../dynamics/settings';
import { stepMilliseconds } from './calibration';

afterEach(() => {
  vi.restoreAllMocks();
});

/** On a clock of its own: a step is handed over in no time and takes `ms` once its loss is asked for; the first ones take 1 s. */
function timed(ms: number): DynamicsDevice {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const { problem } = randomProblem(tinySize);
  let open = 0;
  let cold = true;
  return {
    ...createReferenceDevice(problem),
    step: async () => {
      open++;
    },
    losses: async () => {
      clock += cold ? 1000 : ms * open;
      cold = false;
      open = 0;
      return [];
    },
  };
}

it('tells what a step takes once warm, work that is only waiting to be done included', async () => {
  expect(await stepMilliseconds(timed(3), presets.H)).toBeCloseTo(3, 10);
});

it('leaves a device able to train', async () => {
  const { problem, parameters, batch } = randomProblem(tinySize);
  const device = createReferenceDevice(problem);
  await stepMilliseconds(device, presets.H);
  device.setParameters(parameters);
  device.setBatch(batch);
  expect(Number.isFinite((await device.lossAndGradient()).loss.endpoint)).toBe(true);
});
