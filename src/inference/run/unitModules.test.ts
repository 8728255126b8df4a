import { expect, it } from 'vitest';
import { parameterLayout } from '../../dynamics/problem';
import { Random } from '../../numerics/random';
import { unitModules } from './unitModules';

const shape = { genes: 12, regulators: 3, modules: 4, deltas: 0 };
const regulators = Int32Array.from([1, 5, 9]);
const { at, bt, total } = parameterLayout(shape);

/** Units 0 and 2 drive four and three genes and read regulators 5 and (1, 9); unit 1 drives two genes, unit 3 nothing. */
function planted(): Float32Array {
  const parameters = new Float32Array(total);
  const drive = (unit: number, genes: readonly number[], size: number) => {
    for (const gene of genes) parameters[at + unit * shape.genes + gene] = size;
  };
  drive(0, [0, 2, 4, 6], -2);
  drive(1, [7, 8], 2);
  drive(2, [3, 10, 11], 1.5);
  const read = (unit: number, regulator: number, size: number) => {
    parameters[bt + regulators.indexOf(regulator) * shape.modules + unit] = size;
  };
  read(0, 5, 0.4);
  read(1, 9, 0.4);
  read(2, 1, -0.5);
  read(2, 9, 0.3);
  return parameters;
}

/** The same units in another order, one of them mirrored. */
function shuffled(parameters: Float32Array): Float32Array {
  const other = new Float32Array(total);
  for (const [from, to] of [3, 2, 0, 1].entries()) {
    const sign = from === 2 ? -1 : 1;
    for (let g = 0; g < shape.genes; g++)
      other[at + to * shape.genes + g] = sign * (parameters[at + from * shape.genes + g] ?? 0);
    for (let r = 0; r < shape.regulators; r++)
      other[bt + r * shape.modules + to] = sign * (parameters[bt + r * shape.modules + from] ?? 0);
  }
  return other;
}

it('has units with at least three genes, largest first, with their strongest input regulators', () => {
  expect(unitModules(regulators, shape, [planted()])).toEqual([
    { name: 'M1', genes: [0, 2, 4, 6], regulators: [5], stability: null },
    { name: 'M2', genes: [3, 10, 11], regulators: [1, 9], stability: null },
  ]);
});

it('matches a unit at any index in another fit, mirrored or not, and not in noise', () => {
  const same = unitModules(regulators, shape, [planted(), shuffled(planted())]);
  for (const { stability } of same) expect(stability).toBeCloseTo(1, 6);
  const random = new Random(3);
  const noise = new Float32Array(total).map(() => random.normal());
  for (const { stability } of unitModules(regulators, shape, [planted(), noise]))
    expect(stability).toBeLessThan(0.8);
});

it('assigns a gene that several units drive equally to no module', () => {
  const even = new Float32Array(total).fill(0.3);
  expect(unitModules(regulators, shape, [even])).toEqual([]);
});
