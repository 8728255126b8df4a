/**
 * An additive Kolmogorov–Arnold network per gene (activations: Liu et al., arXiv 2404.19756; for gene networks: scKAN): z_j = b_j + Σ_i
 * φ_ij(z_i) over the training cells in which j was not set, φ_ij = SiLU and B-splines whose basis all targets of i share. All curves of a
 * target are one convex problem, the group lasso on the deviations of φ_ij. Score: that deviation, with the sign of the covariance of φ_ij
 * and z_i. The authors of scKAN train deep networks of all other genes by gradient descent, which is out of reach beyond some twenty genes.
 */
import type { Intervention } from '../../../dataset/dataset';
import { covariancesOf } from '../covariances';
import type { Algorithm } from '../method';
import { pearsonScores } from '../regressions';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';
import { MOST_REGULATORS, penalty as penaltySetting, splines as splinesSetting } from './about';
import { basisOf, type Basis } from './basis';
import { groupLasso, type GroupProblem } from './groupLasso';

export const kan: Algorithm = function* ({ screen, settings }) {
  const { candidates, genes } = screen.dataset;
  const curves = curvesOf(screen, settings[splinesSetting.name] ?? splinesSetting.value);
  yield 0.1;
  const problemOf = problemsOf(screen, curves);
  const weights = new Float64Array(genes.length * (curves.columns - genes.length));
  const scores = new Float32Array(candidates.length * genes.length);
  for (let gene = 0; gene < genes.length; gene++) {
    const { regulators, ...problem } = problemOf(gene);
    const found = groupLasso({ ...problem, penalty: settings[penaltySetting.name] ?? penaltySetting.value });
    regulators.forEach((r, group) => {
      const from = problem.starts[group] as number;
      const own = found.subarray(from, problem.starts[group + 1]);
      const first = curves.starts[r] as number;
      weights.set(own, gene * (curves.columns - genes.length) + first);
      const slope = own.reduce((sum, weight, k) => sum + weight * (curves.slopes[first + k] as number), 0);
      const deviation = Math.hypot(...own);
      scores[r * genes.length + gene] = slope < 0 ? -deviation : deviation;
    });
    yield 0.1 + (0.9 * (gene + 1)) / genes.length;
  }
  return { scores, predict: predictor(screen, curves, weights) };
};

/** The regression of one gene on the features of some candidates. */
interface CurveProblem extends Omit<GroupProblem, 'penalty'> {
  /** Indices into the candidates, ascending; a group of features each. */
  readonly regulators: Int32Array;
}

function problemsOf(screen: Screen, curves: Curves): (gene: number) => CurveProblem {
  const { candidates, genes } = screen.dataset;
  const problemOf = (regulators: Int32Array, predicted: Int32Array) => {
    const sizes = Array.from(regulators, (r) => curves.bases[r]?.size ?? 0);
    const starts = new Int32Array(sizes.length + 1);
    for (const [at, size] of sizes.entries()) starts[at + 1] = (starts[at] as number) + size;
    const features = Array.from(regulators, (r, at) =>
      Array.from({ length: sizes[at] ?? 0 }, (_, k) => genes.length + (curves.starts[r] as number) + k),
    );
    const covarianceOf = covariancesOf({
      ...curves,
      conditionOf: screen.cells.conditionOf,
      targets: screen.targets,
      predictors: Int32Array.from(features.flat()),
      genes: predicted,
    });
    return (gene: number): CurveProblem => {
      const { candidates: covariance, response } = covarianceOf(gene);
      const excluded = regulators.findIndex((r) => candidates[r] === gene);
      return { covariance, response, starts, excluded, regulators };
    };
  };
  if (candidates.length <= MOST_REGULATORS)
    return problemOf(Int32Array.from(candidates.keys()), Int32Array.from(genes.keys()));
  const correlations = pearsonScores(screen);
  const strength = (r: number, gene: number) => Math.abs(correlations[r * genes.length + gene] as number);
  return (gene) => {
    const strongest = Int32Array.from(candidates.keys())
      .toSorted((a, b) => strength(b, gene) - strength(a, gene) || a - b)
      .subarray(0, MOST_REGULATORS)
      .toSorted();
    return problemOf(strongest, Int32Array.of(gene))(gene);
  };
}

/** The features of every candidate beside the genes. */
interface Curves {
  readonly bases: readonly Basis[];
  /** [R + 1] first feature of every candidate, and their number. */
  readonly starts: Int32Array;
  readonly columns: number;
  /** [cells × columns] genes, then features. */
  readonly values: Float32Array;
  /** [features] covariance of a feature with its gene. */
  readonly slopes: Float64Array;
}

function curvesOf({ dataset, cells }: Screen, splines: number): Curves {
  const genes = dataset.genes.length;
  const columnOf = (gene: number) =>
    Float32Array.from({ length: cells.count }, (_, row) => cells.values[row * genes + gene] as number);
  const bases = Array.from(dataset.candidates, (gene) => basisOf(columnOf(gene), splines));
  const starts = new Int32Array(bases.length + 1);
  bases.forEach(({ size }, r) => {
    starts[r + 1] = (starts[r] as number) + size;
  });
  const features = starts[bases.length] as number;
  const columns = genes + features;
  const values = new Float32Array(cells.count * columns);
  const slopes = new Float64Array(features);
  for (let row = 0; row < cells.count; row++) {
    values.set(cells.values.subarray(row * genes, (row + 1) * genes), row * columns);
    bases.forEach((basis, r) => {
      const from = starts[r] as number;
      const level = cells.values[row * genes + (dataset.candidates[r] as number)] as number;
      basis.features(level, values, row * columns + genes + from);
      for (let k = from; k < from + basis.size; k++)
        slopes[k] =
          (slopes[k] as number) + ((values[row * columns + genes + k] as number) * level) / cells.count;
    });
  }
  return { bases, starts, columns, values, slopes };
}

const ITERATIONS = 200;
/** Share of every iteration that is taken, so that feedback settles. */
const DAMPING = 0.5;

/** The fixed point of the curves with the perturbed genes held, from the control state, where the curves' residual is taken as constant. */
function predictor(screen: Screen, { bases, starts }: Curves, weights: Float64Array) {
  const { candidates, genes } = screen.dataset;
  const levelOf = setLevels(screen);
  const size = starts.at(-1) ?? 0;
  const features = new Float64Array(size);
  const regulated = (state: Float64Array): Float64Array => {
    candidates.forEach((gene, r) => bases[r]?.features(state[gene] as number, features, starts[r] as number));
    return Float64Array.from(genes, (_, gene) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (weights[gene * size + k] as number) * (features[k] as number);
      return sum;
    });
  };
  const atControl = regulated(new Float64Array(genes.length));
  return (interventions: readonly Intervention[]): Float64Array => {
    const held = new Map(interventions.map((one) => [one.gene, levelOf(one)]));
    let state = Float64Array.from(genes, (_, gene) => held.get(gene) ?? 0);
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const next = regulated(state);
      state = state.map(
        (level, gene) =>
          held.get(gene) ?? level + DAMPING * ((next[gene] as number) - (atControl[gene] as number) - level),
      );
    }
    return state;
  };
}
