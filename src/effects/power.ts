/**
 * What could have been missed: the probability that a change of a given size is found, the smallest change that is found with 80 %, and
 * what more cells or guides would give. Everything follows from the variance of one test, so that it serves a screen that was measured and
 * one that is planned.
 */
import type { RowNoun } from '../dataset/rows';
import { nearStudentQuantile, studentTail } from '../numerics/distributions';
import { boundary } from '../numerics/search';
import { median } from '../numerics/statistics';
import { ownNoise, withoutSkewness } from './comparison';
import { expressionOf } from './folds';
import { thirdOfFactors } from './guideVariance';
import type { MeasuredEffects } from './measure';

/** The test of one gene and perturbation, where nothing changes. */
export interface Measurement {
  /** What F − 1 adds to a residual; where levels are logarithms, null. */
  readonly slope: number | null;
  /** Expression of the reference, where levels are ln(1 + expression); Infinity: of ratios. */
  readonly base: number;
  /** Variance of the difference by the perturbation's own cells, by its own guides, and by all else. */
  readonly cells: number;
  readonly guides: number;
  readonly reference: number;
  /** Whether the reference is of all perturbations that do not change the gene. */
  readonly isPooled: boolean;
  /** Third central moments of the perturbation's own level by its cells and by its guides, and of the reference. */
  readonly third: number;
  readonly thirdOfGuides: number;
  readonly referenceThird: number;
  /** Share of the variance between cells that is counting noise. */
  readonly counting: number;
  readonly freedom: number;
  /** Score, without skewness, that a change needs to be found. */
  readonly critical: number;
}

/** Certainty with which the smallest change is found. */
export const CERTAINTY = 0.8;

/** Folds beyond these are not told apart. */
const [LEAST_FOLD, LARGEST_FOLD] = [2 ** -7, 2 ** 7];

/**
 * Probability that a fold change F is found. The difference has the mean (F − 1) h and the variance v_c F (a + (1 − a) F) + v_g F² + v_r of
 * its own cells, its own guides and the reference: the counting noise, the share a of v_c, grows as the fold, all else as its square. Third
 * moments grow as those of negative binomial counts, and of guides as F³. The variance is itself an estimate, so that the probability is Student's.
 */
export function powerOf(test: Measurement, fold: number): number {
  const direction = fold < 1 ? -1 : 1;
  return studentTail(missedBy(test, fold, direction), test.freedom);
}

/** How far the mean lies short of being found, as a score; negative where it is found more often than not. */
function missedBy(test: Measurement, fold: number, direction: 1 | -1): number {
  const { slope, base, cells, guides, reference, third, thirdOfGuides, referenceThird, counting: a } = test;
  const isLinear = slope !== null;
  const mean = isLinear
    ? (fold - 1) * slope
    : base === Infinity
      ? Math.log(fold)
      : Math.log1p(fold * base) - Math.log1p(base);
  const atRest = cells + guides + reference;
  const limit =
    Math.sqrt(atRest) *
    withSkewness(direction * test.critical, (third + thirdOfGuides - referenceThird) / atRest ** 1.5);
  const growth = isLinear ? fold * (a + (1 - a) * fold) : 1;
  const variance = cells * growth + guides * (isLinear ? fold * fold : 1) + reference;
  const grownThird = isLinear
    ? (third * growth * (a + 2 * (1 - a) * fold)) / (2 - a) + thirdOfGuides * fold ** 3
    : third + thirdOfGuides;
  const score = withoutSkewness(
    (limit - mean) / Math.sqrt(variance),
    (grownThird - referenceThird) / variance ** 1.5,
  );
  return direction * score;
}

/** Standardised value of a gamma variable of this skewness from its normal score (inverse of `withoutSkewness`). */
function withSkewness(score: number, skewness: number): number {
  if (Math.abs(skewness) <= 1e-4) return score;
  const root = Math.max(1 + (skewness * (score - skewness / 6)) / 6, 0);
  return (2 / skewness) * (root ** 3 - 1);
}

/** log2 of the smallest fall and rise found with 80 %; ∓ Infinity where even the largest is not. */
export function smallestChanges(test: Measurement): { readonly fall: number; readonly rise: number } {
  const certain = -nearStudentQuantile(1 - CERTAINTY, test.freedom);
  const search = (direction: 1 | -1) => {
    const isFound = (log2: number) => missedBy(test, 2 ** log2, direction) <= certain;
    const largest = Math.log2(direction < 0 ? LEAST_FOLD : LARGEST_FOLD);
    return isFound(largest) ? boundary(isFound, largest, 0, 1e-3) : direction * Infinity;
  };
  return { fall: search(-1), rise: search(1) };
}

/**
 * The same test where each perturbation has `cells` times as many cells of each guide or batch, and `times` as many of these. Batches bring
 * controls; a pool of perturbations grows with them.
 */
export function enlarged(
  test: Measurement,
  cells: number,
  times: number,
  replicates: Replicates = 'guides',
): Measurement {
  const controls = replicates === 'batches' ? times : 1;
  const own = { cells: test.cells / cells / times, guides: test.guides / times };
  const ofPool = (own.cells + own.guides) / (test.cells + test.guides);
  return {
    ...test,
    ...own,
    reference: test.isPooled ? test.reference * ofPool : test.reference / controls,
    third: test.third / (cells * times) ** 2,
    thirdOfGuides: test.thirdOfGuides / times ** 2,
    referenceThird: test.referenceThird / controls ** 2,
  };
}

/** Most times as many cells or guides that are looked for. */
const MOST_TIMES = 1000;

/** How many times as many cells, guides, or batches with controls find the fold with 80 % in half of these genes; Infinity where no number does. */
export function timesNeeded(tests: readonly Measurement[], fold: number, of: 'cells' | Replicates): number {
  const more = (test: Measurement, times: number) =>
    of === 'cells' ? enlarged(test, times, 1) : enlarged(test, 1, times, of);
  const isFound = (times: number) =>
    median(tests.map((test) => powerOf(more(test, times), fold))) >= CERTAINTY;
  if (!isFound(MOST_TIMES)) return Infinity;
  const most = Math.log(MOST_TIMES);
  return Math.exp(boundary((times) => isFound(Math.exp(times)), most, -most, 0.01));
}

type Tested = Pick<
  MeasuredEffects,
  'fit' | 'tests' | 'folds' | 'variances' | 'q' | 'counting' | 'weights' | 'isPooled' | 'scales' | 'unit'
>;

/** p up to which one more change is found at this false discovery rate (Benjamini and Hochberg 1995). */
export function findingLimit({ tests: { p }, q }: Pick<Tested, 'tests' | 'q'>, rate: number): number {
  let [found, tested] = [1, 0];
  p.forEach((value, at) => {
    tested += Number(Number.isFinite(value));
    found += Number((q[at] as number) < rate);
  });
  return (rate * Math.min(found, tested)) / Math.max(tested, 1);
}

/** The test at a place of [perturbations × genes]; null where there is none, or where the variance of a changed gene is not known. */
export function measurementAt(
  { fit, tests, folds, variances, counting, weights, isPooled, scales, unit }: Tested,
  at: number,
  limit: number,
): Measurement | null {
  if (!Number.isFinite(tests.p[at])) return null;
  const { levels } = scales;
  const isLinear = levels === 'residuals';
  if (!isLinear && unit === 'cell') return null;
  const genes = counting.length;
  const [k, gene] = [Math.floor(at / genes), at % genes];
  const [third, thirdOfGuides] = [variances.third[gene] as number, variances.thirdOfGuides[gene] as number];
  const thirdOf = (of: number) =>
    [(weights.third[of] as number) * third, (weights.thirdOfGuides[of] as number) * thirdOfGuides] as const;
  const [ofCells, ofGuides] = thirdOf(k);
  const { cells, guides } = ownNoise({ weights, variances }, k, gene);
  const [error, freedom] = [tests.error[at] as number, tests.freedom[at] as number];
  const reference = Math.max(error * error - cells - guides, 0);
  const zero = (fit.level[at] as number) - (tests.effect[at] as number);
  // The fold change was measured against the same level: beyond its error alone does it say how much a change would be.
  const certain = zero * Math.max(0, 1 - reference / zero ** 2);
  const delta = error / ((folds.error[at] as number) * 2 ** (folds.log2[at] as number) * Math.LN2);
  return {
    slope: isLinear ? delta - zero + certain : null,
    base: levels === 'ratios' ? Infinity : expressionOf(zero),
    cells,
    guides,
    reference,
    isPooled,
    third: ofCells,
    thirdOfGuides: ofGuides,
    // A pool is too large to be skewed.
    referenceThird: isPooled ? 0 : thirdOf(0)[0] + thirdOf(0)[1],
    counting: counting[gene] as number,
    freedom,
    critical: nearStudentQuantile(limit / 2, freedom),
  };
}

/** Genes from which a typical one is taken, evenly drawn. */
const DRAWN_GENES = 200;

/** Tests of evenly drawn genes of one perturbation. */
export function drawnMeasurements(
  effects: Tested,
  perturbation: number,
  limit: number,
): readonly Measurement[] {
  const genes = effects.counting.length;
  const step = Math.max(1, genes / DRAWN_GENES);
  return Array.from({ length: Math.min(genes, DRAWN_GENES) }, (_, at) =>
    measurementAt(effects, perturbation * genes + Math.floor(at * step), limit),
  ).filter((test) => test !== null);
}

/** What shows how far a perturbation varies. */
export type Replicates = 'guides' | 'batches';

/** The tests of a perturbation with a typical number of cells. */
export interface TypicalTests {
  readonly tests: readonly Measurement[];
  /** Cells of the perturbation, and its guides or other replicates. */
  readonly cells: number;
  readonly guides: number;
  readonly replicates: Replicates;
  /** What are called cells here: also samples of many. */
  readonly unit: RowNoun;
}

/** Genes of which one is typical: of a single sample the own target alone is tested. */
const FEWEST_GENES = 5;

/** null where there are none. @param rate false discovery rate */
export function typicalTests(
  effects: Tested & Pick<MeasuredEffects, 'cells' | 'guides' | 'isCompared' | 'batchReplicates'>,
  rate: number,
): TypicalTests | null {
  const { cells, guides, isCompared, batchReplicates, unit } = effects;
  const compared = Array.from(cells.keys())
    .filter((k) => k > 0 && isCompared[k] === true)
    .toSorted((a, b) => (cells[a] as number) - (cells[b] as number));
  const typical = compared[Math.floor(compared.length / 2)];
  if (typical === undefined) return null;
  const tests = drawnMeasurements(effects, typical, findingLimit(effects, rate));
  if (tests.length < FEWEST_GENES) return null;
  return {
    tests,
    cells: cells[typical] as number,
    guides: batchReplicates ?? (guides[typical] as number),
    replicates: batchReplicates === undefined ? 'guides' : 'batches',
    unit,
  };
}

/** The same test where cells have `times` as many counts. The controls' part stays as it is: a little too certain where their guides differ. */
export function deepened(test: Measurement, times: number): Measurement {
  // Of values without counting noise nothing depends on the depth.
  const a = test.counting;
  const variance = a + (1 - a) * times;
  const growth = Math.sqrt(times / variance);
  const skewness = (((a + 2 * (1 - a) * times) / (2 - a)) * growth) / times;
  return {
    ...test,
    slope: test.slope === null ? null : test.slope * growth,
    guides: test.guides * growth ** 2,
    third: test.third * skewness,
    thirdOfGuides: test.thirdOfGuides * growth ** 3,
    referenceThird: test.referenceThird * skewness,
    counting: a / variance,
  };
}

/** What is assumed of a screen before there is one. */
export const typicalScreen = {
  /** Dispersion of counts between cells, and spread of guides in ln expression. */
  dispersion: 0.5,
  guideSpread: 0.12,
  controlGuides: 10,
  /** Degrees of freedom of the variance between guides, as of 40 perturbations with three. */
  freedom: 90,
  /** p up to which changes are found: a false discovery rate of 5 % where about 2 % of all tests find one. */
  limit: 0.001,
} as const;

/** The test of a gene with `mean` counts a cell, in negative binomial counts. Cells are those of each guide, of the controls' too. */
export function plannedTest(mean: number, cells: number, guides: number): Measurement {
  const { dispersion, guideSpread, controlGuides, freedom, limit } = typicalScreen;
  const slope = Math.sqrt(mean / (1 + dispersion * mean));
  const ofGuides = (guideSpread * slope) ** 2;
  const third = (1 + 2 * dispersion * mean) / Math.sqrt(mean * (1 + dispersion * mean));
  return {
    slope,
    base: 1,
    cells: 1 / cells / guides,
    guides: ofGuides / guides,
    reference: (1 / cells + ofGuides) / controlGuides,
    isPooled: false,
    third: third / (cells * guides) ** 2,
    thirdOfGuides: thirdOfFactors(ofGuides, slope) / guides ** 2,
    referenceThird:
      third / (cells * controlGuides) ** 2 + thirdOfFactors(ofGuides, slope) / controlGuides ** 2,
    counting: 1 / (1 + dispersion * mean),
    freedom,
    critical: nearStudentQuantile(limit / 2, freedom),
  };
}
