import { describe, expect, it } from 'vitest';
import { createDevice } from '../../dynamics/device/createDevice';
import { DeviceLost } from '../../dynamics/device/device';
import { type Problem, parameterLayout } from '../../dynamics/problem';
import { type TrainingSettings, presets } from '../../dynamics/settings';
import { errorOverNoChange, pearsonOfChange } from '../../evaluation/predictions/predictionError';
import { Random } from '../../numerics/random';
import { cellsOf, screenOf } from '../../../tests/support/dynamics/fluctuatingScreen';
import { chain } from '../../../tests/support/inference/chain';
import { Inference } from './inference';
import { stepsTrained } from './progress';
import { inUnitsOf } from '../benchmark/unseen';

const settings: TrainingSettings = { ...presets.H, steps: 50, cellBatch: 64 };
async function start(dataset = chain(), own = settings): Promise<Inference> {
  return Inference.create(dataset, own, (problem) => createDevice('wasm', problem));
}

async function advance(inference: Inference, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) await inference.advance();
}

/** A run whose optimiser state and loss stop being numbers after its fourth step, `times` times in all. */
function failing(times: number): Promise<Inference> {
  let left = times;
  return Inference.create(chain(), settings, async (problem) => {
    const device = await createDevice('wasm', problem);
    let failed = false;
    return {
      ...device,
      step: async (hyper) => {
        await device.step(hyper);
        const checkpoint = await device.checkpoint();
        failed = left > 0 && checkpoint.step >= 4;
        if (!failed) return;
        left--;
        device.restore({ ...checkpoint, firstMoment: checkpoint.firstMoment.map(() => NaN) });
      },
      losses: async () => (await device.losses()).map((loss) => (failed ? { ...loss, cell: NaN } : loss)),
    };
  });
}

describe('a run', () => {
  it('finds the two regulations of a chain, their direction and sign, before any other edge', async () => {
    const inference = await start();
    await advance(inference, settings.steps);
    const { network } = await inference.result();
    const score = (source: number, target: number) => network.weights[source * 5 + target] ?? 0;
    expect(score(0, 1)).toBeGreaterThan(0);
    expect(score(1, 2)).toBeLessThan(0);
    const sizes = Array.from(network.weights, Math.abs).toSorted((a, b) => b - a);
    const found = [Math.abs(score(0, 1)), Math.abs(score(1, 2))].toSorted((a, b) => b - a);
    expect(found).toEqual(sizes.slice(0, 2));
  });

  it('has the same result with preset default as with H', async () => {
    const [byDefault, withH] = await Promise.all(
      (['default', 'H'] as const).map(async (preset) => {
        const own = { ...presets[preset], steps: 12, cellBatch: 32 };
        const inference = await Inference.create(chain(), own, (problem) => createDevice('wasm', problem));
        await advance(inference, 12);
        expect(inference.isDone).toBe(true);
        expect((await inference.snapshot()).weights).toEqual((await inference.result()).network.weights);
        return inference.result();
      }),
    );
    expect(byDefault).toEqual({ ...withH, model: { ...withH?.model, settings: byDefault?.model.settings } });
  });

  it('is a function of the seed, bit for bit', async () => {
    const results = await Promise.all(
      [start(), start()].map(async (made) => {
        const inference = await made;
        await advance(inference, 12);
        return inference.result();
      }),
    );
    expect(results[0]?.network.weights).toEqual(results[1]?.network.weights);
    expect(results[0]?.model.kappa).toBe(results[1]?.model.kappa);
  });

  it('that starts from fluctuating cells is done after an eighth of its schedule', async () => {
    const inference = await start(screenOf(cellsOf({ kind: 'knockout', step: 0.1, noise: 1 })));
    expect(inference.main.prepared.start).toBe('likelihood');
    expect(inference.stepsLeft).toBe(7);
    await advance(inference, 7);
    expect(inference.isDone).toBe(true);
    expect(await inference.snapshot()).toMatchObject({ step: 7, steps: 7 });
    const result = await inference.result();
    expect(stepsTrained(result, settings)).toBe(7);
    expect(stepsTrained({ crossValidation: null }, settings)).toBe(50);
  });

  it('ends early where training spoils its start, which is kept, with all steps made', async () => {
    const screen = screenOf(cellsOf({ kind: 'knockout', step: 0.1, noise: 1 }));
    const inference = await start(screen, { ...settings, steps: 160, learningRate: 20, warmupSteps: 0 });
    expect(inference.stepsLeft).toBe(20);
    while (!inference.isDone) await inference.advance();
    expect(inference.stepsLeft).toBe(0);
    expect(await inference.snapshot()).toMatchObject({ step: 5, steps: 5 });
    const { model, crossValidation } = await inference.result();
    expect(model.stepsKept).toBe(0);
    expect(crossValidation?.errors.at(-1)).toBeGreaterThan(crossValidation?.errors[0] ?? Infinity);
  });

  it('resumes from saved progress bit for bit', async () => {
    const whole = await start();
    await advance(whole, 30);
    const first = await start();
    await advance(first, 17);
    const saved = structuredClone(await first.progress());
    const second = await start();
    second.resume(saved);
    await advance(second, 13);
    expect(second.step).toBe(30);
    expect(await second.progress()).toEqual(await whole.progress());
    expect((await second.result()).network).toEqual((await whole.result()).network);
  });

  it('takes the classical method once trajectories no longer settle, and resumes so', async () => {
    const made: Problem[] = [];
    const create = () =>
      Inference.create(chain(), settings, (problem) => {
        made.push(problem);
        return createDevice('wasm', problem);
      });
    const inference = await create();
    const euler = inference.main.prepared.problem;
    expect([euler.stages, euler.solverSteps]).toEqual([1, 9]);
    // A cycle of three genes, each strongly lowering the next, which would oscillate at every step.
    const { shape } = euler;
    const { at, bt } = parameterLayout(shape);
    const before = await inference.progress();
    const oscillating = before.fits.map((fit) => {
      const parameters = fit.parameters.map((value, i) => (i < bt ? 0 : value));
      parameters.fill(0, bt, bt + shape.regulators * shape.modules);
      [0, 1, 2].forEach((gene) => {
        parameters[at + gene * shape.genes + ((gene + 1) % 3)] = -40;
        parameters[bt + gene * shape.modules + gene] = 0.5;
      });
      return { ...fit, parameters };
    });
    const steps = 14;
    inference.resume({ ...before, step: steps - 2, fits: oscillating });
    await advance(inference, 2);
    expect((await inference.progress()).stages).toBe(4);
    const fits = before.fits.length;
    expect(made).toHaveLength(fits);
    const saved = structuredClone(await inference.progress());
    await advance(inference, 3);
    expect(made.slice(fits).map(({ stages, solverSteps }) => [stages, solverSteps])).toEqual(
      before.fits.map(() => [4, 6]),
    );
    const resumed = await create();
    resumed.resume(saved);
    await advance(resumed, 3);
    expect(await resumed.progress()).toEqual(await inference.progress());
  });

  it('continues on other devices from the last measured step whenever its devices are lost', async () => {
    const hundred = { ...settings, steps: 100 };
    const whole = await Inference.create(chain(), hundred, (problem) => createDevice('wasm', problem));
    await advance(whole, 20);
    for (const made of [0, 3, 4, 9, 12, 15]) {
      const gone = { lost: false };
      const inference = await Inference.create(chain(), hundred, async (problem) => {
        const device = await createDevice('wasm', problem);
        const step: typeof device.step = async (hyper) => {
          if (gone.lost) throw new DeviceLost('destroyed', 'in mid-run');
          await device.step(hyper);
        };
        return { ...device, step };
      });
      await advance(inference, made);
      gone.lost = true;
      await expect(inference.advance()).rejects.toThrow(DeviceLost);
      await inference.moveTo((problem) => createDevice('wasm', problem));
      expect(inference.step).toBe(made - (made % 4));
      await advance(inference, 20 - inference.step);
      expect(await inference.progress()).toEqual(await whole.progress());
    }
  });

  it('uses a held-out perturbation only for its error', async () => {
    const dataset = { ...chain(), heldOut: ['G1'] };
    const scrambled = { ...dataset, values: dataset.values.slice() };
    const random = new Random(9);
    for (let cell = 0; cell < scrambled.cells; cell++) {
      if (scrambled.conditions[scrambled.conditionOfCell[cell] ?? 0]?.label !== 'G1') continue;
      for (let gene = 0; gene < 5; gene++) scrambled.values[cell * 5 + gene] = 4 * random.uniform();
    }
    const networks = [];
    for (const data of [dataset, scrambled]) {
      const inference = await start(data);
      await advance(inference, 10);
      const result = await inference.result();
      const shown = result.comparisons.filter(({ role }) => role === 'held-out');
      expect(shown).toHaveLength(1);
      const inZ = shown.map((one) => inUnitsOf(result.model.scale, one));
      expect(result.heldOut?.shrunkError).toBeCloseTo(errorOverNoChange(inZ) ?? NaN, 4);
      expect(result.heldOut?.pearson).toBeCloseTo(inZ[0] ? (pearsonOfChange(inZ[0]) ?? 0) : NaN, 4);
      networks.push(result.network.weights);
    }
    expect(networks[0]).toEqual(networks[1]);
  });

  it('restarts with half the rate when the loss is not finite, and gives up in the end', async () => {
    const once = await failing(1);
    while (!once.isDone) await once.advance();
    const { network } = await once.result();
    expect(network.weights.every(Number.isFinite)).toBe(true);

    const always = await failing(Infinity);
    await expect(
      (async () => {
        while (!always.isDone) await always.advance();
      })(),
    ).rejects.toMatchObject({ name: 'NotFinite' });
  });

  it('has a network when stopped before its first step', async () => {
    const inference = await start();
    expect((await inference.result()).model.stepsKept).toBe(0);
  });

  it('refuses to train on nothing', async () => {
    await expect(start({ ...chain(), heldOut: ['G0', 'G1', 'G2', 'G3'] })).rejects.toMatchObject({
      problem: { tag: 'no-training-perturbations' },
    });
  });
});
