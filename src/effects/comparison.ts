/** Each perturbation beside its reference: effects with errors, and tests. */
import { studentTail } from '../numerics/distributions';
import type { CellNoise } from './cellNoise';
import type { Design, Fit } from './fit';
import type { ResidualSums } from './residuals';

export interface Tests {
  /** [perturbations × genes] level beyond that of the reference, in residuals, and its standard error. */
  readonly effect: Float64Array;
  readonly error: Float64Array;
  readonly freedom: Float64Array;
  /** Two-sided; NaN for the control, for perturbations without cells and genes without variance. */
  readonly p: Float64Array;
}

export interface Variances extends CellNoise {
  /** [genes] */
  readonly guides: Float64Array;
  /** Degrees of freedom of `guides`. */
  readonly freedom: number;
}

/** Degrees of freedom where guides do not differ. */
const CERTAIN = 1e9;

/**
 * Each perturbation against the reference: the controls, or with `pool` (perturbations × genes, 1: does not respond) the controls and all
 * other perturbations that do not change the gene. The skewness of the difference is taken out (Wilson and Hilferty 1931), the degrees of
 * freedom are Satterthwaite's. @param from first perturbation that is tested; those before are left at 0
 */
export function testLevels(
  sums: ResidualSums,
  fit: Fit,
  { perturbations, perturbationOfGuide }: Design,
  variances: Variances,
  pool: Uint8Array | null,
  from = 0,
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
    for (let k = from; k < perturbations; k++) {
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
      const doubt = byCells ** 2 / variances.cellFreedom + byGuides ** 2 / variances.freedom;
      freedom[at] = doubt > 0 ? Math.min(total ** 2 / doubt, CERTAIN) : CERTAIN;
      if (k === 0 || !(total > 0) || (weights[k] as number) === 0 || variances.cellFreedom === 0) {
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
export function weightSums(
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

/** [perturbations] what the weights of a perturbation's guides make of the variances of cells and of guides, and of third moments. */
export interface OwnWeights {
  readonly cells: Float64Array;
  readonly guides: Float64Array;
  readonly third: Float64Array;
}

export function ownWeights(sums: ResidualSums, fit: Fit, design: Design): OwnWeights {
  const { ofCells, ofGuides, ofThird } = weightSums(sums, fit, design);
  const over = (values: Float64Array, power: number) =>
    values.map((value, k) => value / ((fit.weights[k] as number) || 1) ** power);
  return { cells: over(ofCells, 2), guides: over(ofGuides, 2), third: over(ofThird, 3) };
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
export function withoutSkewness(z: number, skewness: number): number {
  if (Math.abs(skewness) <= 1e-4) return z;
  return (6 / skewness) * (Math.cbrt(Math.max(1 + (z * skewness) / 2, 0)) - 1) + skewness / 6;
}
