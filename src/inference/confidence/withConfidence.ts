/** A run's result with how sure it is: wherever a network or a module is shown, its stability is then that of the resampled fits. */
import type { Confidence } from './confidence';
import type { FitResult } from '../result';

export function withConfidence<Result extends Pick<FitResult, 'network' | 'modules' | 'confidence'>>(
  result: Result,
  confidence: Confidence,
): Result {
  return {
    ...result,
    confidence,
    network: { ...result.network, stability: confidence.stability },
    modules: result.modules.map((module, m) => ({ ...module, stability: confidence.modules[m] ?? null })),
  };
}
