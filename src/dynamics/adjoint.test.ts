import { describe, expect, it } from 'vitest';
import { lossTerms, totalLoss, withOnly } from '../../tests/support/dynamics/compareGradients';
import { randomProblem } from '../../tests/support/dynamics/randomProblem';
import { createReferenceDevice } from './device/reference/referenceDevice';
import { type RightHandSide, rk4 } from './solve/rk4';
import { continuousAdjoint } from '../../tests/support/dynamics/continuousAdjoint';
import { discreteAdjoint } from './adjoint';

const size = { genes: 6, regulators: 4, modules: 5, perturbations: 5, cells: 10, batch: 4, horizon: 2 };

/** Only trajectories, compared at the end and half-way, with the same data for any number of steps. */
const adjoints = { continuous: continuousAdjoint, discrete: discreteAdjoint(4) };

function trajectories(solverSteps: number, adjoint: keyof typeof adjoints, cloudCells?: number) {
  const clouds = cloudCells === undefined ? {} : { cloudCells };
  const random = randomProblem({ ...size, ...clouds, solverSteps });
  return { ...random, problem: withOnly('endpoint', random.problem), adjoint: adjoints[adjoint] };
}

async function gradientOf({ problem, parameters, batch, adjoint }: ReturnType<typeof trajectories>) {
  const device = createReferenceDevice(problem, adjoint);
  device.setParameters(parameters);
  device.setBatch(batch);
  return (await device.lossAndGradient()).gradient;
}

/** Relative to the largest entry. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
    largest = Math.max(largest, Math.abs(b[i] ?? NaN));
  }
  return difference / largest;
}

function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2((errors[i] ?? NaN) / error));
}

const decay: RightHandSide = (z, dz) => {
  dz[0] = -(z[0] ?? 0);
};

const steps = [8, 16, 32, 64];

describe('the continuous adjoint', () => {
  it.each([
    ['means', undefined],
    ['clouds', 4],
  ])('of %s comes nearer to the discrete one with order 4 in the step', async (_, cloudCells) => {
    const errors: number[] = [];
    for (const count of steps)
      errors.push(
        distance(
          await gradientOf(trajectories(count, 'continuous', cloudCells)),
          await gradientOf(trajectories(count, 'discrete', cloudCells)),
        ),
      );
    expect(errors[0]).toBeLessThan(1e-2);
    for (const order of orders(errors)) expect(order).toBeGreaterThan(3.5);
  });

  it.each(['continuous', 'discrete'] as const)(
    'and the discrete one approach the gradient of the ODE with order 4: the %s one',
    async (adjoint) => {
      // Central differences of a loss whose trajectories have 128 steps.
      const fine = trajectories(128, 'discrete');
      const device = createReferenceDevice(fine.problem);
      const lossAt = async (i: number, offset: number): Promise<number> => {
        const moved = fine.parameters.slice();
        moved[i] = (moved[i] ?? 0) + offset;
        device.setParameters(moved);
        return totalLoss((await device.lossAndGradient()).loss);
      };
      const grid = fine.parameters.map((value) => Math.round(value * 65536) / 65536);
      fine.parameters.set(grid);
      const width = 2 ** -9;
      const some = Array.from(grid.keys()).filter((i) => i % 11 === 0);
      const numeric: number[] = [];
      for (const i of some)
        numeric.push(
          (8 * ((await lossAt(i, width)) - (await lossAt(i, -width))) -
            ((await lossAt(i, 2 * width)) - (await lossAt(i, -2 * width)))) /
            (12 * width),
        );
      const errors: number[] = [];
      for (const count of [4, 8, 16]) {
        const coarse = trajectories(count, adjoint);
        coarse.parameters.set(grid);
        const gradient = await gradientOf(coarse);
        errors.push(
          distance(
            some.map((i) => gradient[i] ?? NaN),
            numeric,
          ),
        );
      }
      expect(errors.at(-1)).toBeLessThan(1e-4);
      for (const order of orders(errors)) expect(order).toBeGreaterThan(3.5);
    },
  );

  it('of pure decay is the exponential of the time to the end of each loss source', () => {
    const states = rk4(decay, Float64Array.of(3), 2, 40);
    const sources = states.map((_, i) => (i === 20 || i === 40 ? Float64Array.of(1) : null));
    const back = continuousAdjoint(
      decay,
      (_, v, zBar) => {
        zBar[0] = (zBar[0] ?? 0) - (v[0] ?? 0);
      },
      states,
      sources,
      2 / 40,
    );
    expect(back[0]).toBeCloseTo(Math.exp(-1) + Math.exp(-2), 7);
  });

  it('does not change the other terms of the loss', async () => {
    for (const term of lossTerms.slice(1)) {
      const [continuous, discrete] = (['continuous', 'discrete'] as const).map((adjoint) => {
        const random = randomProblem(size);
        return { ...random, problem: withOnly(term, random.problem), adjoint: adjoints[adjoint] };
      });
      if (!continuous || !discrete) throw new Error('two problems');
      expect(await gradientOf(continuous)).toEqual(await gradientOf(discrete));
    }
  });
});
