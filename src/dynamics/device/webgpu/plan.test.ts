import { describe, expect, it } from 'vitest';
import { oddSizes, randomProblem } from '../../../../tests/support/dynamics/randomProblem';
import { arraysOf } from '../device';
import { constantsOf, endsOfMeans, rowsOfClouds, rowsOfMeans } from './tables';
import { packUniform, sourceOf, uniformBytes } from './kernel';
import { modelLayout, modelLength } from './buffers';
import { kernelsOf, planSimulation, planStep } from './plan';
import type { Dispatch } from './planParts';
import type { PlanLimits } from './stepSizes';
import { shapeOf } from './stepRunner';

const roomy: PlanLimits = { tapeBytes: 2 ** 28, work: 1e9 };

const cases = oddSizes.flatMap((size) => [
  { title: `means of ${size.genes} genes`, ...randomProblem({ ...size, solverSteps: 7 }) },
  {
    title: `means of ${size.genes} genes by steps of one stage`,
    ...randomProblem({ ...size, solverSteps: 7, stages: 1 }),
  },
  { title: `clouds of ${size.genes} genes`, ...randomProblem({ ...size, solverSteps: 7, cloudCells: 5 }) },
  {
    title: `means of ${size.genes} genes with a known network`,
    ...randomProblem({ ...size, solverSteps: 7, hasPathFactors: true }),
  },
]);

const persistent = ['model', 'weights', 'moments', 'gradient', 'ring'];

/** 0 … count − 1 */
function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Elements of a dispatch along the first dimension. */
function covered({ grid, kernel }: Dispatch): number {
  return grid[0] * kernel.lanes * (kernel.perLane ?? 1);
}

describe.each(cases)('the plan of a step on $title', ({ problem, batch }) => {
  const plan = planStep(arraysOf(problem), shapeOf(batch), roomy);
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
    const { parameters, cellQuads, regulators, modules, quads } = plan.sizes;
    expect(sized('gradient').map(covered)[0]).toBeGreaterThanOrEqual(parameters);
    expect(sized('update').map(({ grid }) => grid[0])).toEqual([modules + 1]);
    expect(sized('cell-error').map(({ grid }) => grid[0])).toEqual([cellQuads]);
    expect(sized('forward').map(({ grid }) => grid[0])).toEqual([quads]);
    expect(sized('prepare').map(covered)[0]).toBeGreaterThanOrEqual(
      Math.ceil(modules / 4) ** 2 + quads * regulators,
    );
    expect(4 * cellQuads).toBeGreaterThanOrEqual(batch.cells.length);
  });

  it('takes at most fifteen dispatches where nothing is divided, twelve without clouds, and three more for single edges', () => {
    expect(all).toHaveLength((batch.clouds ? 15 : 12) + (problem.pathFactors ? 3 : 0));
  });

  it('gives every product slots of its own, and adds up all of them', () => {
    const { genes, modules, regulators, ...slots } = plan.sizes;
    const outputs = {
      gradientsA: { size: modules * genes, slots: slots.slotsA },
      gradientsB: { size: (regulators + 1) * modules, slots: slots.slotsB },
      gradientsInputs: { size: 2 * regulators * modules, slots: slots.slotsInputs },
      gradientsW: { size: modules ** 2, slots: slots.slotsW },
    };
    const taken = new Map(Object.keys(outputs).map((name) => [name, [] as number[]]));
    const take = (name: keyof typeof outputs, offset: number, count: number) =>
      taken.get(name)?.push(...upTo(count).map((i) => offset / outputs[name].size + i));
    for (const { buffers, part, grid } of sized('product')) {
      const name = Object.keys(outputs).find(
        (output) => output === buffers['gradients'],
      ) as keyof typeof outputs;
      expect((part.rowsLeft ?? 0) * (part.rowsRight ?? 0)).toBeLessThanOrEqual(part.slot ?? 0);
      expect(part.slot).toBe(outputs[name].size);
      take(name, part.out ?? 0, grid[2]);
    }
    for (const { part, grid } of sized('cell-gradient')) {
      take('gradientsA', part.out ?? 0, grid[1]);
      take('gradientsB', part.left ?? 0, grid[1]);
    }
    for (const [name, { size, slots: count }] of Object.entries(outputs)) {
      expect(taken.get(name)?.toSorted((a, b) => a - b)).toEqual(upTo(count));
      expect(plan.scratch.get(name)).toBe(4 * count * size);
    }
  });

  it('reads factors of products within their buffers', () => {
    for (const { buffers, part } of sized('product')) {
      const { left = 0, right = 0, depth = 0, rowsLeft = 0, rowsRight = 0 } = part;
      const bytes = plan.scratch.get(buffers['tape'] ?? '');
      expect(16 * Math.max(left + depth * rowsLeft, right + depth * rowsRight)).toBeLessThanOrEqual(
        bytes ?? 0,
      );
    }
  });

  it('goes back in sweeps of bounded work, and covers each step once', () => {
    const { quads, modules, stages } = plan.sizes;
    const some = planStep(arraysOf(problem), shapeOf(batch), {
      ...roomy,
      work: 2 * 16 * stages * quads * modules ** 2,
    });
    const backwards = some.evaluate.filter(({ kernel }) => kernel.name.startsWith('backward'));
    expect(backwards.map(({ part }) => [part.sweepFrom, part.sweepTo])).toEqual([
      [6, 7],
      [4, 6],
      [2, 4],
      [0, 2],
    ]);
    expect(some.scratch.get('tape')).toBeLessThan(plan.scratch.get('tape') ?? 0);
  });

  it('keeps nothing between sweeps where a single one covers all steps', () => {
    expect(plan.scratch.get('work')).toBe(0);
    const alone = planStep(arraysOf(problem), shapeOf(batch), { ...roomy, work: 1 });
    expect(alone.scratch.get('work')).toBeGreaterThan(0);
  });

  it('groups trajectories that exceed the tape, each trajectory and compared state once', () => {
    const some = planStep(arraysOf(problem), shapeOf(batch), { ...roomy, tapeBytes: 0 });
    const quads = Math.ceil(plan.sizes.rows / 4);
    const alone = batch.clouds ? quads : 1;
    expect(some.sizes.quads).toBe(alone);
    const forwards = some.evaluate.filter(({ kernel }) => kernel.name.startsWith('forward'));
    const first = forwards.filter(({ part }) => part.sweepFrom === 0);
    expect(first.map(({ part }) => part.firstQuad)).toEqual(
      upTo(quads / alone).map((group) => group * alone),
    );
    const looked = some.evaluate.filter(({ kernel }) => kernel.name === 'endpoint');
    const ends = looked.flatMap(({ part, grid }) => upTo(grid[0]).map((i) => (part.out ?? 0) + i));
    expect(ends).toEqual(batch.clouds ? [] : upTo(endsOfMeans(problem.endpoints).length));
  });

  it('uses only kernels that were compiled beforehand', () => {
    const compiled = new Set(kernelsOf(problem).map(({ name, lanes }) => `${name}/${lanes}`));
    expect(all.filter(({ kernel }) => !compiled.has(`${kernel.name}/${kernel.lanes}`))).toEqual([]);
  });

  it('fills its row table completely', () => {
    const table =
      problem.clouds && batch.clouds
        ? rowsOfClouds(problem, problem.clouds, batch.clouds)
        : rowsOfMeans(problem);
    expect(4 * table.length).toBe(plan.scratch.get('rows'));
  });
});

describe('kernels', () => {
  const kernels = new Map(
    cases.flatMap(({ problem }) =>
      kernelsOf(problem).map((kernel) => [`${kernel.name}/${kernel.lanes}`, kernel] as const),
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
    regulators: 6,
    modules: 2,
    perturbations: 5,
    cells: 4,
    batch: 2,
    solverSteps: 4,
  });
  const clamps = 1;
  const table = rowsOfMeans(problem);

  it('names the regulators clamped in each row', () => {
    const found = upTo(5).map((row) => [...table.subarray((2 + clamps) * row + 2, (2 + clamps) * (row + 1))]);
    // Every third perturbation overexpresses its gene; the fifth one clamps the next gene, too.
    expect(found).toEqual([[1], [0], [3], [4], [6]]);
  });

  it('lists the compared states of each quad with the endpoints there, and none for padding rows', () => {
    const quads = 2;
    const firsts = table.subarray(4 * quads * (2 + clamps));
    const ends = firsts.subarray(quads + 1);
    expect([...firsts.subarray(0, quads + 1)]).toEqual([0, 2, 4]);
    const found = upTo(4).map((end) => [...ends.subarray(8 * end, 8 * end + 8)]);
    for (const [step = 0, quad = 0, , , ...named] of found)
      named.forEach((endpoint, row) => {
        const expected = endpoint === 0 ? undefined : problem.endpoints[endpoint - 1];
        expect(expected?.step ?? step).toBe(step);
        expect(expected?.perturbation ?? 4 * quad + row).toBe(4 * quad + row);
      });
    // Every second perturbation is also measured half-way.
    expect(found.map(([step, , , , ...named]) => [step, ...named.map((endpoint) => endpoint > 0)])).toEqual([
      [4, true, true, true, true],
      [2, true, false, true, false],
      [4, true, false, false, false],
      [2, true, false, false, false],
    ]);
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
      { rows: 5, ends: 2, clamps: 0, solverSteps: 6, horizon: 1.5 },
    );
    const view = new DataView(packUniform('sizes', sizes));
    expect(view.byteLength).toBe(uniformBytes('sizes'));
    const firstEight = [0, 4, 8, 12, 16, 20, 24, 28].map((at) => view.getUint32(at, true));
    expect(firstEight).toEqual([3, 2, 4, 0, 5, 2, 6, 4]);
    expect(view.getFloat32(32, true)).toBe(0.25);
  });
});
