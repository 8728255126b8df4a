import { describe, expect, it } from 'vitest';
import { parameterLayout } from '../../parameters';
import type { Problem } from '../../problem';
import type { LossTerms } from '../device';
import { oddSizes, randomProblem, type ProblemSize } from '../randomProblem';
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

type Term = keyof LossTerms;

const sum = (loss: LossTerms): number => loss.endpoint + loss.cell + loss.path + loss.prior;

/** The problem with only the named term in its loss. */
function only(term: Term, problem: Problem): Problem {
  return {
    ...problem,
    weight: term === 'endpoint' ? problem.weight : problem.weight.map(() => 0),
    cellWeight: term === 'cell' ? problem.cellWeight : 0,
    pathWeight: term === 'path' ? problem.pathWeight : 0,
    deltaPrior: term === 'prior' ? problem.deltaPrior : 0,
  };
}

/**
 * Away from the kinks of the path term at zero, and on a grid of 2⁻¹⁶, so that steps of 2⁻¹³ are exact in single precision.
 */
function onGrid(parameters: Float32Array): Float32Array {
  return parameters.map((value) => Math.round((value + Math.sign(value) * 0.01) * 65536) / 65536);
}

/** Largest difference of the gradient from central differences in a block, over the block's largest entry. */
async function errorsByBlock(problem: Problem, parameters: Float32Array, batch: Int32Array, every = 1) {
  const device = createReferenceDevice(problem);
  device.setParameters(parameters);
  device.setBatch(batch);
  const { gradient } = await device.lossAndGradient();
  const layout = parameterLayout(problem.shape);
  const width = 2 ** -13;
  const blocks = [
    ['A', layout.at, layout.bt],
    ['B', layout.bt, layout.beta],
    ['beta', layout.beta, layout.delta],
    ['delta', layout.delta, layout.total],
  ] as const;
  const errors: Record<string, number> = {};
  for (const [name, from, to] of blocks) {
    let difference = 0;
    let largest = 0;
    for (let i = from; i < to; i += every) {
      const at = async (offset: number): Promise<number> => {
        const moved = parameters.slice();
        moved[i] = (moved[i] ?? 0) + offset;
        device.setParameters(moved);
        return sum((await device.lossAndGradient()).loss);
      };
      // Fourth-order central difference.
      const numeric =
        (8 * ((await at(width)) - (await at(-width))) - ((await at(2 * width)) - (await at(-2 * width)))) /
        (12 * width);
      difference = Math.max(difference, Math.abs(numeric - (gradient[i] ?? 0)));
      largest = Math.max(largest, Math.abs(gradient[i] ?? 0));
    }
    errors[name] = largest === 0 ? difference : difference / largest;
  }
  return errors;
}

/** Blocks whose error is above the tolerance, with it. */
const beyond = (errors: Record<string, number>) =>
  Object.entries(errors).filter(([, error]) => !(error <= 1e-6));

describe('gradients of the reference device', () => {
  const { problem, parameters, batch } = randomProblem(small);
  const away = onGrid(parameters);

  it.each<Term>(['endpoint', 'cell', 'path', 'prior'])(
    'agree with central differences for the %s term alone',
    async (term) => {
      expect(beyond(await errorsByBlock(only(term, problem), away, batch))).toEqual([]);
    },
  );

  it('agree with central differences for all terms together', async () => {
    expect(beyond(await errorsByBlock(problem, away, batch))).toEqual([]);
  });

  it.each(oddSizes)(
    'agree with central differences for $genes genes, $regulators regulators, $modules modules, $perturbations perturbations',
    async (size) => {
      const odd = randomProblem({ ...size, solverSteps: 2 });
      const every = size.genes > 20 ? 211 : 1;
      expect(beyond(await errorsByBlock(odd.problem, onGrid(odd.parameters), odd.batch, every))).toEqual([]);
    },
  );

  it('of terms add up to the gradient of the whole', async () => {
    const gradients = [];
    for (const each of [
      problem,
      ...(['endpoint', 'cell', 'path', 'prior'] as const).map((term) => only(term, problem)),
    ]) {
      const device = createReferenceDevice(each);
      device.setParameters(parameters);
      device.setBatch(batch);
      gradients.push((await device.lossAndGradient()).gradient);
    }
    const [whole, ...parts] = gradients;
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

  it('stay exactly at zero where nothing is done', async () => {
    const device = createReferenceDevice(problem);
    device.setParameters(parameters);
    const states = await device.simulate({
      rows: 1,
      keep: new Float32Array(genes).fill(1),
      clamp: new Float32Array(genes),
      shift: new Float32Array(genes),
      horizon: 6,
      solverSteps: 12,
    });
    expect(states.every((value) => value === 0)).toBe(true);
  });
});

describe('a step of the reference device', () => {
  it('moves every parameter by the learning rate at first, and keeps rows of B within their norm', async () => {
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
