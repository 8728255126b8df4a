import { expect, test } from 'vitest';
import { aMapping } from '../../tests/support/dataset/recognition';
import { matrixInfo } from '../../tests/support/dataset/screens';
import type { CellMoments } from './cellMoments';
import type { Mapping } from './mapping';
import { rowNoun, rowNounOfFile } from './rows';

const knockout = (cells: number) => ({
  label: 'GATA1',
  interventions: [{ gene: 0, kind: 'knockout' as const }],
  time: null,
  cells,
});
const controls = { label: 'control', interventions: [], time: null, cells: 400 };

test('rows are samples where every perturbation has few of them, and cells where one has more', () => {
  expect(rowNoun({ notes: [], conditions: [controls, knockout(3), knockout(10)] })).toBe('sample');
  expect(rowNoun({ notes: [], conditions: [controls, knockout(3), knockout(11)] })).toBe('cell');
});

test('means over more cells than were kept count all of them', () => {
  const moments: CellMoments = {
    condition: Int32Array.of(0, 0),
    batch: Int32Array.of(0, 1),
    cells: Int32Array.of(9, 9),
    mean: new Float32Array(2),
    variance: new Float32Array(2),
    amount: new Float32Array(2),
    amountVariance: null,
    composed: null,
  };
  expect(rowNoun({ notes: [], conditions: [knockout(9)] })).toBe('sample');
  expect(rowNoun({ notes: [], conditions: [knockout(9)], moments })).toBe('cell');
});

test('rows of log ratios are samples, and where the number is unknown, as in a link, they are cells', () => {
  expect(rowNoun({ notes: [], conditions: [knockout(800)], scale: 'log-ratio' })).toBe('sample');
  expect(rowNoun({ notes: [], conditions: [knockout(0)] })).toBe('cell');
});

const rowsOf = (...values: readonly number[]) => [Float32Array.from(values), Float32Array.from(values)];
const bulk = { path: 'X', valuesOfCells: rowsOf(3, 120, 41, 900, 17), zeros: 0.3 };
const cells = { path: 'X', valuesOfCells: rowsOf(1, 1, 2, 1, 40, 1, 3), zeros: 0.9 };

function fileWith({ path, valuesOfCells, zeros }: typeof bulk) {
  const matrix = matrixInfo(path, [[1]]);
  return { matrices: [{ ...matrix, valuesOfCells, shape: { ...matrix.shape, zeros } }] };
}

test('an opened file is called alike before its values are read', () => {
  const file = fileWith(bulk);
  expect(rowNounOfFile(file, { largest: 3 }, aMapping)).toBe('sample');
  expect(rowNounOfFile(file, { largest: 11 }, aMapping)).toBe('cell');
  expect(rowNounOfFile(file, { largest: 800 }, { ...aMapping, values: 'ln-ratio' })).toBe('sample');
});

test('a few rows of each perturbation are cells where most values are 0 and many of the others one count', () => {
  const noun = (file: ReturnType<typeof fileWith>, values: Mapping['values'] = 'counts') =>
    rowNounOfFile(file, { largest: 8 }, { ...aMapping, matrix: 'X', values });
  expect(noun(fileWith(cells))).toBe('cell');
  const logarithms = rowsOf(...[1, 1, 2, 1, 40, 1, 3].map((count) => Math.log1p(count * 2.7)));
  expect(noun(fileWith({ ...cells, valuesOfCells: logarithms }), 'log-normalised')).toBe('cell');
  expect(noun(fileWith(bulk))).toBe('sample');
  // A panel of genes of which few are 0, and a shallow library of a well.
  expect(noun(fileWith({ ...cells, zeros: 0.4 }))).toBe('sample');
  expect(noun(fileWith({ ...cells, valuesOfCells: rowsOf(1, 2, 3, 9, 4, 1) }))).toBe('sample');
  expect(noun(fileWith(cells), 'log-ratio')).toBe('sample');
  expect(noun(fileWith({ ...cells, path: 'layers/spliced' }))).toBe('sample');
});

test('a data set with the note says cells', () => {
  const notes = [{ tag: 'few-cells-each' as const, most: 3 }];
  expect(rowNoun({ conditions: [controls, knockout(3)], notes })).toBe('cell');
});
