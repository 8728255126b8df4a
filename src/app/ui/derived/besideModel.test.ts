import { expect, it } from 'vitest';
import type { Comparison, ToldEffects } from '../../../inference/run/result';
import { besideModel, comparisonOf, responsesBeside } from './besideModel';

const toldOf = (labels: readonly string[], q: readonly number[]): ToldEffects => ({
  labels,
  log2: new Float32Array(q.length),
  q: Float64Array.from(q),
});

const comparison: Comparison = {
  label: 'A',
  role: 'cross-validated',
  time: null,
  targets: [0],
  cells: 40,
  strata: [],
  //                          A   B    C    D     E    F
  predicted: Float32Array.of(-2, 0.6, 0.2, -0.9, 0.9, 0.05),
  measured: Float32Array.of(-2, 1, 0.9, 0.8, 0.1, 0),
  standardError: Float32Array.of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1),
};

it('changes that the model gives in direction and half the size are explained, large predicted ones that were not found unseen', () => {
  const tested = ['F', 'E', 'D', 'C', 'B', 'A', 'OUTSIDE'];
  const q = Float64Array.of(0.9, 0.6, 0.01, 1e-4, 1e-6, 0, 1e-9);
  expect(besideModel({ q }, tested, comparison, ['A', 'B', 'C', 'D', 'E', 'F'], 0.05)).toEqual({
    role: 'cross-validated',
    explained: ['B'],
    unexplained: ['C', 'D'],
    unseen: ['E'],
    rightSign: 2,
  });
  // A gene that was not tested is in none of them.
  const untested = besideModel({ q: q.with(4, NaN) }, tested, comparison, ['A', 'B', 'C'], 0.05);
  expect(untested).toMatchObject({ explained: [], unexplained: ['C'], unseen: [], rightSign: 1 });
});

it('the comparison is that of the label, at its time where there are several, and the least biased one', () => {
  const seen = { ...comparison, role: 'training' as const };
  expect(comparisonOf([seen, comparison], 'A', 'h')).toBe(comparison);
  const late = { ...comparison, time: 8 };
  expect(comparisonOf([{ ...comparison, time: 2 }, late], 'A at 8 h', 'h')).toBe(late);
  expect(comparisonOf([comparison], 'B', 'h')).toBeNull();
});

it('responses over the network are those of the card of each perturbation, of one gene each, the clearest first', () => {
  const genes = ['A', 'B', 'C', 'D', 'E', 'F'];
  const other = {
    ...comparison,
    label: 'F',
    targets: [5],
    //                          A    B  C  D  E  F
    predicted: Float32Array.of(0.5, 0, 0, 0, 0, -2),
    measured: Float32Array.of(0.6, 0, 0, 0, 0.2, -2),
  };
  const pair = { ...comparison, label: 'A+F', targets: [0, 5] };
  const unmeasured = { ...comparison, label: 'B', targets: [1] };
  const rows = new Map([
    ['control', [NaN, NaN, NaN, NaN, NaN, NaN]],
    ['F', [0.001, 0.9, 0.9, 0.9, 0.04, 0]],
    ['A', [0, 1e-6, 1e-4, 0.01, 0.6, 0.9]],
    ['A+F', [0, 0, 0, 0, 0, 0]],
  ]);
  const told = toldOf([...rows.keys()], [...rows.values()].flat());
  const comparisons = [comparison, other, pair, unmeasured];
  const found = responsesBeside({ comparisons, told }, 'h', 0.05);
  expect(found.map(({ source, target, kind }) => `${genes[source]}${genes[target]} ${kind}`)).toEqual([
    'AB explained',
    'AC unexplained',
    'AE unseen',
    'AD unexplained',
    'FA explained',
    'FE unexplained',
  ]);
  expect(found.map(({ size }) => size)).toEqual(found.map(({ size }) => size).toSorted((a, b) => b - a));
  for (const one of [comparison, other]) {
    const row = { q: Float64Array.from(rows.get(one.label) ?? []) };
    const { explained, unexplained, unseen } = besideModel(row, genes, one, genes, 0.05);
    const own = (kind: string) =>
      found
        .filter((line) => line.source === one.targets[0] && line.kind === kind)
        .map(({ target }) => genes[target]);
    expect([own('explained'), own('unexplained'), own('unseen')]).toEqual([explained, unexplained, unseen]);
  }
});

it('of several times a measured change counts before a predicted one, and the clearest of those', () => {
  const early = {
    ...comparison,
    time: 2,
    measured: Float32Array.of(-2, 0.4, 0, 0, 0, 0),
    predicted: Float32Array.of(-2, 0.4, 0, 0, 0.9, 0),
  };
  const late = {
    ...comparison,
    time: 8,
    measured: Float32Array.of(-2, 0.5, 0, 0, 0.5, 0),
    predicted: Float32Array.of(-2, 0, 0, 0, 0, 0),
  };
  const labels = ['control', 'A at 2 h', 'A at 8 h'];
  const told = toldOf(labels, [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1]);
  const found = responsesBeside({ comparisons: [early, late], told }, 'h', 0.05);
  expect(found.map(({ target, kind }) => [target, kind])).toEqual([
    [1, 'unexplained'],
    [4, 'unexplained'],
  ]);
});
