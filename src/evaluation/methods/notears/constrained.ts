/**
 * The augmented Lagrangian of NOTEARS (Zheng et al. 2018, algorithm 1): minimises −log L + penalty · |parameters|₁ subject to h = 0.
 */
import { minimise } from '../../../numerics/orthantWise';
import { acyclicity, negativeLogLikelihood, type LinearProblem } from './likelihood';

/** How parameters make weights. */
export interface Parametrisation {
  /** Parameters at the start; changed in place. */
  readonly parameters: Float64Array;
  /** L1 penalty of each. */
  readonly penalty: Float64Array;
  /** [G × R] */
  readonly weightsOf: (parameters: Float64Array) => Float64Array;
  /** Writes the gradient with respect to the parameters, given that with respect to the weights. */
  readonly pullBack: (parameters: Float64Array, ofWeights: Float64Array, gradient: Float64Array) => void;
}

/** As published: h at the end, its required fall, the factor of ρ otherwise, and the largest ρ. */
const TOLERANCE = 1e-8;
const FALL = 0.25;
const STEEPER = 10;
const LARGEST_RHO = 1e16;
/** Of one problem without constraint. */
const INNER = { iterations: 200, tolerance: 1e-7 };

/** Yields the share done, by the logarithm of h; returns the weights [G × R]. */
export function* constrained(
  problem: LinearProblem,
  { parameters, penalty, weightsOf, pullBack }: Parametrisation,
): Generator<number, Float64Array> {
  let [alpha, rho, last, done] = [0, 1, Infinity, 0];
  const ofWeights = new Float64Array(problem.genes * problem.candidates.length);
  while (rho <= LARGEST_RHO) {
    const [shift, curvature] = [alpha, rho];
    const lagrangian = (x: Float64Array, gradient: Float64Array): number => {
      const weights = weightsOf(x);
      const loss = negativeLogLikelihood(problem, weights, ofWeights);
      const h = acyclicity(problem, weights, ofWeights, (value) => shift + curvature * value);
      pullBack(x, ofWeights, gradient);
      return loss + shift * h + (curvature / 2) * h * h;
    };
    const fit = minimise(lagrangian, parameters, penalty, INNER);
    while (fit.next().done !== true) yield done;
    const h = acyclicity(problem, weightsOf(parameters), ofWeights, () => 0);
    if (h <= TOLERANCE) break;
    done = Math.max(done, Math.min(0.95, Math.log(10 / h) / Math.log(10 / TOLERANCE)));
    alpha += rho * h;
    if (h > FALL * last) rho *= STEEPER;
    last = h;
  }
  return weightsOf(parameters);
}
