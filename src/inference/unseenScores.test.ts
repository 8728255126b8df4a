import { aComparison, judgedOf } from '../../tests/support/inference/testComparison';
import { expect, test } from 'vitest';
import { unseenScores } from './unseenScores';

const shifts = [
  ['A', [2, 0, 0]],
  ['B', [0, 2, 0]],
  ['C', [0, 0, 2]],
] as const;
const run = judgedOf(
  ...(['training', 'cross-validated'] as const).flatMap((role) =>
    shifts.map(([label, shift]) => aComparison(shift, shift, { label, role, targets: [] })),
  ),
);

test('a model that tells perturbations apart is above the mean of the others, which points away from each', () => {
  const scores = unseenScores(run, 1);
  expect(scores?.model.discrimination?.value).toBe(1);
  // The mean of the others is as near to either of them, and farther from the one it is for.
  expect(scores?.meanOfOthers.discrimination?.value).toBeCloseTo(1 - 2 / 3, 12);
  expect(scores?.model.correlation?.value).toBeCloseTo(1, 12);
  expect(scores?.meanOfOthers.correlation?.value).toBeCloseTo(-1, 12);
  expect(scores?.meanOfOthers.correlationBeyondMean).toBeNull();
  expect(scores?.noChange.direction).toBeNull();
});

test('there are none where nothing was unseen', () => {
  expect(unseenScores({ ...run, comparisons: [] }, 1)).toBeNull();
});
