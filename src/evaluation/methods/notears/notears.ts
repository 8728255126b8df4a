/**
 * NOTEARS (Zheng et al. 2018) and NOTEARS-LR (Fang et al. 2023), with interventions as Lopez et al. (2022): x_j = b_j + Σ_i B_ji x_i + e_j,
 * e_j ~ N(0, σ²_j), over the cells in which j was not set. Minimises −log L + λ|B|₁ subject to tr e^{B∘B} = R; the low-rank form has
 * B = V Uᵀ without its diagonal and penalises V and U. Then the smallest threshold without a cycle cuts the weights. Closed-form gradients
 * in double precision, over all cells at once. What differs from the authors' code is in docs/methods/notears.md.
 */
import { innerProducts, transposedProduct } from '../../../numerics/dense/products';
import { Random } from '../../../numerics/random';
import type { Algorithm, FoundByMethod } from '../method';
import { factorPenalty, factors, penalty as penaltySetting } from './about';
import {
  linearProblem,
  type LinearProblem,
  acyclicity,
  negativeLogLikelihood,
  amongCandidates,
  refitted,
} from './likelihood';
import { minimise } from '../../../numerics/orthantWise';
import type { Intervention } from '../../../dataset/dataset';
import { above, acyclicThreshold, topologicalOrder } from '../acyclic';
import { scoresByRegulator, type Screen } from '../screen';
import { setLevels } from '../setLevels';

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
