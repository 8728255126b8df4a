import { expect, it } from 'vitest';
import { createDevice } from '../dynamics/device/createDevice';
import { presets } from '../dynamics/settings';
import { chain } from '../../tests/support/inference/chain';
import { Inference } from '../inference/run/inference';
import { LossCurve } from './lossCurve';

const settings = { ...presets.H, steps: 30, cellBatch: 32 };

/** A run whose loss is no number once, at step 15: it goes back to step 14 or before and on more slowly. */
async function stumbling(): Promise<Inference> {
  let left = 1;
  return Inference.create(chain(), settings, async (problem) => {
    const device = await createDevice('wasm', problem);
    return {
      ...device,
      losses: async () => {
        const losses = await device.losses();
        const { step } = await device.checkpoint();
        if (step !== 15 || left === 0) return losses;
        left--;
        return losses.map((loss) => ({ ...loss, cell: Number.NaN }));
      },
    };
  });
}

async function curveSeen(every: number) {
  const inference = await stumbling();
  const curve = new LossCurve([]);
  for (let made = 1; !inference.isDone; made++) {
    await inference.advance();
    if (made % every === 0) curve.take(await inference.snapshot());
  }
  curve.take(await inference.snapshot());
  inference.dispose();
  return curve.read();
}

it('is the same whenever it was looked at, also where the run went back', async () => {
  const everyStep = await curveSeen(1);
  expect(everyStep.steps).toEqual(Float64Array.from({ length: settings.steps }, (_, i) => i + 1));
  expect(everyStep.values.every((value) => value > 0)).toBe(true);
  for (const every of [4, 14, 15, 100]) expect(await curveSeen(every)).toEqual(everyStep);
});

it('goes on from the losses of a run that was broken off', () => {
  const curve = new LossCurve([3, 2]);
  curve.take({ step: 4, recentLoss: [1, 0.5] });
  expect(curve.read()).toEqual({ steps: Float64Array.of(1, 2, 3, 4), values: Float64Array.of(3, 2, 1, 0.5) });
  expect(curve.upTo(3)).toEqual(Float64Array.of(3, 2, 1));
});
