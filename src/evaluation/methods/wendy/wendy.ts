/**
 * WENDY (Wang et al., Mathematical Biosciences 2024): covariances of two times are related by K_t = (I + Δt A)ᵀ K_0 (I + Δt A). QWENDY (Wang &
 * Tian 2025): four equally spaced times determine I + Δt A in closed form. Exploratory: WENDY's equation alone has as many solutions as
 * there are rotations, so that penalty and start decide (docs/methods/wendy.md).
 */
import { choleskyInPlace, symmetricEigen, transposed } from '../../../numerics/linearAlgebra';
import { innerProducts } from '../../../numerics/dense/products';
import { inverseOf } from '../../../numerics/lyapunov';
import { minimise } from '../../../numerics/orthantWise';
import { MethodRefusal, type Algorithm } from '../method';
import type { Screen } from '../screen';
import { snapshotsOf, type Snapshot } from './snapshots';

const FIT = { iterations: 200, tolerance: 1e-6 };
/** Partial correlations this many standard errors from 0 let their pair enter. */
const SIGNIFICANT = 1.96;

export const wendy: Algorithm = function* ({ screen, settings }) {
  const { genes, candidates } = screen.dataset;
  const n = genes.length;
  const snapshots = snapshotsOf(screen, settings['shrinkage'] ?? 0);
  const steps = snapshots.slice(1).map((after, at) => ({ before: snapshots[at] as Snapshot, after }));
  // In units of the mean interval.
  const span = ((snapshots.at(-1)?.time ?? 0) - (snapshots[0]?.time ?? 0)) / Math.max(1, steps.length);
  const isFree = new Uint8Array(n * n);
  for (const { covariance, cells } of snapshots) {
    const linked = linkedPairs(covariance, n, cells);
    for (const source of candidates)
      for (let g = 0; g < n; g++) if (linked[source * n + g] === 1) isFree[source * n + g] = 1;
  }
  for (let g = 0; g < n; g++) isFree[g * (n + 1)] = 1;
  const weights = new Float64Array(n * n);
  const penalty = Float64Array.from(weights, (_, p) => (p % (n + 1) === 0 ? 0 : (settings['sparsity'] ?? 0)));
  const slope = new Float64Array(n * n);
  const fit = minimise(
    (x, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (const { before, after } of steps) {
        const interval = (after.time - before.time) / span;
        loss += covarianceLoss(before.covariance, after.covariance, x, interval, slope);
        slope.forEach((value, p) => {
          gradient[p] = (gradient[p] as number) + (isFree[p] === 1 ? value : 0);
        });
      }
      return loss;
    },
    weights,
    penalty,
    FIT,
  );
  for (let step = fit.next(); step.done !== true; step = fit.next()) yield step.value / FIT.iterations;
  return { scores: scoresOf(weights, screen), predict: null };
};

/** ½ ‖K_t − Bᵀ K_0 B‖² off the diagonal, B = I + Δt A; writes the gradient with respect to A. All [n × n]. */
export function covarianceLoss(
  before: Float64Array,
  after: Float64Array,
  weights: Float64Array,
  interval: number,
  gradient: Float64Array,
): number {
  const n = Math.round(Math.sqrt(before.length));
  const b = weights.map((value, p) => interval * value + Number(p % (n + 1) === 0));
  const moved = innerProducts(before, transposed(b, n), n);
  const reached = innerProducts(transposed(b, n), transposed(moved, n), n);
  let loss = 0;
  const errors = after.map((value, p) => {
    const error = p % (n + 1) === 0 ? 0 : value - (reached[p] as number);
    loss += (error * error) / 2;
    return error;
  });
  gradient.set(innerProducts(moved, errors, n).map((value) => -2 * interval * value));
  return loss;
}

/** [n × n] 1 where the partial correlation of two genes differs from 0. */
function linkedPairs(covariance: Float64Array, n: number, cells: number): Uint8Array {
  const precision = inverseOf(covariance, n)?.inverse;
  const linked = new Uint8Array(n * n);
  if (precision === undefined) return linked.fill(1);
  const error = 1 / Math.sqrt(Math.max(1, cells - n - 1));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const scale = Math.sqrt((precision[i * (n + 1)] as number) * (precision[j * (n + 1)] as number));
      if (Math.abs(precision[i * n + j] as number) > SIGNIFICANT * error * scale) linked[i * n + j] = 1;
    }
  return linked;
}

export const qwendy: Algorithm = function* ({ screen, settings }) {
  const four = equalTimes(snapshotsOf(screen, settings['shrinkage'] ?? 0));
  if (four === null) throw new MethodRefusal('equal-times', 'qwendy needs four equally spaced times');
  yield 0.5;
  const n = screen.dataset.genes.length;
  return { scores: scoresOf(stepMatrix(four, n), screen), predict: null };
};

/** Relative difference of intervals that count as equal. */
const EQUAL = 0.01;

/** The first four times in a row that are equally far apart. */
function equalTimes(snapshots: readonly Snapshot[]): readonly Snapshot[] | null {
  for (let at = 0; at + 4 <= snapshots.length; at++) {
    const four = snapshots.slice(at, at + 4);
    const gaps = four.slice(1).map(({ time }, s) => time - (four[s]?.time ?? NaN));
    if (gaps.every((gap) => Math.abs(gap - (gaps[0] ?? NaN)) <= EQUAL * (gaps[0] ?? NaN))) return four;
  }
  return null;
}

/**
 * [n × n] B of K_{s+1} = Bᵀ K_s B. With K_s = L_s L_sᵀ, Bᵀ = L_1 O L_0⁻¹ for an orthogonal O that turns L_0⁻¹ K_1 L_0⁻ᵀ into L_1⁻¹ K_2 L_1⁻ᵀ: from the
 * eigenvectors of both, up to a sign each. The fourth covariance gives the products of these signs, the changes of the means their common
 * sign.
 */
export function stepMatrix(
  snapshots: readonly Pick<Snapshot, 'mean' | 'covariance'>[],
  n: number,
): Float64Array {
  const [k0, k1, k2, k3] = snapshots.map(({ covariance }) => covariance) as Four;
  const [left, right] = [whitening(k0, n), whitening(k1, n)];
  const [p0, p1] = [eigenvectors(conjugated(left, k1, n), n), eigenvectors(conjugated(right, k2, n), n)];
  // Rows are directions: the states of the first time in p0 L_0⁻¹, those of the second in p1 L_1⁻¹.
  const [before, after] = [product(p0, left, n), product(p1, right, n)];
  const [c, d] = [conjugated(before, k2, n), conjugated(after, k3, n)];
  // Σ over pairs of s_i s_j C_ij D_ij is largest for the signs of the leading eigenvector.
  const agreement = c.map((value, p) => (p % (n + 1) === 0 ? 0 : value * (d[p] as number)));
  const { vectors } = symmetricEigen(agreement, n);
  const signs = vectors.slice((n - 1) * n).map((value) => (value < 0 ? -1 : 1));
  let drift = 0;
  for (let s = 0; s < 2; s++) {
    const [first, second, third] = snapshots.slice(s, s + 3).map(({ mean }) => mean) as Three;
    const [from, to] = [applied(before, changeOf(first, second)), applied(after, changeOf(second, third))];
    signs.forEach((sign, i) => {
      drift += sign * (from[i] as number) * (to[i] as number);
    });
  }
  const common = drift < 0 ? -1 : 1;
  // Bᵀ = (p1 L_1⁻¹)⁻¹ S p0 L_0⁻¹.
  const inverse = inverseOf(after, n)?.inverse;
  if (inverse === undefined) return new Float64Array(n * n);
  const turned = before.map((value, p) => common * (signs[Math.floor(p / n)] as number) * value);
  return transposed(product(inverse, turned, n), n);
}

type Three = [Float64Array, Float64Array, Float64Array];
type Four = [...Three, Float64Array];

function changeOf(from: Float64Array, to: Float64Array): Float64Array {
  return to.map((value, g) => value - (from[g] as number));
}

/** A B for [n × n]. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  return innerProducts(a, transposed(b, n), n);
}

/** M K Mᵀ for a symmetric K. */
function conjugated(m: Float64Array, k: Float64Array, n: number): Float64Array {
  return innerProducts(innerProducts(m, k, n), m, n);
}

function applied(matrix: Float64Array, x: Float64Array): Float64Array {
  return innerProducts(matrix, x, x.length);
}

/** L⁻¹ of K = L Lᵀ. */
function whitening(covariance: Float64Array, n: number): Float64Array {
  const factor = covariance.slice();
  choleskyInPlace(factor, n);
  for (let i = 0; i < n; i++) factor.fill(0, i * n + i + 1, (i + 1) * n);
  return inverseOf(factor, n)?.inverse ?? factor;
}

/** Rows: unit eigenvectors, ascending by eigenvalue. */
function eigenvectors(matrix: Float64Array, n: number): Float64Array {
  return symmetricEigen(matrix, n).vectors;
}

/** [R × G] of a matrix by source; 0 on the diagonal. */
function scoresOf(matrix: Float64Array, { dataset: { genes, candidates } }: Screen): Float32Array {
  const n = genes.length;
  const scores = new Float32Array(candidates.length * n);
  candidates.forEach((source, r) => {
    for (let g = 0; g < n; g++) if (g !== source) scores[r * n + g] = matrix[source * n + g] as number;
  });
  return scores;
}
