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
import { symmetricEigen } from '../../../numerics/linearAlgebra';
import { quantileOfSorted } from '../../../numerics/statistics';

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

interface GroupProblem {
  /** [n × n] and [n] covariances of the predictors and with the response. */
  readonly covariance: Float64Array;
  readonly response: Float64Array;
  /** [groups + 1] first coefficient of every group, and n. */
  readonly starts: Int32Array;
  readonly penalty: number;
  /** A group that stays 0; −1: none. */
  readonly excluded: number;
}

const MOST_SWEEPS = 500;
/** Largest change of a coefficient in the last sweep. */
const TOLERANCE = 1e-5;

/** [n] */
export function groupLasso({ covariance, response, starts, penalty, excluded }: GroupProblem): Float64Array {
  const n = response.length;
  const weights = new Float64Array(n);
  /** c − C w */
  const rest = response.slice();
  const groups = [...starts.keys()].slice(0, -1).filter((group) => group !== excluded);
  const curvatures = groups.map((group) => largestRowSum(covariance, n, starts, group));
  const isUsed = groups.map(() => false);
  const sweep = (every: boolean): number => {
    let largest = 0;
    for (const [at, group] of groups.entries()) {
      if (!every && isUsed[at] !== true) continue;
      const curvature = curvatures[at] as number;
      const [from, to] = [starts[group] as number, starts[group + 1] as number];
      let square = 0;
      for (let k = from; k < to; k++)
        square += ((weights[k] as number) + (rest[k] as number) / curvature) ** 2;
      const kept = Math.max(0, 1 - penalty / (curvature * Math.sqrt(square)));
      isUsed[at] = kept > 0;
      for (let k = from; k < to; k++) {
        const before = weights[k] as number;
        const after = kept > 0 ? kept * (before + (rest[k] as number) / curvature) : 0;
        moves[k] = after - before;
        weights[k] = after;
      }
      for (let k = from; k < to; k++) {
        const move = moves[k] as number;
        if (move === 0) continue;
        largest = Math.max(largest, Math.abs(move));
        for (let i = 0, p = k * n; i < n; i++, p++)
          rest[i] = (rest[i] as number) - move * (covariance[p] as number);
      }
    }
    return largest;
  };
  const moves = new Float64Array(n);
  for (let round = 0; round < MOST_SWEEPS; round++) {
    if (sweep(true) < TOLERANCE) break;
    for (let inner = 0; inner < MOST_SWEEPS; inner++) if (sweep(false) < TOLERANCE) break;
  }
  return weights;
}

/** An upper bound of the curvature within a group; 1 for constant predictors. */
function largestRowSum(covariance: Float64Array, n: number, starts: Int32Array, group: number): number {
  let largest = 0;
  for (let i = starts[group] as number; i < (starts[group + 1] as number); i++) {
    let sum = 0;
    for (let j = starts[group] as number; j < (starts[group + 1] as number); j++)
      sum += Math.abs(covariance[i * n + j] as number);
    largest = Math.max(largest, sum);
  }
  return largest || 1;
}

interface Basis {
  readonly size: number;
  /** Writes the features [size] of x; beyond the range of the cells x counts as its end. */
  features(x: number, out: Float64Array | Float32Array, at: number): void;
}

const DEGREE = 3;
/** Directions with a smaller share of the largest variance are left out. */
const LEAST_SHARE = 1e-4;

/** `values`: one gene over the training cells; `splines` ≥ 4. A constant gene has no features. */
export function basisOf(values: Float32Array, splines: number): Basis {
  const knots = knotsOf(values, splines);
  const [low, high] = [knots[0] ?? 0, knots.at(-1) ?? 0];
  const raw = new Float64Array(splines + 1);
  const evaluate = (x: number): void => {
    const inside = Math.min(high, Math.max(low, x));
    bSplines(knots, inside, raw);
    raw[splines] = inside / (1 + Math.exp(-inside));
  };
  const { mean, axes } = uncorrelated(values, raw, evaluate);
  return {
    size: axes.length,
    features(x, out, at) {
      evaluate(x);
      for (const [k, axis] of axes.entries()) {
        let sum = 0;
        for (let q = 0; q < raw.length; q++)
          sum += (axis[q] as number) * ((raw[q] as number) - (mean[q] as number));
        out[at + k] = sum;
      }
    },
  };
}

/** Clamped knots at quantiles of the distinct values, so that a crowd at zero takes one knot. */
function knotsOf(values: Float32Array, splines: number): Float64Array {
  const distinct = [...new Set(values.toSorted())];
  const inner = Array.from({ length: splines - DEGREE - 1 }, (_, k) =>
    quantileOfSorted(distinct, (k + 1) / (splines - DEGREE)),
  );
  const ends = (value: number) => Array.from({ length: DEGREE + 1 }, () => value);
  return Float64Array.from([...ends(distinct[0] ?? 0), ...inner, ...ends(distinct.at(-1) ?? 0)]);
}

/** Writes the values of all B-splines at x, within the knots (de Boor 1972); `out` has one place more than there are splines. */
export function bSplines(knots: Float64Array, x: number, out: Float64Array): void {
  const splines = knots.length - DEGREE - 1;
  out.fill(0);
  let interval = DEGREE;
  while (interval < splines - 1 && x >= (knots[interval + 1] as number)) interval++;
  out[interval] = 1;
  for (let degree = 1; degree <= DEGREE; degree++)
    for (let i = interval - degree; i <= interval; i++)
      out[i] =
        rising(knots, i, degree, x) * (out[i] as number) +
        (i + 1 < splines ? (1 - rising(knots, i + 1, degree, x)) * (out[i + 1] as number) : 0);
}

/** Share of the way from knot i over `degree` intervals; 0 where they are empty. */
function rising(knots: Float64Array, i: number, degree: number, x: number): number {
  const from = knots[i] as number;
  const span = (knots[i + degree] as number) - from;
  return span > 0 ? (x - from) / span : 0;
}

/** Mean of the functions over the cells, and directions of unit variance, largest variance first. */
function uncorrelated(
  values: Float32Array,
  raw: Float64Array,
  evaluate: (x: number) => void,
): { readonly mean: Float64Array; readonly axes: readonly Float64Array[] } {
  const n = raw.length;
  const mean = new Float64Array(n);
  const products = new Float64Array(n * n);
  for (const value of values) {
    evaluate(value);
    for (let a = 0; a < n; a++) {
      mean[a] = (mean[a] as number) + (raw[a] as number) / values.length;
      for (let b = 0; b < n; b++)
        products[a * n + b] =
          (products[a * n + b] as number) + ((raw[a] as number) * (raw[b] as number)) / values.length;
    }
  }
  const covariance = products.map(
    (sum, p) => sum - (mean[Math.floor(p / n)] as number) * (mean[p % n] as number),
  );
  const { values: variances, vectors } = symmetricEigen(covariance, n);
  const largest = variances.at(-1) ?? 0;
  const kept = [...variances.keys()].filter(
    (u) => largest > 1e-12 && (variances[u] as number) > LEAST_SHARE * largest,
  );
  return {
    mean,
    axes: kept
      .toReversed()
      .map((u) =>
        vectors.slice(u * n, (u + 1) * n).map((loading) => loading / Math.sqrt(variances[u] as number)),
      ),
  };
}
