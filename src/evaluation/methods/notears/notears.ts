/**
 * NOTEARS (Zheng et al. 2018) and NOTEARS-LR (Fang et al. 2023), with interventions as Lopez et al. (2022): x_j = b_j + Σ_i B_ji x_i + e_j,
 * e_j ~ N(0, σ²_j), over the cells in which j was not set. Minimises −log L + λ|B|₁ subject to tr e^{B∘B} = R; the low-rank form has
 * B = V Uᵀ without its diagonal and penalises V and U. Then the smallest threshold without a cycle cuts the weights. Closed-form gradients
 * in double precision, over all cells at once. What differs from the authors' code is in docs/methods/notears.md.
 */
import { innerProducts, transposedProduct } from '../../../numerics/dense/products';
import { Random } from '../../../numerics/random';
import type { Algorithm } from '../method';
import { factorPenalty, factors, penalty } from './about';
import { constrained, type Parametrisation } from './constrained';
import { foundByWeights } from './found';
import { linearProblem, type LinearProblem } from './likelihood';

export const notears: Algorithm = function* notears({ screen, settings }) {
  const problem = linearProblem(screen);
  const size = problem.genes * problem.candidates.length;
  const weights = yield* constrained(problem, {
    parameters: new Float64Array(size),
    penalty: new Float64Array(size).fill(settings[penalty.name] ?? penalty.value),
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
