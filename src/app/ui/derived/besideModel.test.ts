import { expect, it } from 'vitest';
import type { Comparison } from '../../../inference/run/result';
import { besideModel, comparisonOf } from './besideModel';

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
  });
  // A gene that was not tested is in none of them.
  const untested = besideModel({ q: q.with(4, NaN) }, tested, comparison, ['A', 'B', 'C'], 0.05);
  expect(untested).toMatchObject({ explained: [], unexplained: ['C'], unseen: [] });
});

it('the comparison is that of the label, at its time where there are several, and the least biased one', () => {
  const seen = { ...comparison, role: 'training' as const };
  expect(comparisonOf([seen, comparison], 'A', 'h')).toBe(comparison);
  const late = { ...comparison, time: 8 };
  expect(comparisonOf([{ ...comparison, time: 2 }, late], 'A at 8 h', 'h')).toBe(late);
  expect(comparisonOf([comparison], 'B', 'h')).toBeNull();
});
