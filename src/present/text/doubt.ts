/** Why the picture of a finished run must not be read as a result, in a few words. */
import { beatsNoChange } from '../../evaluation/predictors';
import { hasSignal } from '../../inference/diagnosisVerdict';
import type { FitResult } from '../../inference/result';

/** null: it may be read as one. */
export function doubtAbout(result: FitResult): string | null {
  const error = result.heldOut?.shrunkError ?? result.crossValidation?.shrunkError ?? null;
  if (hasSignal(result.diagnosis) === false) return 'Nothing measurable changes: do not read this as biology';
  return error !== null && !beatsNoChange(error)
    ? 'Not better than “no change”: do not read this as biology'
    : null;
}
