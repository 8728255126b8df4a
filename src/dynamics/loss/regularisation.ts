/**
 * Regularisation of the parameters: path sparsity and the prior on overexpression strengths. On flat parameters in
 * single or double precision.
 */
import { parameterLayout } from '../parameters';
import type { Problem } from '../problem';
import { logarithm, softplus, softplusSlope } from '../softplus';

type Numbers = Float32Array | Float64Array;

/**
 * Path sparsity: λ_1 · .25/G · Σ_m ‖A_:m‖₁ ‖B_m:‖₁, the sum of |A||B| over all gene pairs in O(M(G + R)); subgradient 0
 * at 0. Adds the gradient; returns the loss.
 */
export function pathSparsityLoss(problem: Problem, parameters: Numbers, gradient: Numbers): number {
  const { genes, modules, regulators } = problem.shape;
  if (problem.pathWeight === 0) return 0;
  const layout = parameterLayout(problem.shape);
  const scale = (problem.pathWeight * 0.25) / genes;
  const inNorm = new Float64Array(modules);
  const outNorm = new Float64Array(modules);
  for (let m = 0; m < modules; m++) {
    let sum = 0;
    for (let i = m * genes; i < (m + 1) * genes; i++) sum += Math.abs(parameters[layout.at + i] as number);
    outNorm[m] = sum;
  }
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++)
      inNorm[m] = (inNorm[m] as number) + Math.abs(parameters[layout.bt + r * modules + m] as number);

  let loss = 0;
  for (let m = 0; m < modules; m++) {
    loss += scale * (outNorm[m] as number) * (inNorm[m] as number);
    const slope = scale * (inNorm[m] as number);
    for (let i = layout.at + m * genes; i < layout.at + (m + 1) * genes; i++)
      gradient[i] = (gradient[i] as number) + slope * Math.sign(parameters[i] as number);
  }
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++) {
      const i = layout.bt + r * modules + m;
      gradient[i] =
        (gradient[i] as number) + scale * (outNorm[m] as number) * Math.sign(parameters[i] as number);
    }
  return loss;
}

/**
 * The prior on overexpression strengths: strength · Σ_d (log δ_d − mean log δ)², δ = softplus(raw). It pulls them
 * together, not towards a fixed value, so that it needs at least two. Adds the gradient; returns the loss.
 */
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
    // The derivative of the mean cancels, since the deviations sum to zero.
    const slope = softplusSlope(raw[d] as number) / (strengths[d] as number);
    gradient[offset + d] = (gradient[offset + d] as number) + 2 * problem.deltaPrior * deviation * slope;
  }
  return loss;
}
