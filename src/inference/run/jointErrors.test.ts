import { expect, test } from 'vitest';
import { jointErrors } from './jointErrors';
import type { Comparison } from './result';

const one = (role: Comparison['role'], targets: readonly number[], error: readonly number[]): Comparison => ({
  label: 'P',
  role,
  time: null,
  targets,
  cells: 10,
  strata: [],
  predicted: Float32Array.from(error, (value) => value + 3),
  measured: new Float32Array(error.length).fill(3),
  standardError: new Float32Array(error.length),
});

test('errors at left-out perturbations are in units of their gene, and nothing at targets', () => {
  const errors = jointErrors([
    one('training', [], [9, 9]),
    one('cross-validated', [], [3, 1]),
    one('cross-validated', [1], [-4, 7]),
  ]);
  // The mean square of all three free errors counts as one more of each gene.
  const pooled = (9 + 1 + 16) / 3;
  const first = Math.sqrt((9 + 16 + pooled) / 3);
  const second = Math.sqrt((1 + pooled) / 2);
  const expected = [3 / first, 1 / second, -4 / first, 0];
  for (const [at, value] of errors.flatMap((error) => [...error]).entries())
    expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
  expect(jointErrors([one('training', [], [1, 2])])).toEqual([]);
});
