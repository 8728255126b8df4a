/**
 * Generalised least squares on sums of residuals: batches are fixed effects, guides are random within their perturbation. The variance of
 * cells is pooled over all guides; the variance between guides is estimated from guides of genes that do not respond and squeezed over
 * genes towards a prior (Smyth 2004).
 */
import { digamma, studentTail, trigamma, trigammaInverse } from '../numerics/distributions';
import { symmetricEigen } from '../numerics/linearAlgebra';
import { mean, median, variance } from '../numerics/statistics';
import type { ResidualSums } from './residuals';

/** Perturbations and their guides; perturbation 0 is the control. */
export interface Design {
  readonly perturbations: number;
  /** [guides] */
  readonly perturbationOfGuide: Int32Array;
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

/** [rows × columns] · [columns × width] */
function product(a: Float64Array, b: Float64Array, inner: number, width: number): Float64Array {
  const rows = inner === 0 ? 0 : a.length / inner;
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

/** Variance of residuals between cells of one guide and batch, [genes], pooled over all guides. */
export function cellVariance(sums: ResidualSums): Float64Array {
  const { genes, guides, cellsOfGuide, byGuide, byBatch, second } = sums;
  const { columns, ofGuide, cells } = batchColumns(sums);
  const within = new Float64Array(columns * columns);
  cells.forEach((count, column) => {
    within[column * columns + column] = count;
  });
  const right = byBatch.slice(genes);
  const rest = Float64Array.from(second);
  let used = 0;
  for (let guide = 0; guide < guides; guide++) {
    const count = cellsOfGuide[guide] as number;
    if (count === 0) continue;
    used += 1;
    for (let a = 0; a < columns; a++) {
      const weight = (ofGuide[guide * columns + a] as number) / count;
      if (weight === 0) continue;
      for (let b = 0; b < columns; b++)
        (within[a * columns + b] as number) -= weight * (ofGuide[guide * columns + b] as number);
      for (let gene = 0; gene < genes; gene++)
        (right[a * genes + gene] as number) -= weight * (byGuide[guide * genes + gene] as number);
    }
    for (let gene = 0; gene < genes; gene++)
      (rest[gene] as number) -= (byGuide[guide * genes + gene] as number) ** 2 / count;
  }
  const { inverse, rank } = pseudoInverse(within, columns);
  const coefficients = product(inverse, right, columns, genes);
  for (let at = 0; at < right.length; at++)
    (rest[at % genes] as number) -= (right[at] as number) * (coefficients[at] as number);
  const freedom = sums.cells - used - rank;
  return rest.map((value) => Math.max(value, 0) / freedom);
}

/** Third central moment of each gene's residuals over all cells. */
export function thirdMoments({ cells, first, second, third }: ResidualSums): Float64Array {
  return third.map((value, gene) => {
    const average = (first[gene] as number) / cells;
    return value / cells - (3 * average * (second[gene] as number)) / cells + 2 * average ** 3;
  });
}

export interface Fit {
  /** [perturbations × genes] level of a perturbation, batches taken out. */
  readonly level: Float64Array;
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

/** @param ratio variance between guides over variance between cells, one for all genes */
export function fitLevels(sums: ResidualSums, design: Design, ratio: number): Fit {
  const { genes, guides, cellsOfGuide, byGuide, byBatch } = sums;
  const { perturbations, perturbationOfGuide } = design;
  const { columns, ofGuide, cells } = batchColumns(sums);
  const weightOfGuide = cellsOfGuide.map((n) => n / (1 + ratio * n));
  const weights = new Float64Array(perturbations);
  const level = new Float64Array(perturbations * genes);
  const shares = new Float64Array(perturbations * columns);
  const normal = new Float64Array(columns * columns);
  cells.forEach((count, column) => {
    normal[column * columns + column] = count;
  });
  const right = byBatch.slice(genes);
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
      (shares[perturbation * columns + a] as number) += shrunk * count;
      const weight = ratio * shrunk * count;
      if (weight === 0) continue;
      for (let b = 0; b < columns; b++)
        (normal[a * columns + b] as number) -= weight * (ofGuide[guide * columns + b] as number);
      for (let gene = 0; gene < genes; gene++)
        (right[a * genes + gene] as number) -= weight * (byGuide[guide * genes + gene] as number);
    }
  }
  for (let perturbation = 0; perturbation < perturbations; perturbation++) {
    const weight = weights[perturbation] as number;
    if (weight === 0) continue;
    for (let a = 0; a < columns; a++) {
      const share = (shares[perturbation * columns + a] as number) / weight;
      if (share === 0) continue;
      for (let b = 0; b < columns; b++)
        (normal[a * columns + b] as number) -= share * (shares[perturbation * columns + b] as number);
      for (let gene = 0; gene < genes; gene++)
        (right[a * genes + gene] as number) -= share * (level[perturbation * genes + gene] as number);
    }
  }
  const { inverse: covariance } = pseudoInverse(normal, columns);
  const ofBatch = product(covariance, right, columns, genes);
  for (let perturbation = 0; perturbation < perturbations; perturbation++) {
    const weight = (weights[perturbation] as number) || 1;
    for (let column = 0; column < columns; column++) {
      const share = shares[perturbation * columns + column] as number;
      shares[perturbation * columns + column] = share / weight;
      for (let gene = 0; gene < genes; gene++)
        (level[perturbation * genes + gene] as number) -= share * (ofBatch[column * genes + gene] as number);
    }
    for (let gene = 0; gene < genes; gene++) (level[perturbation * genes + gene] as number) /= weight;
  }
  return { level, ofBatch, covariance, shares, weights, weightOfGuide };
}

/** [guides × genes] mean residual of each guide, batches taken out; 0 for guides without cells. */
export function guideMeans(sums: ResidualSums, { ofBatch }: Fit): Float64Array {
  const { genes, guides, cellsOfGuide, byGuide } = sums;
  const { columns, ofGuide } = batchColumns(sums);
  const means = Float64Array.from(byGuide);
  for (let guide = 0; guide < guides; guide++) {
    for (let column = 0; column < columns; column++) {
      const count = ofGuide[guide * columns + column] as number;
      if (count === 0) continue;
      for (let gene = 0; gene < genes; gene++)
        (means[guide * genes + gene] as number) -= count * (ofBatch[column * genes + gene] as number);
    }
    const n = Math.max(cellsOfGuide[guide] as number, 1);
    for (let gene = 0; gene < genes; gene++) (means[guide * genes + gene] as number) /= n;
  }
  return means;
}

export interface GuideVariance {
  /** [genes] */
  readonly variance: Float64Array;
  /** Degrees of freedom of each estimate, those of the prior included; Infinity where the prior is certain. */
  readonly freedom: number;
  /** Variance between guides over variance between cells and share of expressing cells, one for the screen. */
  readonly ratio: number;
}

/** Share of expressing cells from which genes count where a typical gene is asked for. */
export const EXPRESSED = 0.02;
const FEWEST_GENES = 10;

/**
 * Variance between guides of each gene, from the spread of guides within perturbations that do not change the gene.
 * @param responds [perturbations × genes] 1: left out
 * @param cells variance between cells [genes]
 */
export function guideVariance(
  sums: ResidualSums,
  fit: Fit,
  { perturbations, perturbationOfGuide }: Design,
  { responds, cells, expressing }: { responds: Uint8Array; cells: Float64Array; expressing: Float64Array },
): GuideVariance {
  const { genes, cellsOfGuide } = sums;
  const means = guideMeans(sums, fit);
  const [spread, freedoms, weights] = [0, 0, 0].map(() => new Float64Array(genes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const guidesOf = Array.from({ length: perturbations }, () => [] as number[]);
  perturbationOfGuide.forEach((perturbation, guide) => {
    if ((cellsOfGuide[guide] as number) > 0) guidesOf[perturbation]?.push(guide);
  });
  guidesOf.forEach((guides, perturbation) => {
    if (guides.length < 2) return;
    const n = guides.map((guide) => cellsOfGuide[guide] as number);
    const total = n.reduce((a, b) => a + b, 0);
    const expected = total - n.reduce((sum, count) => sum + count * count, 0) / total;
    for (let gene = 0; gene < genes; gene++) {
      if (responds[perturbation * genes + gene] === 1) continue;
      let average = 0;
      guides.forEach((guide, at) => {
        average += ((n[at] as number) * (means[guide * genes + gene] as number)) / total;
      });
      guides.forEach((guide, at) => {
        (spread[gene] as number) +=
          (n[at] as number) * ((means[guide * genes + gene] as number) - average) ** 2;
      });
      (freedoms[gene] as number) += guides.length - 1;
      (weights[gene] as number) += expected;
    }
  });
  const usable = (gene: number) =>
    (cells[gene] as number) > 0 && (expressing[gene] as number) > 0 && (freedoms[gene] as number) > 0;
  const all = Array.from(cells.keys()).filter(usable);
  const expressed = all.filter((gene) => (expressing[gene] as number) >= EXPRESSED);
  const typical = expressed.length < FEWEST_GENES ? all : expressed;
  if (typical.length === 0) return { variance: new Float64Array(genes), freedom: Infinity, ratio: 0 };
  let [top, bottom] = [0, 0];
  for (const gene of all) {
    const share = expressing[gene] as number;
    const found =
      ((spread[gene] as number) / (cells[gene] as number) - (freedoms[gene] as number)) /
      (weights[gene] as number);
    top += found * share;
    bottom += share * share;
  }
  const ratio = Math.max(0, top / bottom);
  const expectedOf = (gene: number) =>
    (freedoms[gene] as number) + (weights[gene] as number) * ratio * (expressing[gene] as number);
  const foundOf = (gene: number) => (spread[gene] as number) / (cells[gene] as number) / expectedOf(gene);
  const freedom = median(typical.map((gene) => freedoms[gene] as number));
  const prior = squeeze(typical.map(foundOf), freedom);
  const between = new Float64Array(genes);
  for (const gene of all) {
    const own = freedoms[gene] as number;
    const squeezed =
      prior.freedom === Infinity
        ? prior.scale
        : (prior.freedom * prior.scale + own * foundOf(gene)) / (prior.freedom + own);
    const rest = (squeezed * expectedOf(gene) - own) / (weights[gene] as number);
    between[gene] = Math.max(0, rest) * (cells[gene] as number);
  }
  return { variance: between, freedom: prior.freedom + freedom, ratio };
}

/** Prior of variances with `freedom` degrees of freedom each, from all of them (Smyth 2004, section 6.2). */
function squeeze(
  variances: readonly number[],
  freedom: number,
): { readonly freedom: number; readonly scale: number } {
  const logs = variances
    .filter((value) => Number.isFinite(value) && value > 1e-15)
    .map((value) => Math.log(value));
  if (logs.length < 3) return { freedom: Infinity, scale: 1 };
  const shift = Math.log(freedom / 2) - digamma(freedom / 2);
  const centre = mean(logs) + shift;
  const excess = variance(logs, logs.length - 1) - trigamma(freedom / 2);
  if (excess <= 0) return { freedom: Infinity, scale: Math.exp(centre) };
  const own = 2 * trigammaInverse(excess);
  return { freedom: own, scale: Math.exp(centre + digamma(own / 2) - Math.log(own / 2)) };
}

export interface Tests {
  /** [perturbations × genes] level beyond that of the reference, in residuals, and its standard error. */
  readonly effect: Float64Array;
  readonly error: Float64Array;
  readonly freedom: Float64Array;
  /** Two-sided; NaN for the control, for perturbations without cells and genes without variance. */
  readonly p: Float64Array;
}

export interface Variances {
  /** [genes] */
  readonly cells: Float64Array;
  readonly guides: Float64Array;
  /** Degrees of freedom of `guides`. */
  readonly freedom: number;
  /** [genes] third central moments of cells. */
  readonly third: Float64Array;
}

/** Degrees of freedom where guides do not differ. */
const CERTAIN = 1e9;

/**
 * Each perturbation against the reference: the controls, or with `pool` (perturbations × genes, 1: does not respond) the controls and all
 * other perturbations that do not change the gene. The skewness of the difference is taken out (Wilson and Hilferty 1931), the degrees of
 * freedom are Satterthwaite's.
 */
export function testLevels(
  sums: ResidualSums,
  fit: Fit,
  { perturbations, perturbationOfGuide }: Design,
  variances: Variances,
  pool: Uint8Array | null,
): Tests {
  const { genes } = sums;
  const { level, weights } = fit;
  const { ofCells, ofGuides, ofThird } = weightSums(sums, fit, { perturbations, perturbationOfGuide });
  const batchVariance = varianceByBatches(fit, perturbations, pool !== null);
  const size = perturbations * genes;
  const [effect, error, freedom, p] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let gene = 0; gene < genes; gene++) {
    const inPool = (k: number) => pool !== null && (k === 0 || pool[k * genes + gene] === 1);
    // Sums over the pool; a perturbation's own part is taken out below.
    const all = { weight: 0, level: 0, cells: 0, guides: 0, third: 0 };
    if (pool === null) {
      all.weight = (weights[0] as number) || 1;
      all.level = (level[gene] as number) * all.weight;
      [all.cells, all.guides, all.third] = [
        ofCells[0] as number,
        ofGuides[0] as number,
        ofThird[0] as number,
      ];
    } else
      for (let k = 0; k < perturbations; k++) {
        if (!inPool(k)) continue;
        all.weight += weights[k] as number;
        all.level += (weights[k] as number) * (level[k * genes + gene] as number);
        all.cells += ofCells[k] as number;
        all.guides += ofGuides[k] as number;
        all.third += ofThird[k] as number;
      }
    const [cells, guides, third] = [
      variances.cells[gene] as number,
      variances.guides[gene] as number,
      variances.third[gene] as number,
    ];
    for (let k = 0; k < perturbations; k++) {
      const at = k * genes + gene;
      const own = (weights[k] as number) || 1;
      const out = inPool(k) ? 1 : 0;
      const weight = pool === null ? all.weight : Math.max(all.weight - out * (weights[k] as number), 1e-9);
      const reference = (all.level - out * (weights[k] as number) * (level[at] as number)) / weight;
      const without = (sum: number, part: number) => Math.max(sum - out * part, 0);
      const referenceCells = without(all.cells, ofCells[k] as number) / weight ** 2;
      const referenceGuides = without(all.guides, ofGuides[k] as number) / weight ** 2;
      const referenceThird = without(all.third, ofThird[k] as number) / weight ** 3;
      const byCells =
        ((ofCells[k] as number) / own ** 2 + (batchVariance[k] as number) + referenceCells) * cells;
      const byGuides = ((ofGuides[k] as number) / own ** 2 + referenceGuides) * guides;
      const total = byCells + byGuides;
      effect[at] = (level[at] as number) - reference;
      error[at] = Math.sqrt(total);
      freedom[at] =
        Number.isFinite(variances.freedom) && byGuides > 0
          ? variances.freedom * (total / byGuides) ** 2
          : CERTAIN;
      if (k === 0 || !(total > 0) || (weights[k] as number) === 0) {
        p[at] = NaN;
        continue;
      }
      const skewness = (((ofThird[k] as number) / own ** 3 - referenceThird) * third) / total ** 1.5;
      const score = withoutSkewness(effect[at] / error[at], skewness);
      p[at] = 2 * studentTail(Math.abs(score), freedom[at]);
    }
  }
  return { effect, error, freedom, p };
}

/** [perturbations] Σ w²/n, Σ w², Σ w³/n² over the guides of each. */
function weightSums(
  { cellsOfGuide }: ResidualSums,
  { weightOfGuide }: Fit,
  { perturbations, perturbationOfGuide }: Design,
) {
  const [ofCells, ofGuides, ofThird] = [0, 0, 0].map(() => new Float64Array(perturbations)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  perturbationOfGuide.forEach((perturbation, guide) => {
    const [n, w] = [cellsOfGuide[guide] as number, weightOfGuide[guide] as number];
    if (n === 0) return;
    (ofCells[perturbation] as number) += (w * w) / n;
    (ofGuides[perturbation] as number) += w * w;
    (ofThird[perturbation] as number) += w ** 3 / n ** 2;
  });
  return { ofCells, ofGuides, ofThird };
}

/** [perturbations] variance of the difference to the reference by the effects of batches, in units of the variance of cells. */
function varianceByBatches(
  { covariance, shares, weights }: Fit,
  perturbations: number,
  isPooled: boolean,
): Float64Array {
  const columns = shares.length / perturbations;
  const totalWeight = weights.reduce((a, b) => a + b, 0);
  const referenceShares = Float64Array.from({ length: columns }, (_, column) => {
    if (!isPooled) return shares[column] as number;
    let sum = 0;
    for (let k = 0; k < perturbations; k++)
      sum += (weights[k] as number) * (shares[k * columns + column] as number);
    return sum / totalWeight;
  });
  return Float64Array.from({ length: perturbations }, (_, k) => {
    let sum = 0;
    for (let a = 0; a < columns; a++)
      for (let b = 0; b < columns; b++)
        sum +=
          ((shares[k * columns + a] as number) - (referenceShares[a] as number)) *
          (covariance[a * columns + b] as number) *
          ((shares[k * columns + b] as number) - (referenceShares[b] as number));
    return sum;
  });
}

/** Normal score of a gamma variable of this skewness from its standardised value (Wilson and Hilferty 1931). */
function withoutSkewness(z: number, skewness: number): number {
  if (Math.abs(skewness) <= 1e-4) return z;
  return (6 / skewness) * (Math.cbrt(Math.max(1 + (z * skewness) / 2, 0)) - 1) + skewness / 6;
}
