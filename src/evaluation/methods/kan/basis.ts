/**
 * The learnable activations of a Kolmogorov–Arnold network (Liu et al., arXiv 2404.19756): SiLU and cubic B-splines of one variable, turned
 * into uncorrelated features of mean 0 and variance 1 over the cells, so that the norm of coefficients is the deviation of the function.
 */
import { symmetricEigen } from '../../../numerics/linearAlgebra';
import { quantileOfSorted } from '../../../numerics/statistics';

export interface Basis {
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
