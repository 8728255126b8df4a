import { describe, expect, it } from 'vitest';
import { oddSizes, randomProblem } from '../../../../tests/support/dynamics/randomProblem';
import { constantsOf, rowsOfClouds, rowsOfMeans } from './tables';
import { packUniform, sourceOf, uniformBytes } from './kernel';
import { modelLayout, modelLength } from './bufferLayout';
import { kernelsOf, planSimulation, planStep } from './plan';
import type { Dispatch } from './planParts';
import type { PlanLimits } from './stepSizes';
import { shapeOf } from './stepRunner';

const roomy: PlanLimits = { tapeBytes: 2 ** 28, work: 1e9 };

const cases = oddSizes.flatMap((size) => [
  { title: `means of ${size.genes} genes`, ...randomProblem({ ...size, solverSteps: 7 }) },
  { title: `clouds of ${size.genes} genes`, ...randomProblem({ ...size, solverSteps: 7, cloudCells: 5 }) },
]);

const persistent = ['model', 'weights', 'moments', 'ring'];

/** 0 … count − 1 */
function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Elements of a dispatch along the first dimension. */
function covered({ grid, kernel }: Dispatch): number {
  return grid[0] * kernel.lanes * (kernel.perLane ?? 1);
}

describe.each(cases)('the plan of a step on $title', ({ problem, batch }) => {
  const plan = planStep(problem, shapeOf(batch), roomy);
  const all = [...plan.evaluate, ...plan.update];
  const sized = (name: string) => all.filter(({ kernel }) => kernel.name === name);

  it('has a buffer for every slot of every kernel', () => {
    const known = new Set([...persistent, ...constantsOf(problem).keys(), ...plan.scratch.keys()]);
    const missing = all.flatMap(({ kernel, buffers }) =>
      kernel.slots.map(({ name }) => buffers[name] ?? name).filter((name) => !known.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it('binds no buffer twice to a kernel that writes it', () => {
    const twice = all.filter(({ kernel, buffers }) => {
      const names = kernel.slots.map(({ name }) => buffers[name] ?? name);
      return new Set(names).size < names.length;
    });
    expect(twice).toEqual([]);
  });

  it('covers every parameter and cell with invocations', () => {
    const { parameters, cellQuads, genes, modules, quads } = plan.sizes;
    for (const name of ['gradient', 'adam'])
      expect(sized(name).map(covered)[0]).toBeGreaterThanOrEqual(parameters);
    expect(sized('derive').map(({ grid }) => grid[0])).toEqual([modules + 1]);
    expect(sized('cell-error').map(covered)[0]).toBeGreaterThanOrEqual(cellQuads * genes);
    expect(sized('forward').map(({ grid }) => grid[0])).toEqual([quads]);
    expect(4 * cellQuads).toBeGreaterThanOrEqual(batch.cells.length);
  });

  it('gives every product slots of its own, and adds up all of them', () => {
    const { genes, modules, regulators } = plan.sizes;
    const sizes = { gradientsA: (modules + 1) * genes, gradientsB: (regulators + 1) * modules };
    const taken: Record<string, number[]> = { gradientsA: [], gradientsB: [] };
    const take = (buffer: keyof typeof sizes, offset: number, slots: number) => {
      for (let i = 0; i < slots; i++) taken[buffer]?.push(offset / sizes[buffer] + i);
    };
    for (const { buffers, part, grid } of sized('product'))
      take(buffers['gradients'] === 'gradientsA' ? 'gradientsA' : 'gradientsB', part.out ?? 0, grid[2]);
    for (const { part, grid } of sized('cell-gradient')) {
      take('gradientsA', part.out ?? 0, grid[1]);
      take('gradientsB', part.left ?? 0, grid[1]);
    }
    expect(taken['gradientsA']?.toSorted((a, b) => a - b)).toEqual(upTo(plan.sizes.slotsA));
    expect(taken['gradientsB']?.toSorted((a, b) => a - b)).toEqual(upTo(plan.sizes.slotsB));
    expect(plan.scratch.get('gradientsA')).toBe(4 * plan.sizes.slotsA * sizes.gradientsA);
    expect(plan.scratch.get('gradientsB')).toBe(4 * plan.sizes.slotsB * sizes.gradientsB);
  });

  it('goes back in sweeps that fit the tape, and covers each step once', () => {
    const whole = plan.scratch.get('tape') ?? 0;
    const some = planStep(problem, shapeOf(batch), { ...roomy, tapeBytes: whole / 3 });
    const backwards = some.evaluate.filter(({ kernel }) => kernel.name.startsWith('backward'));
    expect(backwards.map(({ part }) => [part.sweepFrom, part.sweepTo])).toEqual([
      [6, 7],
      [4, 6],
      [2, 4],
      [0, 2],
    ]);
    expect(some.scratch.get('tape')).toBeLessThanOrEqual(whole / 3);
  });

  it('groups trajectories that exceed the tape, each trajectory and endpoint once', () => {
    const some = planStep(problem, shapeOf(batch), { ...roomy, tapeBytes: 0 });
    const quads = Math.ceil(plan.sizes.rows / 4);
    const alone = batch.clouds ? quads : 1;
    expect(some.sizes.quads).toBe(alone);
    const forwards = some.evaluate.filter(({ kernel }) => kernel.name === 'forward');
    const first = forwards.filter(({ part }) => part.sweepFrom === 0);
    expect(first.map(({ part }) => part.firstQuad)).toEqual(
      upTo(quads / alone).map((group) => group * alone),
    );
    const looked = some.evaluate.filter(({ kernel }) => kernel.name === 'endpoint');
    const { genes, endpoints, endpointSums } = some.sizes;
    const elements = looked.flatMap(({ part }) => upTo(part.depth ?? 0).map((i) => (part.out ?? 0) + i));
    expect(elements).toEqual(upTo(endpoints * genes));
    const sums = looked.flatMap(({ part, grid }) => upTo(grid[0]).map((i) => (part.right ?? 0) + i));
    expect(sums).toEqual(batch.clouds ? [] : upTo(endpointSums));
  });

  it('uses only kernels that were compiled beforehand', () => {
    const compiled = new Set(kernelsOf(problem).map(({ name, lanes }) => `${name}/${lanes}`));
    expect(all.filter(({ kernel }) => !compiled.has(`${kernel.name}/${kernel.lanes}`))).toEqual([]);
  });

  it('fills its row table completely', () => {
    const table =
      problem.clouds && batch.clouds
        ? rowsOfClouds(problem.endpoints, problem.clouds, batch.clouds)
        : rowsOfMeans(problem);
    expect(4 * table.length).toBe(plan.scratch.get('rows'));
  });
});

describe('kernels', () => {
  const kernels = new Map(
    cases.flatMap(({ problem }) =>
      (['discrete', 'continuous'] as const).flatMap((adjoint) =>
        kernelsOf({ ...problem, adjoint }).map(
          (kernel) => [`${kernel.name}/${kernel.lanes}`, kernel] as const,
        ),
      ),
    ),
  );

  it.each([...kernels.values()])(
    '$name keeps to what every GPU has: 8 storage buffers and 256 lanes',
    (kernel) => {
      expect(kernel.slots.length).toBeLessThanOrEqual(8);
      expect(kernel.lanes).toBeLessThanOrEqual(256);
      // Sums over lanes halve them.
      expect(Number.isInteger(Math.log2(kernel.lanes))).toBe(true);
    },
  );

  it.each([...kernels.values()])(
    '$name declares the uniforms and buffers that it names, and no others',
    (kernel) => {
      const declared = new Set(
        [...sourceOf(kernel).matchAll(/var<(?:storage|uniform)[^>]*> (\w+)/g)].map(([, name]) => name),
      );
      const used = ['sizes', 'part', 'hyper'].filter((name) => kernel.body.includes(`${name}.`));
      expect([...declared]).toEqual([...used, ...kernel.slots.map(({ name }) => name)]);
      const idle = kernel.slots.filter(({ name }) => !new RegExp(`\\b${name}\\[`).test(kernel.body));
      expect(idle).toEqual([]);
    },
  );
});

describe('the row table of means', () => {
  const { problem } = randomProblem({
    genes: 6,
    regulators: 3,
    modules: 2,
    perturbations: 5,
    cells: 4,
    batch: 2,
    solverSteps: 4,
  });
  const table = rowsOfMeans(problem);

  it('lists the endpoints of each perturbation, and none for padding rows', () => {
    const found = Array.from({ length: 8 }, (_, row) => {
      const [perturbation = 0, , from = 0, end = 0] = table.subarray(4 * row, 4 * row + 4);
      const steps = [];
      for (let entry = from; entry < end; entry += 2) {
        expect(problem.endpoints[table[entry + 1] ?? -1]?.perturbation).toBe(perturbation);
        steps.push(table[entry]);
      }
      return steps;
    });
    // Every second perturbation is also measured half-way.
    expect(found).toEqual([[4, 2], [4], [4, 2], [4], [4, 2], [], [], []]);
  });
});

describe('the buffer of the model', () => {
  it('has contiguous parts', () => {
    const layout = modelLayout({ genes: 7, regulators: 3, modules: 5, deltas: 2 });
    const { parameters, resting, outNorm, inNorm, strength, slope, deviation } = layout;
    expect(parameters).toBe(35 + 15 + 5 + 2);
    expect([resting, outNorm, inNorm, strength, slope, deviation].map((at) => at - parameters)).toEqual([
      0, 5, 10, 15, 17, 19,
    ]);
    expect(modelLength({ genes: 7, regulators: 3, modules: 5, deltas: 2 })).toBe(deviation + 2);
  });
});

describe('uniforms', () => {
  it('hold integers and floats in the order of their struct', () => {
    const { sizes } = planSimulation(
      { genes: 3, regulators: 2, modules: 4, deltas: 0 },
      { rows: 5, solverSteps: 6, horizon: 1.5 },
    );
    const view = new DataView(packUniform('sizes', sizes));
    expect(view.byteLength).toBe(uniformBytes('sizes'));
    const firstEight = [0, 4, 8, 12, 16, 20, 24].map((at) => view.getUint32(at, true));
    expect(firstEight).toEqual([3, 2, 4, 0, 5, 2, 6]);
    expect(view.getFloat32(28, true)).toBe(0.25);
  });
});
