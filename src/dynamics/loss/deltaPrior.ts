/**
 * The prior on overexpression strengths: strength · Σ_d (log δ_d − mean log δ)², δ = softplus(raw). It pulls them
 * together, not to a value; fewer than two strengths have nothing to be pulled to.
 */
import { parameterLayout } from '../parameters';
import type { Problem } from '../problem';
import { logarithm, softplus, softplusSlope } from '../softplus';

type Numbers = Float32Array | Float64Array;

/** Adds the gradient; returns the loss. */
export function deltaPriorLoss(problem: Problem, parameters: Numbers, gradient: Numbers): number {
  const { deltas } = problem.shape;
  if (problem.deltaPrior === 0 || deltas < 2) return 0;
  const offset = parameterLayout(problem.shape).delta;
  const raw = Array.from(parameters.subarray(offset, offset + deltas));
  const strengths = raw.map(softplus);
  const logs = strengths.map(logarithm);
  const mean = logs.reduce((sum, log) => sum + log, 0) / deltas;
  let loss = 0;
  for (let d = 0; d < deltas; d++) {
    const deviation = (logs[d] as number) - mean;
    loss += problem.deltaPrior * deviation * deviation;
    // The mean's own derivative drops out, since the deviations sum to zero.
    const slope = softplusSlope(raw[d] as number) / (strengths[d] as number);
    gradient[offset + d] = (gradient[offset + d] as number) + 2 * problem.deltaPrior * deviation * slope;
  }
  return loss;
}
