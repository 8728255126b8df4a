import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDevice } from '../dynamics/device/createDevice';
import { presets } from '../dynamics/settings';
import { chain } from '../../tests/support/inference/chain';
import { Inference } from '../inference/run/inference';
import { LossCurve, DecimatedSeries } from './lossCurve';

const settings = { ...presets.H, steps: 30, cellBatch: 32 };

/** A run whose loss is NaN once, at step 15: it goes back to step 14 or earlier and lowers its rate. */
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

it('is independent of the sampling times, also after the run went back some steps', async () => {
  const everyStep = await curveSeen(1);
  expect(everyStep.steps).toEqual(Float64Array.from({ length: settings.steps }, (_, i) => i + 1));
  expect(everyStep.values.every((value) => value > 0)).toBe(true);
  for (const every of [4, 14, 15, 100]) expect(await curveSeen(every)).toEqual(everyStep);
});

it('continues from the losses of an interrupted run', () => {
  const curve = new LossCurve([3, 2]);
  curve.take({ step: 4, recentLoss: [1, 0.5] });
  expect(curve.read()).toEqual({ steps: Float64Array.of(1, 2, 3, 4), values: Float64Array.of(3, 2, 1, 0.5) });
  expect(curve.upTo(3)).toEqual(Float64Array.of(3, 2, 1));
});

it('never exceeds its capacity, and every point averages the same number of values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 400 }), (values) => {
      const capacity = 16;
      const series = new DecimatedSeries(capacity);
      for (const [i, value] of values.entries()) series.push(i + 1, value);
      const points = series.read();
      expect(points.values.length).toBeLessThan(capacity);
      // The smallest power of two that leaves fewer points than the capacity.
      let size = 1;
      while (Math.floor(values.length / size) >= capacity) size *= 2;
      expect(points.values.length).toBe(Math.floor(values.length / size));
      for (const [p, mean] of points.values.entries()) {
        const group = values.slice(p * size, (p + 1) * size);
        expect(mean).toBeCloseTo(group.reduce((sum, value) => sum + value, 0) / size, 10);
        expect(points.steps[p]).toBeCloseTo(p * size + (size + 1) / 2, 10);
      }
    }),
  );
});

it('rewinds to a step and drops the points after it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }), (reached, step) => {
      const series = new DecimatedSeries(16);
      for (let i = 1; i <= reached; i++) series.push(i, 1);
      const { steps } = series.read();
      const size = steps.length > 1 ? (steps[1] ?? 0) - (steps[0] ?? 0) : 1;
      series.rewind(step);
      const kept = series.read().steps;
      expect(kept).toEqual(steps.slice(0, Math.floor(Math.min(step, steps.length * size) / size)));
      expect([...series.read().values].every((value) => value === 1)).toBe(true);
    }),
  );
});
