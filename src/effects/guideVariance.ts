/** Variance between guides, estimated where genes do not respond and squeezed over genes towards a prior (Smyth 2004). */
import { digamma, trigamma, trigammaInverse } from '../numerics/distributions';
import { becomesCholeskyFactor, choleskySolveInPlace } from '../numerics/linearAlgebra';
import { mean, median, quantileOfSorted, variance } from '../numerics/statistics';
import { guideMean, type Design, type Fit } from './fit';
import type { ResidualSums } from './residuals';

export interface GuideVariance {
  /** [genes] */
  readonly variance: Float64Array;
  /** [genes] third central moment. */
  readonly third: Float64Array;
  /** [genes] half the variance of the estimate, as it enters Satterthwaite's degrees of freedom. */
  readonly doubt: Float64Array;
  /** Variance between guides over variance between cells and share of expressing cells, one for the screen. */
  readonly ratio: number;
}

export interface GeneFacts {
  /** [genes] share of cells with a count. */
  readonly expressing: Float64Array;
  /** [genes] by how much the level of no expression lies below the mean; Infinity where levels are ratios. */
  readonly whole: Float64Array;
  /** Of further guides. */
  readonly others?: GuideSpread;
  /** In place of ENOUGH_CELLS. */
  readonly enough?: number;
}

/** [genes] Sums of squares of guides about their perturbation, by cells; their degrees of freedom, and by what they grow with the variance. */
export interface GuideSpread {
  readonly spread: Float64Array;
  readonly freedoms: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Guides that stand beside others of their perturbation tell how guides differ where they have at least this part of the cells of a typical one: their noise
 * would otherwise stand for differences between all. Without, guides are taken for alike, as where each perturbation has one.
 */
const ENOUGH_CELLS = 0.25;

function typicalCells({ cellsOfGuide }: ResidualSums, { perturbationOfGuide }: Design): number {
  const cells = cellsOfGuide.filter((n, guide) => n > 0 && perturbationOfGuide[guide] !== 0);
  return cells.length === 0 ? 0 : median(cells);
}

/** Share of expressing cells from which genes count where a typical gene is asked for. */
export const EXPRESSED = 0.02;
const FEWEST_GENES = 10;

/**
 * Spread of guides within perturbations that do not change the gene.
 * @param responds [perturbations × genes] 1: left out @param from first perturbation that counts
 */
export function guideSpread(
  sums: ResidualSums,
  fit: Pick<Fit, 'ofBatch' | 'average'>,
  { perturbations, perturbationOfGuide }: Design,
  responds: Uint8Array,
  from = 0,
): GuideSpread {
  const { genes, cellsOfGuide } = sums;
  const meanOf = guideMean(sums, fit);
  const [spread, freedoms, weights] = [0, 0, 0].map(() => new Float64Array(genes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const guidesOf = Array.from({ length: perturbations }, () => [] as number[]);
  perturbationOfGuide.forEach((perturbation, guide) => {
    if ((cellsOfGuide[guide] as number) > 0) guidesOf[perturbation]?.push(guide);
  });
  const means: Float64Array[] = [];
  const average = new Float64Array(genes);
  guidesOf.forEach((guides, perturbation) => {
    if (guides.length < 2 || perturbation < from) return;
    const n = guides.map((guide) => cellsOfGuide[guide] as number);
    const total = n.reduce((a, b) => a + b, 0);
    const expected = total - n.reduce((sum, count) => sum + count * count, 0) / total;
    average.fill(0);
    guides.forEach((guide, at) => {
      const own = (means[at] ??= new Float64Array(genes));
      meanOf(guide, own);
      const share = (n[at] as number) / total;
      for (let gene = 0; gene < genes; gene++) (average[gene] as number) += share * (own[gene] as number);
    });
    const isLeftOut = responds.subarray(perturbation * genes, (perturbation + 1) * genes);
    n.forEach((count, at) => {
      const own = means[at] as Float64Array;
      for (let gene = 0; gene < genes; gene++)
        if (isLeftOut[gene] !== 1)
          (spread[gene] as number) += count * ((own[gene] as number) - (average[gene] as number)) ** 2;
    });
    for (let gene = 0; gene < genes; gene++) {
      if (isLeftOut[gene] === 1) continue;
      (freedoms[gene] as number) += guides.length - 1;
      (weights[gene] as number) += expected;
    }
  });
  return { spread, freedoms, weights };
}

/** Levels of batches were fitted to guides that lie within them, which have so much less freedom. */
function withoutBatches(
  { freedoms, weights }: GuideSpread,
  { cellsOfGuide }: ResidualSums,
  { perturbationOfGuide, batchOfGuide }: Design,
): void {
  if (!batchOfGuide) return;
  const present = Array.from(cellsOfGuide.keys()).filter((guide) => (cellsOfGuide[guide] as number) > 0);
  const perturbations = new Set(present.map((guide) => perturbationOfGuide[guide])).size;
  const batches = new Set(present.map((guide) => batchOfGuide[guide])).size;
  const left = Math.max(0, 1 - (batches - 1) / (present.length - perturbations));
  for (const values of [freedoms, weights])
    values.forEach((value, gene) => {
      values[gene] = value * left;
    });
}

/** Adds the spread of other guides. */
function addSpread(to: GuideSpread, others: GuideSpread): void {
  for (const sums of ['spread', 'freedoms', 'weights'] as const)
    others[sums].forEach((value, gene) => {
      (to[sums][gene] as number) += value;
    });
}

/**
 * Variance between guides of each gene, from the spread of guides within perturbations that do not change the gene.
 * @param responds [perturbations × genes] 1: left out
 * @param cells variance between cells [genes]
 */
export function guideVariance(
  sums: ResidualSums,
  fit: Fit,
  design: Design,
  {
    responds,
    cells,
    expressing,
    whole,
    others,
    enough = ENOUGH_CELLS,
  }: GeneFacts & { readonly responds: Uint8Array; readonly cells: Float64Array },
): GuideVariance {
  const { genes } = sums;
  const found = guideSpread(sums, fit, design, responds);
  withoutBatches(found, sums, design);
  if (others) addSpread(found, others);
  const { spread, freedoms, weights } = found;
  const usable = (gene: number) =>
    (cells[gene] as number) > 0 && (expressing[gene] as number) > 0 && (freedoms[gene] as number) > 0;
  const all = Array.from(cells.keys()).filter(usable);
  const expressed = all.filter((gene) => (expressing[gene] as number) >= EXPRESSED);
  const typical = expressed.length < FEWEST_GENES ? all : expressed;
  const cellsPerFreedom = typical.map((gene) => (weights[gene] as number) / (freedoms[gene] as number));
  if (typical.length === 0 || median(cellsPerFreedom) < enough * typicalCells(sums, design))
    return {
      variance: new Float64Array(genes),
      third: new Float64Array(genes),
      doubt: new Float64Array(genes),
      ratio: 0,
    };
  let [top, bottom] = [0, 0];
  for (const gene of all) {
    const share = expressing[gene] as number;
    const between =
      ((spread[gene] as number) / (cells[gene] as number) - (freedoms[gene] as number)) /
      (weights[gene] as number);
    top += between * share;
    bottom += share * share;
  }
  const ratio = Math.max(0, top / bottom);
  const expectedOf = (gene: number) =>
    (freedoms[gene] as number) + (weights[gene] as number) * ratio * (expressing[gene] as number);
  const foundOf = (gene: number) => (spread[gene] as number) / (cells[gene] as number) / expectedOf(gene);
  const freedom = median(typical.map((gene) => freedoms[gene] as number));
  const prior = squeeze(typical.map(foundOf), freedom);
  const between = new Float64Array(genes);
  const doubt = new Float64Array(genes);
  for (const gene of all) {
    const own = freedoms[gene] as number;
    const squeezed =
      prior.freedom === Infinity
        ? prior.scale
        : (prior.freedom * prior.scale + own * foundOf(gene)) / (prior.freedom + own);
    const rest = (squeezed * expectedOf(gene) - own) / (weights[gene] as number);
    between[gene] = Math.max(0, rest) * (cells[gene] as number);
    const spreadOfGuides =
      (squeezed * expectedOf(gene) * (cells[gene] as number)) / (weights[gene] as number);
    doubt[gene] = spreadOfGuides ** 2 / (prior.freedom + freedom);
  }
  const third = between.map((value, gene) => thirdOfFactors(value, whole[gene] as number));
  return { variance: between, doubt, third, ratio };
}

/**
 * Third central moment of levels of this variance that differ by log-normal factors, as guides do by their strengths: of factors with variance
 * v it is v² (3 + v), so that rises are larger than falls.
 */
export function thirdOfFactors(ofLevels: number, whole: number): number {
  if (!(whole > 0 && whole < Infinity)) return 0;
  const ofFactors = ofLevels / whole ** 2;
  return whole ** 3 * ofFactors ** 2 * (3 + ofFactors);
}

interface Prior {
  readonly freedom: number;
  readonly scale: number;
}

/** Prior of variances with `freedom` degrees of freedom each, from all of them (Smyth 2004, section 6.2). */
export function squeeze(variances: readonly number[], freedom: number): Prior {
  const logs = variances.filter(isVariance).map((value) => Math.log(value));
  if (logs.length < 3) return { freedom: Infinity, scale: 1 };
  const shift = Math.log(freedom / 2) - digamma(freedom / 2);
  return priorOf(mean(logs) + shift, variance(logs, logs.length - 1), freedom);
}

const isVariance = (value: number) => Number.isFinite(value) && value > 1e-15;

/** @param centre mean of the logarithms, unbiased; @param spread their variance */
function priorOf(centre: number, spread: number, freedom: number): Prior {
  const excess = spread - trigamma(freedom / 2);
  if (excess <= 0) return { freedom: Infinity, scale: Math.exp(centre) };
  const own = 2 * trigammaInverse(excess);
  return { freedom: own, scale: Math.exp(centre + digamma(own / 2) - Math.log(own / 2)) };
}

const cube = (x: number) => Math.max(x, 0) ** 3;

/** Fewest variances of which a trend is taken. */
const FEWEST_FOR_TREND = 30;

/**
 * Prior of variances that change with a covariate, as those of logarithms of counts do with the mean: their logarithms follow a natural cubic
 * spline with knots at both ends and the thirds (Law et al. 2014, "limma-trend"). Of few variances, or where the covariate has ties in the knots, one prior for all.
 */
export function squeezeAlong(
  variances: Float64Array,
  covariate: Float64Array,
  freedom: number,
): { readonly freedom: number; readonly scales: Float64Array } {
  const alike = () => {
    const prior = squeeze([...variances], freedom);
    return { freedom: prior.freedom, scales: variances.map(() => prior.scale) };
  };
  const used = Array.from(variances.keys()).filter((at) => isVariance(variances[at] as number));
  if (used.length < FEWEST_FOR_TREND) return alike();
  const sorted = Float64Array.from(used, (at) => covariate[at] as number).toSorted();
  const [first, last] = [quantileOfSorted(sorted, 0), quantileOfSorted(sorted, 1)];
  const place = (value: number) => Math.min(Math.max((value - first) / (last - first), 0), 1);
  const [low, high] = [1 / 3, 2 / 3].map((part) => place(quantileOfSorted(sorted, part))) as [number, number];
  if (!(low > 0 && high > low && high < 1)) return alike();
  const basis = (value: number) => {
    const x = place(value);
    // Hastie et al. 2009, eq. 5.4; of knots at 0 and 1 the last terms are (x − 1)₊³ = 0.
    const before = cube(x - high) / (1 - high);
    return [1, x, cube(x) - before, cube(x - low) / (1 - low) - before];
  };
  const rows = used.map((at) => basis(covariate[at] as number));
  const terms = 4;
  const [matrix, coefficients] = [new Float64Array(terms * terms), new Float64Array(terms)];
  const shift = Math.log(freedom / 2) - digamma(freedom / 2);
  const logs = used.map((at) => Math.log(variances[at] as number) + shift);
  rows.forEach((row, at) => {
    row.forEach((a, i) => {
      (coefficients[i] as number) += a * (logs[at] as number);
      row.forEach((b, j) => {
        (matrix[i * terms + j] as number) += a * b;
      });
    });
  });
  if (!becomesCholeskyFactor(matrix, terms)) return alike();
  choleskySolveInPlace(matrix, terms, coefficients);
  const trend = (row: readonly number[]) =>
    row.reduce((sum, value, term) => sum + value * (coefficients[term] as number), 0);
  const squares = rows.reduce((sum, row, at) => sum + ((logs[at] as number) - trend(row)) ** 2, 0);
  const prior = priorOf(0, squares / (used.length - terms), freedom);
  return {
    freedom: prior.freedom,
    scales: covariate.map((value) => prior.scale * Math.exp(trend(basis(value)))),
  };
}
