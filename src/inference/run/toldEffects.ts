import type { SuspectLabel } from '../../dataset/quality/suspectLabels';
import type { FitResult, ToldEffects } from './result';
import type { Signal } from '../diagnosis/signal';

/** What the effects of a file say that a run rests on. */
export interface EffectsOfFile {
  readonly signal: Signal;
  /** Labels that do not fit their cells. */
  readonly suspects: readonly SuspectLabel[];
  /** Of the genes of the model; null where nothing could be tested. */
  readonly told: ToldEffects | null;
}

/**
 * A result that says of effects and labels what the effects of the whole file say, in every gene and of every perturbation, in place of what
 * its training data say.
 */
export function toldBy(result: FitResult, { signal, suspects, told }: EffectsOfFile): FitResult {
  return {
    ...result,
    diagnosis: { ...result.diagnosis, ...signal, suspectLabels: suspects },
    ...(told && { told }),
  };
}
