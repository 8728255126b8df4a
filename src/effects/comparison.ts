/** Each perturbation beside its reference: effects with errors, and tests. */
import { studentTail } from '../numerics/distributions';
import { dot } from '../numerics/linearAlgebra';
import type { Design, Fit } from './fit';
import type { CellNoise, ResidualSums } from './residuals';

export interface Tests {
  /** [perturbations × genes] level beyond that of the reference, in residuals, and its standard error. */
  readonly effect: Float64Array;
  readonly error: Float64Array;
  readonly freedom: Float64Array;
  /** Two-sided; NaN for the control, for perturbations without cells and genes without variance. */
  readonly p: Float64Array;
}

export interface Variances extends CellNoise {
  /** [genes] variance, and third central moment. */
  readonly guides: Float64Array;
  readonly thirdOfGuides: Float64Array;
  /** [genes] half the variance of the estimates `guides`; 0 where they are certain. */
  readonly doubtOfGuides: Float64Array;
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
  design: Design,
  variances: Variances,
  pool: Uint8Array | null,
): Tests {
  const size = design.perturbations * sums.genes;
  const [effect, error, freedom, p] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  compare(sums, fit, design, { variances, pool, effect, error, freedom, p });
  return { effect, error, freedom, p };
}

/**
 * [perturbations × genes] p alone, of the same tests.
 * @param from first perturbation that is tested; those before are left at 0
 * @param least absolute scores below it have the p 1, where only small p are asked for
 */
export function pOfLevels(
  sums: ResidualSums,
  fit: Fit,
  design: Design,
  variances: Variances,
  pool: Uint8Array | null,
  { from = 0, least = 0 }: { readonly from?: number; readonly least?: number } = {},
): Float64Array {
  const p = new Float64Array(design.perturbations * sums.genes);
  const [effect, error, freedom] = [0, 0, 0].map(() => new Float64Array(sums.genes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  compare(sums, fit, design, { variances, pool, effect, error, freedom, p, from, least });
  return p;
}

/** Writes the tests; effects, errors and degrees of freedom of one perturbation over those of the last, where there is place for one. */
function compare(
  sums: ResidualSums,
  fit: Fit,
  { perturbations, perturbationOfGuide }: Design,
  {
    variances,
    pool,
    effect,
    error,
    freedom,
    p,
    from = 0,
    least = 0,
  }: Tests & {
    readonly variances: Variances;
    readonly pool: Uint8Array | null;
    readonly from?: number;
    readonly least?: number;
  },
): void {
  const { genes } = sums;
  const { level, weights } = fit;
  const weightsOf = weightSums(sums, fit, { perturbations, perturbationOfGuide });
  const { ofCells, ofGuides, ofThird, ofCubes } = weightsOf;
  const batchVariance = varianceByBatches(fit, perturbations, pool !== null);
  const all = referenceSums(fit, weightsOf, pool, genes);
  for (let k = from; k < perturbations; k++) {
    const weightOfOwn = weights[k] as number;
    const own = weightOfOwn || 1;
    const [cellsOfOwn, guidesOfOwn, thirdOfOwn, cubesOfOwn] = [
      ofCells[k] as number,
      ofGuides[k] as number,
      ofThird[k] as number,
      ofCubes[k] as number,
    ];
    const [ownCells, ownGuides, ownThird, ownCubes] = [
      cellsOfOwn / own ** 2 + (batchVariance[k] as number),
      guidesOfOwn / own ** 2,
      thirdOfOwn / own ** 3,
      cubesOfOwn / own ** 3,
    ];
    const start = effect.length === genes ? 0 : k * genes;
    for (let gene = 0; gene < genes; gene++) {
      const at = k * genes + gene;
      const to = start + gene;
      // Where it is part of the reference, it is taken out.
      const out = pool !== null && (k === 0 || pool[at] === 1) ? 1 : 0;
      const sum = all.weight[gene] as number;
      const weight = pool === null ? sum : Math.max(sum - out * weightOfOwn, 1e-9);
      const reference = ((all.level[gene] as number) - out * weightOfOwn * (level[at] as number)) / weight;
      const square = weight * weight;
      const referenceCells = Math.max((all.cells[gene] as number) - out * cellsOfOwn, 0) / square;
      const referenceGuides = Math.max((all.guides[gene] as number) - out * guidesOfOwn, 0) / square;
      const referenceThird = Math.max((all.third[gene] as number) - out * thirdOfOwn, 0) / (square * weight);
      const referenceCubes = Math.max((all.cubes[gene] as number) - out * cubesOfOwn, 0) / (square * weight);
      const byCells = (ownCells + referenceCells) * (variances.cells[gene] as number);
      const byGuides = (ownGuides + referenceGuides) * (variances.guides[gene] as number);
      const total = byCells + byGuides;
      const difference = (level[at] as number) - reference;
      const deviation = Math.sqrt(total);
      effect[to] = difference;
      error[to] = deviation;
      const doubt =
        (byCells * byCells) / variances.cellFreedom +
        (ownGuides + referenceGuides) ** 2 * (variances.doubtOfGuides[gene] as number);
      const ownFreedom = doubt > 0 ? Math.min((total * total) / doubt, CERTAIN) : CERTAIN;
      freedom[to] = ownFreedom;
      if (k === 0 || !(total > 0) || weightOfOwn === 0 || variances.cellFreedom === 0) {
        p[at] = NaN;
        continue;
      }
      const third =
        (ownThird - referenceThird) * (variances.third[gene] as number) +
        (ownCubes - referenceCubes) * (variances.thirdOfGuides[gene] as number);
      const score = withoutSkewness(difference / deviation, third / (total * deviation));
      p[at] = Math.abs(score) < least ? 1 : 2 * studentTail(Math.abs(score), ownFreedom);
    }
  }
}

/** [genes] sums over what the reference is made of: weight, weighted level, and those of `weightSums`. */
export function referenceSums(
  { level, weights }: Fit,
  { ofCells, ofGuides, ofThird, ofCubes }: ReturnType<typeof weightSums>,
  pool: Uint8Array | null,
  genes: number,
) {
  const all = {
    weight: new Float64Array(genes),
    level: new Float64Array(genes),
    cells: new Float64Array(genes),
    guides: new Float64Array(genes),
    third: new Float64Array(genes),
    cubes: new Float64Array(genes),
  };
  for (let k = 0; k < (pool === null ? 1 : weights.length); k++) {
    const weight = pool === null ? (weights[k] as number) || 1 : (weights[k] as number);
    for (let gene = 0; gene < genes; gene++) {
      if (k > 0 && pool?.[k * genes + gene] !== 1) continue;
      (all.weight[gene] as number) += weight;
      (all.level[gene] as number) += weight * (level[k * genes + gene] as number);
      (all.cells[gene] as number) += ofCells[k] as number;
      (all.guides[gene] as number) += ofGuides[k] as number;
      (all.third[gene] as number) += ofThird[k] as number;
      (all.cubes[gene] as number) += ofCubes[k] as number;
    }
  }
  return all;
}

/** [perturbations] Σ w²/n, Σ w², Σ w³/n², Σ w³ over the guides of each. */
export function weightSums(
  { cellsOfGuide }: ResidualSums,
  { weightOfGuide }: Fit,
  { perturbations, perturbationOfGuide }: Design,
) {
  const [ofCells, ofGuides, ofThird, ofCubes] = [0, 0, 0, 0].map(() => new Float64Array(perturbations)) as [
    Float64Array,
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
    (ofCubes[perturbation] as number) += w ** 3;
  });
  return { ofCells, ofGuides, ofThird, ofCubes };
}

/** [perturbations] what the weights of a perturbation's guides make of the variances of cells and of guides, and of third moments. */
export interface OwnWeights {
  readonly cells: Float64Array;
  readonly guides: Float64Array;
  readonly third: Float64Array;
  readonly thirdOfGuides: Float64Array;
}

export function ownWeights(sums: ResidualSums, fit: Fit, design: Design): OwnWeights {
  const { ofCells, ofGuides, ofThird, ofCubes } = weightSums(sums, fit, design);
  const over = (values: Float64Array, power: number) =>
    values.map((value, k) => value / ((fit.weights[k] as number) || 1) ** power);
  return {
    cells: over(ofCells, 2),
    guides: over(ofGuides, 2),
    third: over(ofThird, 3),
    thirdOfGuides: over(ofCubes, 3),
  };
}

/** A screen whose levels have noise. */
export interface Noisy {
  readonly weights: OwnWeights;
  readonly variances: Pick<Variances, 'cells' | 'guides'>;
}

/** Variance of the level of a perturbation by its own cells, and by its own guides. */
export function ownNoise({ weights, variances }: Noisy, k: number, gene: number) {
  return {
    cells: (weights.cells[k] as number) * (variances.cells[gene] as number),
    guides: (weights.guides[k] as number) * (variances.guides[gene] as number),
  };
}

/** What own noise leaves of the variance of a test: that of the reference. */
export function referenceNoise(
  { tests, ...noisy }: Noisy & { readonly tests: Pick<Tests, 'error'> },
  k: number,
  gene: number,
): number {
  const { cells, guides } = ownNoise(noisy, k, gene);
  const error = tests.error[k * noisy.variances.cells.length + gene] as number;
  return Math.max(error ** 2 - (cells + guides), 0);
}

/** [perturbations] variance of the difference to the reference by the effects of batches, in units of the variance of cells. */
function varianceByBatches(fit: Fit, perturbations: number, isPooled: boolean): Float64Array {
  const covariance = covarianceByBatches(fit, perturbations, isPooled);
  return Float64Array.from({ length: perturbations }, (_, k) => covariance(k, k));
}

/** Covariance of the differences of two perturbations to the reference by the effects of batches, in units of the variance of cells. */
export function covarianceByBatches(
  { covariance, shares, weights }: Fit,
  perturbations: number,
  isPooled: boolean,
): (k: number, other: number) => number {
  const columns = shares.length / perturbations;
  const totalWeight = weights.reduce((a, b) => a + b, 0);
  const all = new Float64Array(columns);
  for (let at = 0; at < shares.length; at++)
    (all[at % columns] as number) += (weights[Math.floor(at / columns)] as number) * (shares[at] as number);
  const differences = Array.from({ length: perturbations }, (_, k) => {
    const own = weights[k] as number;
    // It is no part of what it is compared with.
    return Float64Array.from({ length: columns }, (__, column) => {
      const share = shares[k * columns + column] as number;
      const others = ((all[column] as number) - own * share) / Math.max(totalWeight - own, 1e-9);
      return share - (isPooled ? others : (shares[column] as number));
    });
  });
  const spread = differences.map((difference) =>
    difference.map((_, column) =>
      dot(covariance.subarray(column * columns, (column + 1) * columns), difference),
    ),
  );
  return (k, other) => dot(differences[k] as Float64Array, spread[other] as Float64Array);
}

/** Normal score of a gamma variable of this skewness from its standardised value (Wilson and Hilferty 1931). */
export function withoutSkewness(z: number, skewness: number): number {
  if (Math.abs(skewness) <= 1e-4) return z;
  return (6 / skewness) * (Math.cbrt(Math.max(1 + (z * skewness) / 2, 0)) - 1) + skewness / 6;
}
