import { afterEach, expect, it, vi } from 'vitest';
import type { DynamicsDevice } from '../../dynamics/device/device';
import { randomProblem, tinySize } from '../../../tests/support/dynamics/randomProblem';
import { createReferenceDevice } from '../../dynamics/device/reference/referenceDevice';
import type { Problem } from '../../dynamics/problem';
import { presets } from '../../dynamics/settings';
import { compareDevices, costOf, firstPerturbations, stepMilliseconds } from './deviceComparison';

afterEach(() => {
  vi.restoreAllMocks();
});

const size = { genes: 6, regulators: 3, modules: 4, cells: 20, batch: 4, solverSteps: 2 };
const { problem: many, parameters, batch } = randomProblem({ ...size, perturbations: 200 });
const { problem: few } = randomProblem({ ...size, perturbations: 40 });

/** Devices whose steps take so many milliseconds a perturbation, on a clock of its own; and the problems they were made for. */
function clocked() {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const asked: { device: string; perturbations: number }[] = [];
  const made =
    (device: string, msEach: number) =>
    async (problem: Problem): Promise<DynamicsDevice> => {
      asked.push({ device, perturbations: problem.perturbations });
      return {
        ...createReferenceDevice(problem),
        step: async () => {
          clock += msEach * problem.perturbations;
        },
        losses: async () => [],
      };
    };
  return { asked, made };
}

it('a processor that is slower for a part of the perturbations is not measured with all of them', async () => {
  const { asked, made } = clocked();
  const times = await compareDevices(many, presets.H, made('gpu', 0.1), made('processor', 10));
  expect(times.gpuMs).toBeCloseTo(20, 8);
  expect(times.processorMs).toBeCloseTo(320, 8);
  expect(times.isPart).toBe(true);
  expect(asked).toEqual([
    { device: 'gpu', perturbations: 200 },
    { device: 'processor', perturbations: 32 },
  ]);
});

it('otherwise both devices are measured with all perturbations', async () => {
  for (const [problem, ms] of [
    [many, 100],
    [few, 20],
  ] as const) {
    const { asked, made } = clocked();
    const times = await compareDevices(problem, presets.H, made('gpu', 1), made('processor', 0.5));
    expect(times.processorMs).toBeCloseTo(ms, 8);
    expect(times.isPart).toBe(false);
    expect(asked.at(-1)).toEqual({ device: 'processor', perturbations: problem.perturbations });
  }
});

it('the first perturbations form a problem with the same trajectories', async () => {
  const part = firstPerturbations(many, 32);
  const { endpoint: own } = (await lossOf(part)).loss;
  const zeroed = many.endpoints.flatMap(({ perturbation }, at) => (perturbation < 32 ? [] : [at]));
  const weight = many.weight.slice();
  for (const at of zeroed) weight.fill(0, at * size.genes, (at + 1) * size.genes);
  const { endpoint: ofWhole } = (await lossOf({ ...many, weight })).loss;
  expect(own).toBeCloseTo(ofWhole, 12);
});

async function lossOf(problem: Problem) {
  const device = createReferenceDevice(problem);
  device.setParameters(parameters);
  device.setBatch(batch);
  return device.lossAndGradient();
}

it('problems have the same cost key only where their steps do the same work', () => {
  const cost = costOf(few, presets.H);
  expect(costOf({ ...few, cells: few.cells.map((x) => x + 1) }, presets.H)).toBe(cost);
  for (const [problem, settings] of [
    [many, presets.H],
    [{ ...few, solverSteps: 3 }, presets.H],
    [{ ...few, shape: { ...few.shape, modules: 8 } }, presets.H],
    [few, { ...presets.H, cellBatch: 512 }],
  ] as const)
    expect(costOf(problem, settings)).not.toBe(cost);
});

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

it('measures a step after warm-up, including pending work', async () => {
  expect(await stepMilliseconds(timed(3), presets.H)).toBeCloseTo(3, 10);
});

it('leaves a device able to train', async () => {
  const tiny = randomProblem(tinySize);
  const device = createReferenceDevice(tiny.problem);
  await stepMilliseconds(device, presets.H);
  device.setParameters(tiny.parameters);
  device.setBatch(tiny.batch);
  expect(Number.isFinite((await device.lossAndGradient()).loss.endpoint)).toBe(true);
});
