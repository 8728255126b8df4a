import { expect, it } from 'vitest';
import { randomProblem, tinySize } from '../../tests/support/dynamics/randomProblem';
import { dumpOf } from './problemDump';
import { hyper } from './problems';

it('writes every array at the offset and in the shape of its entry', () => {
  const random = randomProblem({ ...tinySize, cloudCells: 2 });
  const { header, data } = dumpOf(random, hyper);
  const read = (name: string): readonly number[] => {
    const entry = header.arrays[name];
    if (!entry) throw new Error(`no ${name}`);
    const count = entry.shape.reduce((product, size) => product * size, 1);
    const view = new DataView(data.buffer);
    return Array.from({ length: count }, (_, i) =>
      entry.kind === 'f32'
        ? view.getFloat32(entry.offset + 4 * i, true)
        : view.getInt32(entry.offset + 4 * i, true),
    );
  };
  const { problem, parameters, batch } = random;
  expect(read('parameters')).toEqual([...parameters]);
  expect(read('cells')).toEqual([...problem.cells]);
  expect(header.arrays['cells']?.shape).toEqual([tinySize.cells, tinySize.genes]);
  expect(read('maskOfCell')).toEqual([...problem.maskOfCell]);
  expect(read('shiftGene')).toEqual(problem.shifts.map(({ gene }) => gene));
  expect(read('drawnMeasured')).toEqual([...(batch.clouds?.measured ?? [])]);
  expect(header.scalars['solverSteps']).toBe(problem.solverSteps);
  expect(header.scalars['betas']).toEqual([0.9, 0.98]);
  expect(header.scalars['clouds']).toBe(true);
});
