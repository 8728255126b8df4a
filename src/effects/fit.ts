/**
 * Generalised least squares on sums of residuals: batches are fixed effects, guides are random within their perturbation. The variance of
 * cells is pooled over all guides.
 */
import { transposedProduct } from '../numerics/dense/products';
import { symmetricEigen } from '../numerics/linearAlgebra';
import type { ResidualSums } from './residuals';

/** Perturbations and their guides; perturbation 0 is the control. */
export interface Design {
  readonly perturbations: number;
  /** [guides] */
  readonly perturbationOfGuide: Int32Array;
  /** [guides] Where guides are the cells of their perturbation in one batch: that batch (batchReplicates.ts). */
  readonly batchOfGuide?: Int32Array;
  /** The control has no guides: values are ratios to it, in one batch, so that its level is 0. */
  readonly isZeroControl?: boolean;
}

/** Sums of the batches but the first, as the fit sees them. */
interface BatchColumns {
  readonly columns: number;
  /** [guides × columns] cells. */
  readonly ofGuide: Float64Array;
  /** [columns] cells: the columns of one batch are orthogonal. */
  readonly cells: Float64Array;
}

function batchColumns(sums: ResidualSums): BatchColumns {
  const { batches, guides, cellsInBatch } = sums;
  const columns = batches - 1;
  const ofGuide = new Float64Array(guides * columns);
  const cells = new Float64Array(columns);
  for (let guide = 0; guide < guides; guide++)
    for (let column = 0; column < columns; column++) {
      const count = cellsInBatch[guide * batches + column + 1] as number;
      ofGuide[guide * columns + column] = count;
      (cells[column] as number) += count;
    }
  return { columns, ofGuide, cells };
}

/** Pseudo-inverse of a symmetric matrix [n × n] and its rank; eigenvalues below 1e-9 of the largest count as 0. */
function pseudoInverse(
  matrix: Float64Array,
  n: number,
): { readonly inverse: Float64Array; readonly rank: number } {
  const inverse = new Float64Array(n * n);
  if (n === 0) return { inverse, rank: 0 };
  const { values, vectors } = symmetricEigen(matrix, n);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let rank = 0;
  values.forEach((value, k) => {
    if (!(Math.abs(value) > 1e-9 * largest)) return;
    rank += 1;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        (inverse[i * n + j] as number) +=
          ((vectors[k * n + i] as number) * (vectors[k * n + j] as number)) / value;
  });
  return { inverse, rank };
}

/** Below this share of entries that are not 0, sums that leave out the others are faster. */
const DENSE = 0.25;

const isDense = (a: Float64Array) =>
  a.reduce((count, value) => count + Number(value !== 0), 0) > DENSE * a.length;

/** [rows × inner] · [inner × width] */
function product(a: Float64Array, b: Float64Array, inner: number, width: number): Float64Array {
  const rows = inner === 0 ? 0 : a.length / inner;
  if (isDense(a)) {
    const turned = a.map((_, at) => a[(at % rows) * inner + Math.floor(at / rows)] as number);
    return transposedProduct(turned, rows, b, width);
  }
  const result = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < inner; k++) {
      const weight = a[row * inner + k] as number;
      if (weight === 0) continue;
      for (let j = 0; j < width; j++)
        (result[row * width + j] as number) += weight * (b[k * width + j] as number);
    }
  return result;
}

/** Variance of residuals between cells of one guide and batch, [genes], pooled over all guides, and its degrees of freedom. */
export function cellVariance(sums: ResidualSums): {
  readonly variance: Float64Array;
  readonly freedom: number;
} {
  const { genes, guides, cellsOfGuide, byGuide, byBatch, second } = sums;
  const { columns, ofGuide, cells } = batchColumns(sums);
  const within = new Float64Array(columns * columns);
  cells.forEach((count, column) => {
    within[column * columns + column] = count;
  });
  const right = byBatch.slice(genes);
  const rest = Float64Array.from(second);
  let used = 0;
  // [guides × columns] share of the cells of a guide in each batch.
  const shares = new Float64Array(guides * columns);
  for (let guide = 0; guide < guides; guide++) {
    const count = cellsOfGuide[guide] as number;
    if (count === 0) continue;
    used += 1;
    for (let a = 0; a < columns; a++)
      shares[guide * columns + a] = (ofGuide[guide * columns + a] as number) / count;
    for (let gene = 0; gene < genes; gene++)
      (rest[gene] as number) -= (byGuide[guide * genes + gene] as number) ** 2 / count;
  }
  subtract(within, shares, ofGuide, columns);
  subtract(right, shares, byGuide, columns);
  const { inverse, rank } = pseudoInverse(within, columns);
  const coefficients = product(inverse, right, columns, genes);
  for (let at = 0; at < right.length; at++)
    (rest[at % genes] as number) -= (right[at] as number) * (coefficients[at] as number);
  const freedom = sums.cells - used - rank;
  return { variance: rest.map((value) => Math.max(value, 0) / Math.max(freedom, 1)), freedom };
}

/** Standard errors from which the mean of a guide differs from that of all cells. */
const CLEARLY_APART = 4;

/**
 * [genes] third central moment between cells of a guide: that of all cells, without what guides that are clearly apart add to it by their
 * distances. The variance is taken to be proportional to the distance from no expression, which is the slope below the mean of residuals, and
 * the mean of logarithms: a gene that is knocked out does not vary.
 */
export function thirdMoments(sums: ResidualSums, variance: Float64Array): Float64Array {
  const { cells, genes, guides, cellsOfGuide, byGuide, first, second, third, slope } = sums;
  const means = first.map((sum) => sum / cells);
  const moments = third.map((value, gene) => {
    const average = means[gene] as number;
    return value / cells - (3 * average * (second[gene] as number)) / cells + 2 * average ** 3;
  });
  for (let guide = 0; guide < guides; guide++) {
    const n = cellsOfGuide[guide] as number;
    if (n === 0) continue;
    for (let gene = 0; gene < genes; gene++) {
      const distance = (byGuide[guide * genes + gene] as number) / n - (means[gene] as number);
      const within = variance[gene] as number;
      if (n * distance * distance < CLEARLY_APART ** 2 * within) continue;
      const whole = Math.max(slope[gene] as number, means[gene] as number);
      const beyond = Math.max(distance / whole, -1) * within;
      (moments[gene] as number) -= (n / cells) * distance * (distance * distance + 3 * beyond);
    }
  }
  return moments;
}

export interface Fit {
  /** [perturbations × genes] level of a perturbation in the average batch. */
  readonly level: Float64Array;
  /** [genes] level of the average batch beyond that of the first. */
  readonly average: Float64Array;
  /** [columns × genes] effect of each batch but the first. */
  readonly ofBatch: Float64Array;
  /** [columns × columns] its covariance in units of the variance of cells. */
  readonly covariance: Float64Array;
  /** [perturbations × columns] weighted share of each batch among a perturbation's cells. */
  readonly shares: Float64Array;
  /** [perturbations], [guides] total weight, weight of a guide. */
  readonly weights: Float64Array;
  readonly weightOfGuide: Float64Array;
}

/**
 * [batches] share of each in what is known of differences between perturbations: its cells by the probability that two of them are of different
 * ones. Residuals of a batch are distances from its mean, so that levels in one where most cells are perturbed are others than where few are; fold
 * changes need those of the batches that tell them.
 */
function informationOfBatches(
  { batches, guides, cellsInBatch }: ResidualSums,
  { perturbations, perturbationOfGuide }: Design,
): Float64Array {
  const cells = new Float64Array(perturbations * batches);
  for (let guide = 0; guide < guides; guide++)
    for (let batch = 0; batch < batches; batch++)
      (cells[(perturbationOfGuide[guide] as number) * batches + batch] as number) += cellsInBatch[
        guide * batches + batch
      ] as number;
  const [all, different] = [new Float64Array(batches), new Float64Array(batches)];
  cells.forEach((count, at) => {
    (all[at % batches] as number) += count;
  });
  cells.forEach((count, at) => {
    const ofBatch = all[at % batches] as number;
    if (ofBatch > 0) (different[at % batches] as number) += (count * (ofBatch - count)) / ofBatch;
  });
  const told = different.some((value) => value > 0) ? different : all;
  const total = told.reduce((sum, value) => sum + value, 0);
  return told.map((value) => value / total);
}

/** Of a level that is known: cells. */
const CERTAIN_WEIGHT = 1e9;

/** @param ratio variance between guides over variance between cells, one for all genes */
export function fitLevels(sums: ResidualSums, design: Design, ratio: number): Fit {
  const { genes, guides, cellsOfGuide, byGuide, byBatch } = sums;
  const { perturbations, perturbationOfGuide } = design;
  const { columns, ofGuide, cells } = batchColumns(sums);
  const weightOfGuide = cellsOfGuide.map((n) => n / (1 + ratio * n));
  const weights = new Float64Array(perturbations);
  if (design.isZeroControl) weights[0] = CERTAIN_WEIGHT;
  const level = new Float64Array(perturbations * genes);
  const sumsOf = new Float64Array(perturbations * columns);
  const normal = new Float64Array(columns * columns);
  cells.forEach((count, column) => {
    normal[column * columns + column] = count;
  });
  // What guides, and then perturbations, take from the normal equations of batches: the cells of each in each batch, times a weight.
  const taken = new Float64Array(guides * columns);
  for (let guide = 0; guide < guides; guide++) {
    const n = cellsOfGuide[guide] as number;
    if (n === 0) continue;
    const perturbation = perturbationOfGuide[guide] as number;
    const shrunk = 1 / (1 + ratio * n);
    (weights[perturbation] as number) += n * shrunk;
    for (let gene = 0; gene < genes; gene++)
      (level[perturbation * genes + gene] as number) += shrunk * (byGuide[guide * genes + gene] as number);
    for (let a = 0; a < columns; a++) {
      const count = ofGuide[guide * columns + a] as number;
      (sumsOf[perturbation * columns + a] as number) += shrunk * count;
      taken[guide * columns + a] = ratio * shrunk * count;
    }
  }
  const shares = sumsOf.map((sum, at) => sum / (weights[Math.floor(at / columns)] || 1));
  const right = byBatch.slice(genes);
  subtract(normal, taken, ofGuide, columns);
  subtract(right, taken, byGuide, columns);
  subtract(normal, shares, sumsOf, columns);
  subtract(right, shares, level, columns);
  const { inverse: covariance } = pseudoInverse(normal, columns);
  const ofBatch = product(covariance, right, columns, genes);
  const average =
    columns === 0
      ? new Float64Array(genes)
      : product(informationOfBatches(sums, design).subarray(1), ofBatch, columns, genes);
  for (let first = 0; first < perturbations; first += TOGETHER) {
    const count = Math.min(TOGETHER, perturbations - first);
    const some = shares.subarray(first * columns, (first + count) * columns);
    const ofBatches = product(some, ofBatch, columns, genes);
    for (let k = 0; k < count; k++) {
      const weight = (weights[first + k] as number) || 1;
      for (let gene = 0; gene < genes; gene++) {
        const at = (first + k) * genes + gene;
        const offset = (average[gene] as number) - (ofBatches[k * genes + gene] ?? 0);
        level[at] = (level[at] as number) / weight + offset;
      }
    }
  }
  return { level, average, ofBatch, covariance, shares, weights, weightOfGuide };
}

/** Perturbations whose batches are taken out together. */
const TOGETHER = 64;

/** Subtracts Aᵀ B from a matrix [columns × …], for A [n × columns] and B [n × …]. */
function subtract(from: Float64Array, a: Float64Array, b: Float64Array, columns: number): void {
  const width = columns === 0 ? 0 : from.length / columns;
  if (isDense(a)) {
    transposedProduct(a, columns, b, width).forEach((value, at) => {
      (from[at] as number) -= value;
    });
    return;
  }
  a.forEach((weight, at) => {
    if (weight === 0) return;
    const [row, column] = [Math.floor(at / columns), at % columns];
    for (let j = 0; j < width; j++)
      (from[column * width + j] as number) -= weight * (b[row * width + j] as number);
  });
}

/** [guides × genes] mean residual of each guide in the average batch. */
export function guideMeans(sums: ResidualSums, fit: Fit): Float64Array {
  const { genes, guides } = sums;
  const means = new Float64Array(guides * genes);
  const meanOf = guideMean(sums, fit);
  for (let guide = 0; guide < guides; guide++)
    meanOf(guide, means.subarray(guide * genes, (guide + 1) * genes));
  return means;
}

/** Writes the mean residual [genes] of one guide. */
export function guideMean(
  sums: ResidualSums,
  { ofBatch, average }: Pick<Fit, 'ofBatch' | 'average'>,
): (guide: number, to: Float64Array) => void {
  const { genes, cellsOfGuide, byGuide } = sums;
  const { columns, ofGuide } = batchColumns(sums);
  return (guide, to) => {
    to.set(byGuide.subarray(guide * genes, (guide + 1) * genes));
    for (let column = 0; column < columns; column++) {
      const count = ofGuide[guide * columns + column] as number;
      if (count === 0) continue;
      for (let gene = 0; gene < genes; gene++)
        (to[gene] as number) -= count * (ofBatch[column * genes + gene] as number);
    }
    const n = Math.max(cellsOfGuide[guide] as number, 1);
    for (let gene = 0; gene < genes; gene++) to[gene] = (to[gene] as number) / n + (average[gene] as number);
  };
}
