import { beforeAll, describe, expect, it } from 'vitest';
import { createDevice } from '../../dynamics/device/createDevice';
import type { DynamicsDevice } from '../../dynamics/device/device';
import type { Problem } from '../../dynamics/problem';
import { presets, type PresetName, type TrainingSettings } from '../../dynamics/settings';
import { withoutExplained } from '../../network/measuredEffects';
import { rankMean } from '../../network/rankMean';
import { cellsOf, screenOf } from '../../../tests/support/dynamics/fluctuatingScreen';
import { chain } from '../../../tests/support/inference/chain';
import { Inference } from './inference';
import { stepsMade } from './progress';
import type { FitResult } from './result';

const steps = 12;
/** Several whole runs in one test take their time on a busy machine. */
const timeout = 60_000;

function settingsOf(preset: PresetName): TrainingSettings {
  return { ...presets[preset], steps, cellBatch: 32 };
}

async function start(
  preset: PresetName = 'default',
  device: (problem: Problem) => Promise<DynamicsDevice> = (problem) => createDevice('wasm', problem),
): Promise<Inference> {
  return Inference.create(chain(), settingsOf(preset), device);
}

async function advance(inference: Inference, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await inference.advance();
}

async function toTheEnd(inference: Inference): Promise<Omit<FitResult, 'seconds'>> {
  while (!inference.isDone) await inference.advance();
  return inference.result();
}

describe('a run on few genes', { timeout }, () => {
  let alone: Omit<FitResult, 'seconds'>;
  let refined: Omit<FitResult, 'seconds'>;
  beforeAll(async () => {
    alone = await toTheEnd(await start('H'));
    refined = await toTheEnd(await start());
  }, timeout);

  it('ends with the rank mean of three fits and their horizons', () => {
    expect(refined.members.map(({ preset, horizon }) => [preset, horizon])).toEqual([
      ['H', 6],
      ['SH', 1.5],
      ['SH', 3],
    ]);
    const learned = refined.members.map(({ weights }) => weights);
    const [main = new Float32Array(), ...others] = learned;
    // Gene 4 is never perturbed.
    const read = (weights: Float32Array) =>
      withoutExplained(refined.network, weights, [true, true, true, true, false]);
    expect(read(main)).toEqual(alone.network.weights);
    expect(others).not.toContainEqual(main);
    expect(refined.network.weights).toEqual(read(rankMean(refined.network, main, learned)));
  });

  it('has predictions, κ and errors of the main fit', () => {
    expect(alone.members).toEqual([]);
    expect(refined.model.parameters).toEqual(alone.model.parameters);
    expect(refined.model.kappa).toBe(alone.model.kappa);
    expect(refined.crossValidation).toEqual(alone.crossValidation);
    expect(refined.comparisons).toEqual(alone.comparisons);
  });

  it('counts ensemble and leave-out fits alike for the stability of an edge', () => {
    const fits = 3 + refined.model.leaveOut.length;
    const shares = [...(refined.network.stability ?? [])].map((share) => share * fits);
    expect(shares.length).toBeGreaterThan(0);
    for (const share of shares) expect(Math.abs(share - Math.round(share))).toBeLessThan(1e-5);
    expect(Math.max(...shares)).toBeCloseTo(fits, 4);
  });

  it('reports the fit that refines, and changes the network only when it ends', async () => {
    const inference = await start();
    await advance(inference, steps - 1);
    expect(await inference.snapshot()).toMatchObject({ averaged: 1, refining: null });
    await advance(inference, 1);
    const first = await inference.snapshot();
    expect(first).toMatchObject({
      step: steps,
      averaged: 1,
      refining: { fit: 2, fits: 3, step: 0, steps },
    });
    expect(first.weights).toEqual(alone.network.weights);
    await advance(inference, steps - 1);
    const last = await inference.snapshot();
    expect(last.refining).toEqual({ fit: 2, fits: 3, step: steps - 1, steps });
    expect(last.weights).toEqual(first.weights);
    expect(last.recentLoss).toEqual([]);
    expect(inference.stepsLeft).toEqual({ main: 0, ensemble: steps + 1 });
    await advance(inference, 1);
    const joined = await inference.snapshot();
    expect(joined).toMatchObject({ averaged: 2, refining: { fit: 3, step: 0 } });
    expect(joined.weights).not.toEqual(first.weights);
    await advance(inference, steps);
    expect(inference.isDone).toBe(true);
    expect(await inference.snapshot()).toMatchObject({ averaged: 3, refining: null });
    expect((await inference.snapshot()).weights).toEqual(refined.network.weights);
  });

  it('ends every fit after an eighth of the schedule where cells fluctuate', async () => {
    const screen = screenOf(cellsOf({ kind: 'knockout', step: 0.1, noise: 1 }));
    const inference = await Inference.create(screen, { ...settingsOf('default'), steps: 96 }, (problem) =>
      createDevice('wasm', problem),
    );
    expect(inference.stepsLeft).toEqual({ main: 12, ensemble: 24 });
    await advance(inference, 13);
    expect(inference.refining).toEqual({ fit: 2, fits: 3, step: 1, steps: 12 });
    expect(stepsMade(await inference.progress())).toBe(13);
    await advance(inference, 22);
    expect(inference.isDone).toBe(false);
    await advance(inference, 1);
    expect(inference.isDone).toBe(true);
    expect((await inference.result()).members).toHaveLength(3);
  });

  it('resumes from progress saved during refinement bit for bit, before and after a fit has ended', async () => {
    for (const made of [steps, steps + 7, 2 * steps, 2 * steps + 4]) {
      const first = await start();
      await advance(first, made);
      const saved = structuredClone(await first.progress());
      first.dispose();
      const second = await start();
      second.resume(saved);
      expect((await second.snapshot()).refining).toEqual((await first.snapshot()).refining);
      expect(await second.progress()).toEqual(saved);
      expect((await toTheEnd(second)).network).toEqual(refined.network);
    }
  });

  it('keeps the rank mean of the finished fits when stopped', async () => {
    const inference = await start();
    await advance(inference, steps + 5);
    const early = await inference.result();
    expect(early.members).toEqual([]);
    expect(early.network).toEqual(alone.network);
    await advance(inference, steps);
    const late = await inference.result();
    expect(late.members).toEqual(refined.members.slice(0, 2));
  });

  it('continues on another device when it is lost during refinement, to the same network', async () => {
    const inference = await start();
    await advance(inference, steps + 7);
    await inference.moveTo((problem) => createDevice('wasm', problem));
    expect(inference.refining?.step).toBeLessThanOrEqual(7);
    expect((await toTheEnd(inference)).network).toEqual(refined.network);
  });

  it('leaves a repeatedly diverging fit out of the mean', async () => {
    const inference = await start('default', async (problem) => {
      const device = await createDevice('wasm', problem);
      return problem.clouds && problem.horizon === 1.5
        ? { ...device, losses: async () => [{ endpoint: NaN, cell: 0, path: 0, prior: 0 }] }
        : device;
    });
    const { members } = await toTheEnd(inference);
    expect(members.map(({ horizon }) => horizon)).toEqual([6, 3]);
  });
});
