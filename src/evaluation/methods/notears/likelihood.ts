/**
 * Parts of NOTEARS and its low-rank form. Weights B are [G × R]: targets in rows, candidate regulators in columns; a gene's own column is
 * 0. Only candidates regulate, so a cycle can only be among them.
 */
import { choleskyInPlace, choleskySolveInPlace } from '../../../numerics/linearAlgebra';
import { exponentialOfTransposed } from '../../../numerics/dense/exponential';
import { freeCovariances, type Covariance } from '../covariances';
import type { Screen } from '../screen';

/** Added to each residual variance, as the low-rank authors do. */
const LEAST_VARIANCE = 1e-4;
/** Relative to a regulator's variance, when weights are fitted again. */
const RIDGE = 1e-6;

/** What the likelihood needs of a screen. */
export interface LinearProblem {
  readonly genes: number;
  /** [R] */
  readonly candidates: Int32Array;
  /** [G] */
  readonly covariances: readonly Covariance[];
  /** [G] place among the candidates, −1 for others. */
  readonly ownOf: Int32Array;
  /** All training cells. */
  readonly cells: number;
}

export function linearProblem(screen: Screen): LinearProblem {
  const { genes, candidates } = screen.dataset;
  const everyGene = Int32Array.from(genes.keys());
  const covarianceOf = freeCovariances(screen);
  return {
    genes: genes.length,
    candidates,
    covariances: Array.from(everyGene, covarianceOf),
    ownOf: everyGene.map((gene) => candidates.indexOf(gene)),
    cells: Math.max(1, screen.cells.count),
  };
}

/**
 * Negative Gaussian log-likelihood per cell, up to a constant, with the best intercept and variance of each gene over the cells in which it
 * was free: Σ_j n_j/2n · log(σ²_j + 1e-4). Writes its gradient [G × R].
 */
export function negativeLogLikelihood(
  { genes, candidates, covariances, ownOf, cells }: LinearProblem,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const regulators = candidates.length;
  let loss = 0;
  for (let gene = 0; gene < genes; gene++) {
    const { candidates: c, response, variance, cells: free } = covariances[gene] as Covariance;
    const w = weights.subarray(gene * regulators, (gene + 1) * regulators);
    const slope = gradient.subarray(gene * regulators, (gene + 1) * regulators);
    slope.fill(0);
    if (free === 0) continue;
    for (let r = 0; r < regulators; r++) {
      const weight = w[r] as number;
      if (weight === 0) continue;
      const row = r * regulators;
      for (let q = 0; q < regulators; q++) slope[q] = (slope[q] as number) + weight * (c[row + q] as number);
    }
    let left = variance;
    for (let r = 0; r < regulators; r++)
      left += (w[r] as number) * ((slope[r] as number) - 2 * (response[r] as number));
    const total = Math.max(0, left) + LEAST_VARIANCE;
    const share = free / cells;
    loss += (share / 2) * Math.log(total);
    for (let r = 0; r < regulators; r++)
      slope[r] = (share * ((slope[r] as number) - (response[r] as number))) / total;
    const own = ownOf[gene] as number;
    if (own >= 0) slope[own] = 0;
  }
  return loss;
}

/**
 * h = tr e^{B∘B} − R over the candidates (Zheng et al. 2018, theorem 1): 0 exactly where no cycle exists. Adds `factor(h)` times its
 * gradient to `gradient` [G × R].
 */
export function acyclicity(
  { candidates }: Pick<LinearProblem, 'candidates'>,
  weights: Float64Array,
  gradient: Float64Array,
  factor: (h: number) => number,
): number {
  const regulators = candidates.length;
  const squares = amongCandidates(candidates, weights).map((weight) => weight * weight);
  const exponential = exponentialOfTransposed(squares, regulators);
  let h = -regulators;
  for (let r = 0; r < regulators; r++) h += exponential[r * regulators + r] as number;
  const scale = factor(h);
  candidates.forEach((gene, q) => {
    for (let r = 0; r < regulators; r++) {
      const p = gene * regulators + r;
      gradient[p] =
        (gradient[p] as number) +
        2 * scale * (weights[p] as number) * (exponential[q * regulators + r] as number);
    }
  });
  return h;
}

/** [R × R] the rows of the candidates. */
export function amongCandidates(candidates: Int32Array, weights: Float64Array): Float64Array {
  const regulators = candidates.length;
  const square = new Float64Array(regulators * regulators);
  candidates.forEach((gene, q) =>
    square.set(weights.subarray(gene * regulators, (gene + 1) * regulators), q * regulators),
  );
  return square;
}

/** [G × R] least squares of every gene on the regulators whose weight is not 0. */
export function refitted(
  { genes, candidates, covariances }: LinearProblem,
  weights: Float64Array,
): Float64Array {
  const regulators = candidates.length;
  const fitted = new Float64Array(weights.length);
  for (let gene = 0; gene < genes; gene++) {
    const { candidates: c, response } = covariances[gene] as Covariance;
    const parents = [...candidates.keys()].filter(
      (r) => weights[gene * regulators + r] !== 0 && (c[r * regulators + r] as number) > 0,
    );
    const gram = Float64Array.from(
      parents.flatMap((r) =>
        parents.map((q) => (c[r * regulators + q] as number) * (r === q ? 1 + RIDGE : 1)),
      ),
    );
    const solved = Float64Array.from(parents, (r) => response[r] as number);
    choleskyInPlace(gram, parents.length);
    choleskySolveInPlace(gram, parents.length, solved);
    parents.forEach((r, at) => {
      fitted[gene * regulators + r] = solved[at] as number;
    });
  }
  return fitted;
}
