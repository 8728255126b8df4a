import { expect, it } from 'vitest';
import { plainScreen } from '../../tests/support/dataset/plainScreen';
import {
  alongChange,
  columnsBeside,
  conditionColumn,
  contrastOf,
  countsOf,
  meansOf,
  moduleLevels,
  perturbationColumn,
} from './pickedCells';

const dataset = plainScreen({
  genes: ['A', 'B', 'C'],
  // Rows of A, B and C; C is constant.
  values: Float32Array.of(1, 5, 2, 3, 5, 2, 2, 1, 2, 2, 1, 2),
  conditionOfCell: Int32Array.of(0, 1, 2, 2),
  conditions: [
    { label: 'control', interventions: [], time: null, cells: 1 },
    { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: 2, cells: 1 },
    { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: 5, cells: 2 },
  ],
  timeUnit: 'days',
});

it('compares means of picked cells with the rest, in standard deviations over all cells', () => {
  // B: means 5 and 1, standard deviation 2; A: 2 and 2.
  expect(contrastOf(dataset, Uint8Array.of(1, 1, 0, 0))).toEqual([
    { gene: 1, picked: 5, rest: 1, difference: 2 },
    { gene: 0, picked: 2, rest: 2, difference: 0 },
    { gene: 2, picked: 2, rest: 2, difference: 0 },
  ]);
});

it('compares nothing where no cell or every cell is picked', () => {
  expect(contrastOf(dataset, new Uint8Array(4))).toEqual([]);
  expect(contrastOf(dataset, new Uint8Array(4).fill(1))).toEqual([]);
});

it('counts picked cells by group, without groups that have none and cells in no group', () => {
  expect(
    countsOf(Int32Array.of(0, 1, -1, 1, 1, 2), ['x', 'y', 'z'], Uint8Array.of(1, 1, 1, 1, 0, 0)),
  ).toEqual([
    { name: 'y', cells: 3, picked: 2 },
    { name: 'x', cells: 1, picked: 1 },
  ]);
});

it('takes means without missing values', () => {
  const column = { kind: 'number' as const, name: 'n', values: Float64Array.of(1, NaN, 3, 10) };
  expect(meansOf(column, Uint8Array.of(1, 1, 1, 0))).toEqual({ picked: 2, rest: 10 });
  expect(meansOf(column, Uint8Array.of(0, 1, 0, 0)).picked).toBeNaN();
});

it('names perturbations with and without their time', () => {
  expect(perturbationColumn(dataset)).toMatchObject({
    categories: ['control', 'A'],
    codes: Int32Array.of(0, 1, 1, 1),
  });
  expect(conditionColumn(dataset).categories).toEqual(['control', 'A (2 days)', 'A (5 days)']);
});

const groups = (name: string, ...codes: number[]) => ({
  kind: 'category' as const,
  name,
  categories: ['x', 'y', 'z'],
  codes: Int32Array.from(codes),
});

it('leaves out columns that part the cells as the perturbation does', () => {
  const number = { kind: 'number' as const, name: 'n', values: Float64Array.of(1, 2, 3, 4) };
  const columns = [
    groups('same', 1, 0, 0, 0),
    groups('finer', 0, 1, 2, 2),
    groups('coarser', 1, 1, 1, 1),
    number,
  ];
  const found = columnsBeside({ ...dataset, details: { places: [], columns } });
  expect(found.map(({ name }) => name)).toEqual(['finer', 'coarser', 'n']);
});

it('module levels are means of standardised genes', () => {
  // Gene 0: 0, 2 (z −1, 1); gene 1: 10, 30 (−1, 1); gene 2 is constant.
  const values = Float32Array.of(0, 10, 4, 2, 30, 4);
  expect([...moduleLevels(values, 3, [0, 1])]).toEqual([-1, 1]);
  expect([...moduleLevels(values, 3, [0, 2])]).toEqual([-0.5, 0.5]);
});

it('places cells along the predicted change: 0 at the controls, 1 at the predicted mean', () => {
  const mean = [1, 2, 3];
  const delta = [0.5, -1, 9];
  const cells = Float32Array.of(1, 2, 3, 1.5, 1, 3, 2, 2.5, 3);
  // The third gene was set. The last cell lies off the way at a right angle.
  expect([...alongChange(cells, mean, delta, [2])].map((value) => Number(value.toFixed(6)))).toEqual([
    0, 1, 0,
  ]);
});
