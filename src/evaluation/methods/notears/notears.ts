/**
 * NOTEARS (Zheng et al. 2018) and NOTEARS-LR (Fang et al. 2023), with interventions as Lopez et al. (2022): x_j = b_j + Σ_i B_ji x_i +
 * e_j, e_j ~ N(0, σ²_j), over the cells in which j was not set. Minimises −log L + λ|B|₁ subject to tr e^{B∘B} = R; the low-rank form has
 * B = V Uᵀ without its diagonal and penalises V and U. Then the smallest threshold without a cycle cuts the weights. Closed-form
 * gradients in double precision, over all cells at once. What differs from the authors' code is in docs/methods/notears.md. Parts of
 * NOTEARS and its low-rank form. Weights B are [G × R]: targets in rows, candidate regulators in columns; a gene's own column is 0. Only
 * candidates regulate, so a cycle can only be among them.
 */
import { innerProducts, transposedProduct } from '../../../numerics/dense/products';
import { Random } from '../../../numerics/random';
import type { Algorithm, FoundByMethod } from '../method';
import { factorPenalty, factors, penalty as penaltySetting } from './about';
import { minimise } from '../../../numerics/orthantWise';
import type { Intervention } from '../../../dataset/dataset';
import { above, acyclicThreshold, topologicalOrder } from '../acyclic';
import { type Screen, scoresByRegulator } from '../screen';
import { setLevels } from '../setLevels';
import { choleskyInPlace, choleskySolveInPlace } from '../../../numerics/linearAlgebra';
import { exponentialOfTransposed } from '../../../numerics/dense/exponential';
import { type Covariance, freeCovariances } from '../covariances';

export const notears: Algorithm = function* notears({ screen, settings }) {
  const problem = linearProblem(screen);
  const size = problem.genes * problem.candidates.length;
  const weights = yield* constrained(problem, {
    parameters: new Float64Array(size),
    penalty: new Float64Array(size).fill(settings[penaltySetting.name] ?? penaltySetting.value),
    weightsOf: (parameters) => parameters,
    pullBack: (_, ofWeights, gradient) => gradient.set(ofWeights),
  });
  return foundByWeights(screen, problem, weights);
};

export const notearsLowRank: Algorithm = function* notearsLowRank({ screen, settings, seed }) {
  const problem = linearProblem(screen);
  const rank = settings[factors.name] ?? factors.value;
  const form = lowRank(
    problem,
    rank,
    settings[factorPenalty.name] ?? factorPenalty.value,
    Random.mixed(seed),
  );
  return foundByWeights(screen, problem, yield* constrained(problem, form));
};

/** Of the product of two start values: weights of about a tenth. */
const START = 0.3;

/** B = V Uᵀ, V [G × rank] then U [R × rank]. */
export function lowRank(
  { genes, candidates, ownOf }: Pick<LinearProblem, 'genes' | 'candidates' | 'ownOf'>,
  rank: number,
  weight: number,
  random: Random,
): Parametrisation {
  const regulators = candidates.length;
  const count = (genes + regulators) * rank;
  const targets = (x: Float64Array) => x.subarray(0, genes * rank);
  const sources = (x: Float64Array) => x.subarray(genes * rank);
  const withoutOwn = (matrix: Float64Array): Float64Array => {
    ownOf.forEach((own, gene) => {
      if (own >= 0) matrix[gene * regulators + own] = 0;
    });
    return matrix;
  };
  return {
    parameters: Float64Array.from({ length: count }, () => (START * random.normal()) / Math.sqrt(rank)),
    penalty: new Float64Array(count).fill(weight / (2 * genes * rank)),
    weightsOf: (x) => withoutOwn(innerProducts(targets(x), sources(x), rank)),
    pullBack: (x, ofWeights, gradient) => {
      const change = withoutOwn(ofWeights);
      targets(gradient).set(innerProducts(change, columnsOf(sources(x), rank), regulators));
      sources(gradient).set(transposedProduct(change, regulators, targets(x), rank));
    },
  };
}

/** The transpose of a matrix with `width` columns. */
function columnsOf(matrix: Float64Array, width: number): Float64Array {
  const height = matrix.length / width;
  return matrix.map((_, p) => matrix[(p % height) * width + Math.floor(p / height)] as number);
}

/** How parameters make weights. */
interface Parametrisation {
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
function* constrained(
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

/**
 * Cuts the weights [G × R] at the smallest threshold without a cycle, and fits the others again without penalty. A perturbed gene is held
 * at its level, and the others follow in the order of the graph.
 */
function foundByWeights(screen: Screen, problem: LinearProblem, weights: Float64Array): FoundByMethod {
  const { candidates } = problem;
  const regulators = candidates.length;
  const cut = above(weights, acyclicThreshold(amongCandidates(candidates, weights), regulators));
  const fitted = refitted(problem, cut);
  return { scores: scoresByRegulator(cut, regulators), predict: prediction(screen, problem, fitted) };
}

function prediction(
  screen: Screen,
  { candidates, genes }: LinearProblem,
  weights: Float64Array,
): (interventions: readonly Intervention[]) => Float64Array {
  const regulators = candidates.length;
  const levelOf = setLevels(screen);
  // Targets stand in rows: the order of the edges turned round.
  const order = (
    topologicalOrder(amongCandidates(candidates, weights), regulators) ?? new Int32Array(0)
  ).toReversed();
  return (interventions) => {
    const shift = new Float64Array(genes);
    const set = new Set(interventions.map(({ gene }) => gene));
    for (const intervention of interventions) shift[intervention.gene] = levelOf(intervention);
    const follow = (gene: number): void => {
      if (set.has(gene)) return;
      let sum = 0;
      for (let r = 0; r < regulators; r++)
        sum += (weights[gene * regulators + r] as number) * (shift[candidates[r] as number] as number);
      shift[gene] = sum;
    };
    for (const r of order) follow(candidates[r] as number);
    const regulating = new Set(candidates);
    for (let gene = 0; gene < genes; gene++) if (!regulating.has(gene)) follow(gene);
    return shift;
  };
}

/** Added to each residual variance, as the low-rank authors do. */
const LEAST_VARIANCE = 1e-4;
/** Relative to a regulator's variance, when weights are fitted again. */
const RIDGE = 1e-6;

/** What the likelihood needs of a screen. */
interface LinearProblem {
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
function refitted({ genes, candidates, covariances }: LinearProblem, weights: Float64Array): Float64Array {
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
