import { describe, expect, it } from 'vitest';
import { blocksBeyond, withOnly } from '../../../tests/support/dynamics/compareGradients';
import type { Batch } from '../device/device';
import { type ProblemSize, oddSizes, randomProblem } from '../../../tests/support/dynamics/randomProblem';
import { createReferenceDevice } from '../device/reference/referenceDevice';
import { intervenedField, vectorFieldOf } from '../vectorField';
import { type CloudEndpoints, type Problem, parameterLayout } from '../problem';
import { softplus } from '../softplus';
import { rk4 } from '../solve/rk4';
import { entropy, sinkhornDivergence } from './sinkhorn';

/** Wide enough and long enough that the loops converge, which the gradient supposes. */
const limits = { blur: 0.5, iterations: 5000, tolerance: 1e-13 };

function cloudProblem(size: ProblemSize) {
  const { problem, parameters, batch } = randomProblem({ ...size, cloudCells: 5, solverSteps: 2 });
  const { clouds } = problem;
  if (!clouds || !batch.clouds) throw new Error('a problem with clouds');
  const converging: CloudEndpoints = { ...clouds, ...limits };
  return { problem: { ...problem, clouds: converging }, clouds: converging, parameters, batch };
}

/** The drawn clouds at the end of their trajectories, written anew from the definition. */
function cloudsAt(problem: Problem, clouds: CloudEndpoints, batch: Batch, parameters: Float64Array) {
  const drawn = batch.clouds;
  if (!drawn) throw new Error('a batch with clouds');
  const { genes } = problem.shape;
  const field = vectorFieldOf(problem.shape, problem.regulators, parameters);
  const { delta } = parameterLayout(problem.shape);
  const each = drawn.start.length / drawn.endpoints.length;
  return Array.from(drawn.endpoints, (e, p) => {
    const { perturbation, step } = problem.endpoints[e] ?? { perturbation: -1, step: -1 };
    const row = (values: Float32Array, index: number) =>
      Float64Array.from(values.slice(index * genes, (index + 1) * genes));
    const keep = row(problem.keep, perturbation);
    const clamp = row(problem.clamp, perturbation);
    const shift = new Float64Array(genes);
    for (const added of problem.shifts)
      if (added.perturbation === perturbation)
        shift[added.gene] = softplus(parameters[delta + added.delta] ?? NaN);
    const x = new Float64Array(each * genes);
    const y = new Float64Array(each * genes);
    for (let i = 0; i < each; i++) {
      const start = row(clouds.start, drawn.start[p * each + i] ?? -1);
      const set = start.map((value, g) => (keep[g] === 0 ? (clamp[g] ?? 0) : value));
      const all = rk4(intervenedField(field, { keep, shift }), set, problem.horizon, problem.solverSteps);
      x.set(all[step] ?? [], i * genes);
      y.set(row(problem.cells, drawn.measured[p * each + i] ?? -1), i * genes);
    }
    return { x, y, mask: row(problem.cellMask, clouds.maskOfEndpoint[e] ?? -1) };
  });
}

describe('the loss of clouds at endpoints', () => {
  it.each(oddSizes)(
    'has the gradient of central differences with held entropies for $genes genes, $modules modules, $perturbations perturbations',
    async (size) => {
      const { problem, clouds, parameters, batch } = cloudProblem(size);
      const device = createReferenceDevice(withOnly('endpoint', problem));
      device.setParameters(parameters);
      device.setBatch(batch);
      const { loss, gradient } = await device.lossAndGradient();

      const start = Float64Array.from(parameters);
      const entropies = cloudsAt(problem, clouds, batch, start).map(({ x, y, mask }) =>
        entropy(x, y, mask, clouds.blur),
      );
      const lossAt = (moved: Float64Array): number => {
        const values = cloudsAt(problem, clouds, batch, moved).map(
          ({ x, y, mask }, p) => sinkhornDivergence(x, y, mask, entropies[p] ?? NaN, clouds).value,
        );
        return (clouds.weight * values.reduce((sum, value) => sum + value, 0)) / values.length;
      };
      expect(loss.endpoint).toBeCloseTo(lossAt(start), 12);
      const numeric = Float64Array.from(gradient);
      const width = 1e-4;
      for (let i = 0; i < numeric.length; i += size.genes > 20 ? 211 : 1) {
        const at = (offset: number): number =>
          lossAt(start.map((value, p) => (p === i ? value + offset : value)));
        numeric[i] = (8 * (at(width) - at(-width)) - (at(2 * width) - at(-2 * width))) / (12 * width);
      }
      expect(blocksBeyond(1e-6, problem.shape, numeric, gradient)).toEqual([]);
    },
  );

  it('is part of the whole loss beside the other terms', async () => {
    const { problem, parameters, batch } = cloudProblem({
      genes: 6,
      regulators: 4,
      modules: 3,
      perturbations: 4,
      cells: 9,
      batch: 5,
    });
    const gradients = [];
    for (const each of [
      problem,
      ...(['endpoint', 'cell', 'path', 'prior'] as const).map((t) => withOnly(t, problem)),
    ]) {
      const device = createReferenceDevice(each);
      device.setParameters(parameters);
      device.setBatch(batch);
      gradients.push((await device.lossAndGradient()).gradient);
    }
    const [whole, ...parts] = gradients;
    whole?.forEach((value, i) =>
      expect(parts.reduce((sum, part) => sum + (part[i] ?? NaN), 0)).toBeCloseTo(value, 12),
    );
  });
});

describe('the loss of means at endpoints', () => {
  it('has the gradient of central differences where two measurements fall on one state', async () => {
    const random = randomProblem({
      genes: 5,
      regulators: 5,
      modules: 3,
      perturbations: 2,
      cells: 0,
      batch: 0,
    });
    const whole = withOnly('endpoint', random.problem);
    // Means of two days that round to the same step.
    const problem = { ...whole, endpoints: whole.endpoints.map((endpoint) => ({ ...endpoint, step: 2 })) };
    expect(new Set(problem.endpoints.map(({ perturbation }) => perturbation)).size).toBeLessThan(
      problem.endpoints.length,
    );
    const start = random.parameters.map((value) => Math.round(value * 4096) / 4096);
    const device = createReferenceDevice(problem);
    const at = async (moved: Float32Array) => {
      device.setParameters(moved);
      device.setBatch(random.batch);
      return device.lossAndGradient();
    };
    const { gradient } = await at(start);
    const width = 2 ** -10;
    const numeric = Float64Array.from(gradient);
    for (const i of start.keys()) {
      const [up, down] = [width, -width].map((step) =>
        at(start.map((value, p) => (p === i ? value + step : value))),
      );
      numeric[i] = (((await up)?.loss.endpoint ?? NaN) - ((await down)?.loss.endpoint ?? NaN)) / (2 * width);
    }
    expect(blocksBeyond(1e-4, problem.shape, numeric, gradient)).toEqual([]);
  });
});
