import { describe, expect, it } from 'vitest';
import { parameterLayout } from '../../parameters';
import type { Problem } from '../../problem';
import type { DynamicsDevice, LossTerms, StepHyper } from '../device';
import { oddSizes, randomProblem, type RandomProblem } from '../randomProblem';
import { createReferenceDevice } from '../reference/referenceDevice';
import { simdSupported } from './kernelModule';
import { inlineRunner } from './runner';
import { createWasmDevice } from './wasmDevice';

const sizes = [
  ...oddSizes,
  {
    genes: 40,
    regulators: 40,
    modules: 24,
    perturbations: 33,
    cells: 300,
    batch: 256,
    solverSteps: 12,
    horizon: 6,
  },
];

type Term = 'endpoint' | 'cell' | 'path' | 'prior';

function only(term: Term, problem: Problem): Problem {
  return {
    ...problem,
    weight: term === 'endpoint' ? problem.weight : problem.weight.map(() => 0),
    cellWeight: term === 'cell' ? problem.cellWeight : 0,
    pathWeight: term === 'path' ? problem.pathWeight : 0,
    deltaPrior: term === 'prior' ? problem.deltaPrior : 0,
  };
}

async function pair(problem: Problem, { parameters, batch }: RandomProblem) {
  const devices: [DynamicsDevice, DynamicsDevice] = [
    createReferenceDevice(problem),
    await createWasmDevice(problem, { runner: inlineRunner() }),
  ];
  for (const device of devices) {
    device.setParameters(parameters);
    device.setBatch(batch);
  }
  return devices;
}

/** max |difference| / max |expected| over each block of parameters. */
function errorsByBlock(problem: Problem, expected: ArrayLike<number>, actual: ArrayLike<number>) {
  const layout = parameterLayout(problem.shape);
  const blocks = [
    ['A', layout.at, layout.bt],
    ['B', layout.bt, layout.beta],
    ['beta', layout.beta, layout.delta],
    ['delta', layout.delta, layout.total],
  ] as const;
  return blocks.map(([name, from, to]) => {
    let difference = 0;
    let largest = 0;
    for (let i = from; i < to; i++) {
      difference = Math.max(difference, Math.abs((expected[i] ?? 0) - (actual[i] ?? 0)));
      largest = Math.max(largest, Math.abs(expected[i] ?? 0));
    }
    return { name, error: largest === 0 ? difference : difference / largest };
  });
}

const total = (loss: LossTerms): number => loss.endpoint + loss.cell + loss.path + loss.prior;

describe('gradients of the wasm device', () => {
  it.each(
    sizes.flatMap((size) =>
      (['endpoint', 'cell', 'path', 'prior'] as const).map((term) => ({ ...size, term })),
    ),
  )(
    'agree with the reference for the $term term with $genes genes, $regulators regulators, $modules modules, $perturbations perturbations',
    async ({ term, ...size }) => {
      const random = randomProblem(size);
      const problem = only(term, random.problem);
      const [reference, wasm] = await pair(problem, random);
      const expected = await reference.lossAndGradient();
      const actual = await wasm.lossAndGradient();
      expect(Math.abs(total(actual.loss) - total(expected.loss))).toBeLessThanOrEqual(
        1e-5 * total(expected.loss),
      );
      const errors = errorsByBlock(problem, expected.gradient, actual.gradient);
      expect(errors.filter(({ error }) => !(error <= 1e-5))).toEqual([]);
    },
  );
});

describe('the wasm device', () => {
  const hyper: StepHyper = { learningRate: 0.02, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };
  const random = randomProblem({
    genes: 21,
    regulators: 13,
    modules: 18,
    perturbations: 9,
    cells: 60,
    batch: 50,
    solverSteps: 6,
  });

  it('runs wherever these tests run', () => {
    expect(simdSupported()).toBe(true);
  });

  it('simulates as the reference does, more rows than fit one block included', async () => {
    const [reference, wasm] = await pair(random.problem, random);
    const { genes } = random.problem.shape;
    const rows = 21;
    const spread = (values: Float32Array) =>
      Float32Array.from({ length: rows * genes }, (_, i) => values[i % values.length] ?? 0);
    const query = {
      rows,
      keep: spread(random.problem.keep),
      clamp: spread(random.problem.clamp),
      shift: Float32Array.from({ length: rows * genes }, (_, i) => (i % 5 === 0 ? 0.7 : 0)),
      horizon: 3,
      solverSteps: 7,
    };
    const expected = await reference.simulate(query);
    const actual = await wasm.simulate(query);
    expect(actual.length).toBe(rows * 8 * genes);
    const worst = expected.reduce(
      (largest, value, i) => Math.max(largest, Math.abs(value - (actual[i] ?? Number.NaN))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });

  it('holds clamped genes and rests at exactly zero where nothing is done', async () => {
    const [, wasm] = await pair(random.problem, random);
    const { genes } = random.problem.shape;
    const keep = new Float32Array(2 * genes).fill(1);
    const clamp = new Float32Array(2 * genes);
    keep[3] = 0;
    clamp[3] = -1.25;
    const states = await wasm.simulate({
      rows: 2,
      keep,
      clamp,
      shift: new Float32Array(2 * genes),
      horizon: 6,
      solverSteps: 12,
    });
    for (let step = 0; step <= 12; step++) expect(states[step * genes + 3]).toBe(-1.25);
    expect(states.subarray(13 * genes).every((value) => value === 0)).toBe(true);
  });

  it('follows the reference over twenty optimiser steps', async () => {
    const [reference, wasm] = await pair(random.problem, random);
    for (let step = 0; step < 20; step++) {
      const batch = Int32Array.from({ length: 50 }, (_, i) => (7 * i + 11 * step) % 60);
      for (const device of [reference, wasm]) {
        device.setBatch(batch);
        await device.step(hyper);
      }
    }
    const errors = errorsByBlock(
      random.problem,
      await reference.readParameters(),
      await wasm.readParameters(),
    );
    expect(errors.filter(({ error }) => !(error <= 2e-4))).toEqual([]);
  });

  it('goes on bit for bit from a checkpoint', async () => {
    const [, wasm] = await pair(random.problem, random);
    for (let step = 0; step < 3; step++) await wasm.step(hyper);
    const checkpoint = await wasm.checkpoint();
    for (let step = 0; step < 3; step++) await wasm.step(hyper);
    const [, other] = await pair(random.problem, random);
    other.restore(checkpoint);
    for (let step = 0; step < 3; step++) await other.step(hyper);
    expect(await other.readParameters()).toEqual(await wasm.readParameters());
    expect((await other.checkpoint()).step).toBe(6);
  });
});
