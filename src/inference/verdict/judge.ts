/** A run judged, in one place that the page loads later: the two statements, and what limits the error. */
import { noiseLimit, type NoiseLimit } from '../benchmark/noise';
import type { RunToJudge } from './edgeStatement';
import { runVerdict } from './runVerdict';
import type { RunVerdict } from './statements';

export { runVerdict } from './runVerdict';

export interface JudgedRun {
  readonly verdict: RunVerdict;
  readonly noise: NoiseLimit | null;
}

export function judged(run: RunToJudge): JudgedRun {
  return { verdict: runVerdict(run), noise: noiseLimit(run.result, run.dataset) };
}
