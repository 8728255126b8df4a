import { expect, test } from 'vitest';
import type { CrossValidation } from '../../inference/run/result';
import { whatTrainingAdded } from './training';

function added(stepsKept: number, steps: readonly number[], errors: readonly number[]): string | null {
  const crossValidation = { steps, errors } as CrossValidation;
  return whatTrainingAdded({ model: { stepsKept }, crossValidation } as never, { steps: 350 });
}

test('says what training changed, that it changed nothing and where it ended, and nothing of runs without the error of their start', () => {
  expect(added(28, [0, 14, 28], [0.9, 0.7, 0.556])).toBe(
    'Training changed the error on unseen perturbations from 0.90 to 0.56 (no change = 1; step 28).',
  );
  expect(added(0, [0, 6, 12], [0.2, 0.21, 0.22])).toBe(
    'Training did not clearly lower the error on unseen perturbations (0.20 at the start, no change = 1), so the start is used. Training ended after 12 of 350 steps.',
  );
  expect(added(28, [14, 28], [0.7, 0.56])).toBeNull();
});
