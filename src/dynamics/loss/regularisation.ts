/**
 * Regularisation of the parameters: path sparsity and the prior on overexpression strengths. On flat parameters in
 * single or double precision.
 */
import { innerProducts, transposedProduct } from '../../numerics/dense/products';
import { type Problem, parameterLayout } from '../problem';
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

  let loss = problem.pathFactors ? netEffectLoss(problem, problem.pathFactors, parameters, gradient) : 0;
  for (let m = 0; m < modules; m++) {
    loss += scale * (outNorm[m] as number) * (inNorm[m] as number);
    const slope = scale * (inNorm[m] as number);
    for (let i = layout.at + m * genes; i < layout.at + (m + 1) * genes; i++)
      gradient[i] = (gradient[i] as number) + slope * signOf(parameters[i] as number);
  }
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++) {
      const i = layout.bt + r * modules + m;
      gradient[i] =
        (gradient[i] as number) + scale * (outNorm[m] as number) * signOf(parameters[i] as number);
    }
  return loss;
}

/** As Math.sign, which takes five times as long where signs are as random as those of weights: its branches are guessed wrong. */
function signOf(value: number): number {
  return Number(value > 0) - Number(value < 0);
}

/**
 * λ_1 · .25/G · Σ_ij (w_ij − 1) |Σ_m A_im B_mj|, w = `factors` [R × G]: with the sum over paths, the net effect of j on i costs w_ij times as
 * much, and paths of other regulators through the same units cost the same. In O(M G R). Adds the gradient; returns the loss.
 */
function netEffectLoss(
  { shape, pathWeight }: Problem,
  factors: Float32Array,
  parameters: Numbers,
  gradient: Numbers,
): number {
  const { genes, modules } = shape;
  const { at, bt, beta } = parameterLayout(shape);
  const scale = (pathWeight * 0.25) / genes;
  const written = parameters.subarray(at, bt);
  const read = parameters.subarray(bt, beta);
  const net = transposedProduct(transposedOf(read, modules), shape.regulators, written, genes);
  let loss = 0;
  for (let pair = 0; pair < net.length; pair++) {
    const extra = scale * ((factors[pair] as number) - 1);
    loss += extra * Math.abs(net[pair] as number);
    net[pair] = extra * Math.sign(net[pair] as number);
  }
  add(gradient, at, transposedProduct(read, modules, net, genes));
  add(gradient, bt, innerProducts(net, written, genes));
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

function add(gradient: Numbers, from: number, terms: Float64Array): void {
  for (let i = 0; i < terms.length; i++)
    gradient[from + i] = (gradient[from + i] as number) + (terms[i] as number);
}

/** [columns × rows] of a matrix [rows × columns]. */
function transposedOf(matrix: Numbers, columns: number): Float64Array {
  const rows = matrix.length / columns;
  const other = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      other[column * rows + row] = matrix[row * columns + column] as number;
  return other;
}
