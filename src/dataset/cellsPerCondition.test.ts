import { expect, test } from 'vitest';
import type { OpenedFile } from './annotation';
import { cellsPerCondition } from './cellsPerCondition';

const opened: OpenedFile = {
  name: 'tiny.csv',
  bytes: 1,
  format: 'text',
  fingerprint: '',
  cells: 6,
  cellNames: ['a', 'b', 'c', 'd', 'e', 'f'],
  obs: [
    {
      kind: 'category',
      name: 'ko',
      categories: ['WT', 'GATA1'],
      codes: Int32Array.from([0, 0, 0, 1, 1, -1]),
    },
    { kind: 'number', name: 'day', values: Float64Array.from([10, 2, 2, 2, Number.NaN, 2]) },
  ],
  matrices: [],
  genes: {},
  notes: [],
};

test('cells are counted per perturbation and time point, with times in numeric order', () => {
  expect(cellsPerCondition(opened, 'ko', 'day', ['WT'])).toEqual({
    times: ['2', '10'],
    rows: [
      { label: 'WT', cells: [2, 1], all: 3 },
      { label: 'GATA1', cells: [1, 0], all: 1 },
    ],
  });
});

test('days in words are in the order of their numbers', () => {
  const codes = Int32Array.from([0, 1, 2, 3, 0, 1]);
  const day = { kind: 'category' as const, name: 'day', categories: ['D0', 'D1', 'D11', 'D3'], codes };
  expect(
    cellsPerCondition({ ...opened, obs: [...opened.obs.slice(0, 1), day] }, 'ko', 'day', ['WT']).times,
  ).toEqual(['D0', 'D1', 'D3', 'D11']);
});

test('controls without any time count as one group for all times', () => {
  const day = { kind: 'number' as const, name: 'day', values: Float64Array.from([NaN, NaN, NaN, 2, 5, 2]) };
  const file = { ...opened, obs: opened.obs.map((column) => (column.name === 'day' ? day : column)) };
  expect(cellsPerCondition(file, 'ko', 'day', ['WT']).rows).toEqual([
    { label: 'WT', cells: [], all: 3 },
    { label: 'GATA1', cells: [1, 1], all: 2 },
  ]);
  expect(cellsPerCondition(file, 'ko', 'day', []).rows.map(({ label }) => label)).toEqual(['GATA1']);
});

test('without a time column every labelled cell counts, and unlabelled cells do not', () => {
  const counts = cellsPerCondition(opened, 'ko', null, ['WT']);
  expect(counts.times).toEqual([]);
  expect(counts.rows.map((row) => [row.label, row.all])).toEqual([
    ['WT', 3],
    ['GATA1', 2],
  ]);
});

test('rows that are labels count by what they name', () => {
  const names: Readonly<Record<string, string>> = { a: 'WT', b: 'WT', c: 'GATA1', d: 'GATA1', e: 'GATA1' };
  const nameOf = (label: string) => names[label] ?? label;
  const { rows } = cellsPerCondition(opened, 'row names', null, ['a', 'b'], nameOf);
  expect(rows.map((row) => [row.label, row.all])).toEqual([
    ['GATA1', 3],
    ['WT', 2],
    ['f', 1],
  ]);
});
