/**
 * WENDY (Wang et al., Mathematical Biosciences 2024): covariances of two times are related by K_t = (I + Δt A)ᵀ K_0 (I + Δt A).
 * Exploratory: this equation has as many solutions as there are rotations, so that penalty and start decide (docs/methods/wendy.md).
 */
import { transposed } from '../../../numerics/linearAlgebra';
import { innerProducts, fastCrossProducts } from '../../../numerics/dense/products';
import { inverseOf } from '../../../numerics/lyapunov';
import { minimise } from '../../../numerics/orthantWise';
import type { Algorithm } from '../method';
import type { Screen } from '../screen';
import { ENOUGH_CONTROLS, isControl } from '../../../dataset/dataset';

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

/** [R × G] of a matrix by source; 0 on the diagonal. */
function scoresOf(matrix: Float64Array, { dataset: { genes, candidates } }: Screen): Float32Array {
  const n = genes.length;
  const scores = new Float32Array(candidates.length * n);
  candidates.forEach((source, r) => {
    for (let g = 0; g < n; g++) if (g !== source) scores[r * n + g] = matrix[source * n + g] as number;
  });
  return scores;
}

interface Snapshot {
  readonly time: number;
  readonly cells: number;
  /** [G] */
  readonly mean: Float64Array;
  /** [G × G] */
  readonly covariance: Float64Array;
}

/**
 * Times ascending. Of the controls where every time has enough of them, else of all training cells around the means of their conditions.
 * `shrinkage`: the share by which covariances, not variances, are reduced.
 */
function snapshotsOf({ dataset, scale }: Screen, shrinkage: number): readonly Snapshot[] {
  const used = dataset.conditions.map(({ label, time }) => time !== null && !dataset.heldOut.includes(label));
  const times = [
    ...new Set(dataset.conditions.flatMap(({ time, cells }, c) => (used[c] && cells > 0 ? [time ?? 0] : []))),
  ].toSorted((a, b) => a - b);
  const controlsAt = (time: number) =>
    dataset.conditions.reduce((sum, one) => sum + (isControl(one) && one.time === time ? one.cells : 0), 0);
  const onlyControls = times.every((time) => controlsAt(time) >= ENOUGH_CONTROLS);
  return times.map((time) => {
    const rows: number[] = [];
    dataset.conditionOfCell.forEach((index, cell) => {
      const condition = dataset.conditions[index];
      if (used[index] && condition?.time === time && (!onlyControls || isControl(condition))) rows.push(cell);
    });
    return snapshotOf(dataset, scale, rows, time, shrinkage);
  });
}

function snapshotOf(
  { genes: { length: genes }, values, conditionOfCell, conditions }: Screen['dataset'],
  scale: Float64Array,
  rows: readonly number[],
  time: number,
  shrinkage: number,
): Snapshot {
  const mean = new Float64Array(genes);
  const ofCondition = conditions.map(() => new Float64Array(genes));
  const counts = conditions.map(() => 0);
  const scaled = new Float64Array(rows.length * genes);
  rows.forEach((cell, row) => {
    const condition = conditionOfCell[cell] as number;
    const own = ofCondition[condition] as Float64Array;
    counts[condition] = (counts[condition] ?? 0) + 1;
    for (let g = 0; g < genes; g++) {
      const value = (values[cell * genes + g] as number) / Math.max(Number.MIN_VALUE, scale[g] as number);
      scaled[row * genes + g] = value;
      own[g] = (own[g] as number) + value;
      mean[g] = (mean[g] as number) + value / rows.length;
    }
  });
  rows.forEach((cell, row) => {
    const condition = conditionOfCell[cell] as number;
    const own = ofCondition[condition] as Float64Array;
    for (let g = 0; g < genes; g++)
      scaled[row * genes + g] =
        (scaled[row * genes + g] as number) - (own[g] as number) / Math.max(1, counts[condition] ?? 1);
  });
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const everyRow = Int32Array.from(rows.keys());
  const covariance = fastCrossProducts(
    { values: scaled, columns: genes, weights: null },
    everyRow,
    everyGene,
    everyGene,
  ).map((sum, p) =>
    p % (genes + 1) === 0
      ? Math.max(LEAST_VARIANCE, sum / rows.length)
      : ((1 - shrinkage) * sum) / rows.length,
  );
  return { time, cells: rows.length, mean, covariance };
}

/** Genes that do not vary keep covariances invertible. */
const LEAST_VARIANCE = 1e-3;
