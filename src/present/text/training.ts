/** What training added to its start, in one sentence. */
import { stepsTrained, trainingErrors } from '../../inference/run/progress';
import type { FitResult } from '../../inference/run/result';
import type { TrainingSettings } from '../../dynamics/settings';
import { decimal } from './format';

/** null without cross-validation, and for runs of earlier versions, which did not measure their start. */
export function whatTrainingAdded(
  { model, crossValidation }: Pick<FitResult, 'model' | 'crossValidation'>,
  settings: Pick<TrainingSettings, 'steps'>,
): string | null {
  const errors = trainingErrors({ model, crossValidation });
  if (errors === null) return null;
  const { start, kept } = errors;
  if (model.stepsKept === 0)
    return `Training did not clearly lower the error on unseen perturbations (${decimal(start)} at the start, no change = 1), so the start is used${endOf(stepsTrained({ crossValidation }, settings), settings.steps)}.`;
  return `Training changed the error on unseen perturbations from ${decimal(start)} to ${decimal(kept)} (no change = 1; step ${model.stepsKept}).`;
}

function endOf(made: number, steps: number): string {
  return made < steps ? `. Training ended after ${made} of ${steps} steps` : '';
}
