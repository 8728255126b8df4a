import { describe, expect, it } from 'vitest';
import { type Problem, parameterLayout } from '../../problem';
import type { Batch } from '../device';
import {
  blocksBeyond,
  lossTerms,
  totalLoss,
  withOnly,
} from '../../../../tests/support/dynamics/compareGradients';
import {
  type ProblemSize,
  endsOfAll,
  oddSizes,
  randomProblem,
} from '../../../../tests/support/dynamics/randomProblem';
import { createReferenceDevice } from './referenceDevice';

const small: ProblemSize = {
  genes: 7,
  regulators: 4,
  modules: 5,
  perturbations: 6,
  cells: 12,
  batch: 9,
  solverSteps: 3,
  horizon: 1.5,
};

/**
 * Away from the kinks of the path term at zero, and on a grid of 2⁻¹⁶, so that steps of 2⁻¹³ are exact in single precision.
 */
function onGrid(parameters: Float32Array): Float32Array {
  return parameters.map((value) => Math.round((value + Math.sign(value) * 0.01) * 65536) / 65536);
}

/** The device's gradient, and the same with every `every`-th entry replaced by a fourth-order central difference. */
async function gradients(problem: Problem, parameters: Float32Array, batch: Batch, every = 1) {
  const device = createReferenceDevice(problem);
  device.setBatch(batch);
  const at = async (i: number, offset: number): Promise<number> => {
    const moved = parameters.slice();
    moved[i] = (moved[i] ?? 0) + offset;
    device.setParameters(moved);
    return totalLoss((await device.lossAndGradient()).loss);
  };
  device.setParameters(parameters);
  const { gradient } = await device.lossAndGradient();
  const numeric = gradient.slice();
  const width = 2 ** -13;
  for (let i = 0; i < numeric.length; i += every)
    numeric[i] =
      (8 * ((await at(i, width)) - (await at(i, -width))) -
        ((await at(i, 2 * width)) - (await at(i, -2 * width)))) /
      (12 * width);
  return [problem.shape, numeric, gradient] as const;
}

describe('gradients of the reference device', () => {
  const { problem, parameters, batch } = randomProblem(small);
  const away = onGrid(parameters);

  it.each(lossTerms)('agree with central differences for the %s term alone', async (term) => {
    expect(blocksBeyond(1e-6, ...(await gradients(withOnly(term, problem), away, batch)))).toEqual([]);
  });

  it.each([1, 3])('agree with central differences for %i steps of one stage', async (solverSteps) => {
    const euler = randomProblem({ ...small, solverSteps, stages: 1 });
    expect(
      blocksBeyond(1e-6, ...(await gradients(euler.problem, onGrid(euler.parameters), euler.batch))),
    ).toEqual([]);
  });

  it('agree with central differences for all terms together', async () => {
    expect(blocksBeyond(1e-6, ...(await gradients(problem, away, batch)))).toEqual([]);
  });

  it.each(oddSizes)(
    'agree with central differences for $genes genes, $regulators regulators, $modules modules, $perturbations perturbations',
    async (size) => {
      const odd = randomProblem({ ...size, solverSteps: 2 });
      const every = size.genes > 20 ? 211 : 1;
      expect(
        blocksBeyond(1e-6, ...(await gradients(odd.problem, onGrid(odd.parameters), odd.batch, every))),
      ).toEqual([]);
    },
  );

  it('of terms add up to the gradient of their sum', async () => {
    const found = [];
    for (const each of [problem, ...lossTerms.map((term) => withOnly(term, problem))]) {
      const device = createReferenceDevice(each);
      device.setParameters(parameters);
      device.setBatch(batch);
      found.push((await device.lossAndGradient()).gradient);
    }
    const [whole, ...parts] = found;
    whole?.forEach((value, i) => {
      const total = parts.reduce((partial, part) => partial + (part[i] ?? 0), 0);
      expect(total).toBeCloseTo(value, 12);
    });
  });
});

describe('simulated trajectories of the reference device', () => {
  const { problem, parameters } = randomProblem(small);
  const { genes } = problem.shape;
  const query = (solverSteps: number) => ({
    rows: problem.perturbations,
    keep: problem.keep,
    clamp: problem.clamp,
    shift: problem.keep.map((_, i) => (i % 4 === 0 ? 0.5 : 0)),
    horizon: 2,
    solverSteps,
    ends: endsOfAll(problem.perturbations, solverSteps),
  });

  it('keep a clamped gene at its value at every step', async () => {
    const device = createReferenceDevice(problem);
    device.setParameters(parameters);
    const states = await device.simulate(query(6));
    const clamped = [...problem.keep.keys()].filter((i) => problem.keep[i] === 0);
    expect(clamped.length).toBeGreaterThan(3);
    for (const i of clamped) {
      const row = Math.floor(i / genes);
      for (let step = 0; step <= 6; step++)
        expect(states[(row * 7 + step) * genes + (i % genes)]).toBe(problem.clamp[i]);
    }
  });

  it('stay exactly at zero without an intervention', async () => {
    const device = createReferenceDevice(problem);
    device.setParameters(parameters);
    const states = await device.simulate({
      rows: 1,
      keep: new Float32Array(genes).fill(1),
      clamp: new Float32Array(genes),
      shift: new Float32Array(genes),
      horizon: 6,
      solverSteps: 12,
      ends: endsOfAll(1, 12),
    });
    expect(states.every((value) => value === 0)).toBe(true);
  });
});

describe('a step of the reference device', () => {
  it('first moves every parameter by the learning rate, and keeps rows of B within their norm', async () => {
    const { problem, parameters, batch } = randomProblem(small);
    const device = createReferenceDevice(problem);
    device.setParameters(parameters);
    device.setBatch(batch);
    const { gradient } = await device.lossAndGradient();
    await device.step({ learningRate: 0.01, betas: [0.9, 0.98], clipNorm: 1e9, rowNorm: 0.5 });
    const after = await device.readParameters();
    const { bt, beta, total } = parameterLayout(problem.shape);
    for (let i = 0; i < total; i++) {
      if (i >= bt && i < beta) continue;
      // Adam's first update is the sign of the gradient.
      expect(after[i]).toBeCloseTo((parameters[i] ?? 0) - 0.01 * Math.sign(gradient[i] ?? 0), 5);
    }
    for (let m = 0; m < problem.shape.modules; m++) {
      let square = 0;
      for (let r = 0; r < problem.shape.regulators; r++)
        square += (after[bt + r * problem.shape.modules + m] ?? 0) ** 2;
      expect(Math.sqrt(square)).toBeLessThanOrEqual(0.5 + 1e-6);
    }
  });
});
