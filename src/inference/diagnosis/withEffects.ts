import type { SuspectLabel } from '../../dataset/quality/suspectLabels';
import type { FitResult } from '../run/result';
import type { Signal } from './signal';

/** What the effects of a file say that a verdict rests on. */
export interface EffectsOfFile {
  readonly signal: Signal;
  /** Labels that do not fit their cells. */
  readonly suspects: readonly SuspectLabel[];
}

/**
 * A result whose diagnosis says of effects and labels what the effects of the whole file say, in every gene and of every perturbation, in
 * place of what its training data say. The same object where nothing is to be replaced.
 */
export function withEffects(result: FitResult, { signal, suspects }: EffectsOfFile): FitResult {
  const diagnosis = { ...result.diagnosis, ...signal, suspectLabels: suspects };
  return JSON.stringify(diagnosis) === JSON.stringify(result.diagnosis) ? result : { ...result, diagnosis };
}
