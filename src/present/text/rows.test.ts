import { expect, test } from 'vitest';
import { aMapping } from '../../../tests/support/dataset/recognition';
import type { CellMoments } from '../../dataset/cellMoments';
import { rowNoun, rowNounOfFile } from './rows';

const knockout = (cells: number) => ({
  label: 'GATA1',
  interventions: [{ gene: 0, kind: 'knockout' as const }],
  time: null,
  cells,
});
const controls = { label: 'control', interventions: [], time: null, cells: 400 };

test('rows are samples where every perturbation has few of them, and cells where one has more', () => {
  expect(rowNoun({ conditions: [controls, knockout(3), knockout(10)] })).toBe('sample');
  expect(rowNoun({ conditions: [controls, knockout(3), knockout(11)] })).toBe('cell');
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
  expect(rowNoun({ conditions: [knockout(9)] })).toBe('sample');
  expect(rowNoun({ conditions: [knockout(9)], moments })).toBe('cell');
});

test('rows of log ratios are samples, and where the number is unknown, as in a link, they are cells', () => {
  expect(rowNoun({ conditions: [knockout(800)], scale: 'log-ratio' })).toBe('sample');
  expect(rowNoun({ conditions: [knockout(0)] })).toBe('cell');
});

test('an opened file is called alike before its values are read', () => {
  expect(rowNounOfFile({ largest: 3 }, aMapping)).toBe('sample');
  expect(rowNounOfFile({ largest: 11 }, aMapping)).toBe('cell');
  expect(rowNounOfFile({ largest: 800 }, { ...aMapping, values: 'ln-ratio' })).toBe('sample');
});
