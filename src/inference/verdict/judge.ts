/** A run judged, in one place that the page loads later: the two statements, and what limits the error. */
import { noiseLimit, type NoiseLimit } from '../benchmark/noise';
import { runVerdict } from './runVerdict';
import type { RunToJudge, RunVerdict } from './statements';

export { runVerdict } from './runVerdict';

export interface JudgedRun {
  readonly verdict: RunVerdict;
  readonly noise: NoiseLimit | null;
}

export function judged(run: RunToJudge): JudgedRun {
  return { verdict: runVerdict(run), noise: noiseLimit(run.result, run.dataset) };
}
