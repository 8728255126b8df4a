/**
 * Permutation tests of the shifts of perturbations (signal.ts): the statistic, and p from few permutations of each perturbation, shared by
 * perturbations of similar size.
 */
import type { Dataset } from '../../dataset/dataset';
import { benjaminiHochberg } from '../../numerics/significance';

/** Over the genes of a perturbation, except its targets: sum and maximum of the squared shift over its squared standard error. */
export interface ShiftStatistic {
  sum: number;
  max: number;
}

/** The statistic of one perturbation over all its time points, as measured and after each permutation. */
export interface PerturbationTest {
  readonly label: string;
  readonly cells: number;
  /** Degrees of freedom of what is permuted: so many independent statistics do permutations hold at least. */
  readonly freedom: number;
  readonly observed: ShiftStatistic;
  readonly permuted: readonly ShiftStatistic[];
  /**
   * Where few units are exchanged between perturbations: chances that they come together again, at least in part, and have a sum, and a
   * maximum, as large as observed. The permutations are of other units.
   */
  readonly recurrence?: Readonly<ShiftStatistic>;
}

export type Statistics = Pick<PerturbationTest, 'observed' | 'permuted'>;

/** A test of cells or samples. */
export interface CellTest extends PerturbationTest {
  /** The same of what remains without the response that perturbations share, as far as it can be told (commonResponse.ts). */
  readonly beyondShared: Statistics;
}

export function emptyStatistics(rounds: number): Statistics {
  return {
    observed: { sum: 0, max: 0 },
    permuted: Array.from({ length: rounds }, () => ({ sum: 0, max: 0 })),
  };
}

/** What is tested: rows of `values` [rows × G] with their conditions. */
export interface TestedRows {
  readonly dataset: Pick<Dataset, 'conditions' | 'genes'>;
  readonly values: Float32Array;
  readonly conditionOfRow: Int32Array;
  readonly batchOfRow: Int32Array;
  /** −1 where the guide is not known; null where none are. */
  readonly guideOfRow: Int32Array | null;
  /** [conditions] logarithm of the composition (composition.ts) where values are amounts, translated by it; null where they are logarithms. */
  readonly composition: Float64Array | null;
  /** [G] added to standard deviations, as in the scale of training: genes with little variation do not dominate. */
  readonly floor: Float64Array;
  /**
   * [G] what a change of the composition does to the values, per log unit: of values that may be normalised to a total, without controls that
   * tell it; null else.
   */
  readonly unknownComposition: Float64Array | null;
  readonly isTraining: (condition: number) => boolean;
  readonly comparedWith: 'controls' | 'others';
  readonly seed: number;
  readonly rounds: number;
}

/** Variance of a gene from the sum of squares of its cells, with the floor of its standard deviation; 0 where it is constant. */
export function variance(squares: number, freedom: number, floor: number): number {
  return squares > CONSTANT * freedom ? (Math.sqrt(squares / freedom) + floor) ** 2 : 0;
}

const CONSTANT = 1e-12;

/** √(n/(n − 1)): a deviation from the mean of n values, times it, has their variance; 0 for a single value, which has none. */
export function inflation(n: number): number {
  return n < 2 ? 0 : Math.sqrt(n / (n - 1));
}

/** Adds squared shifts over squared standard errors to a statistic. */
export function addShift(statistic: ShiftStatistic, squared: number): void {
  statistic.sum += squared;
  if (squared > statistic.max) statistic.max = squared;
}

/** Median of ascending values without one that equals `value`; 0 where none is left. */
export function medianWithout(ascending: Float64Array, value: number): number {
  const left = ascending.length - 1;
  if (left < 1) return 0;
  const at = (place: number): number => {
    const own = ascending[place] as number;
    return own < value ? own : (ascending[place + 1] as number);
  };
  const upper = at(left >> 1);
  return left % 2 === 1 ? upper : (at((left >> 1) - 1) + upper) / 2;
}

/** [tests] p: twice the smaller one of sum (many genes move a little) and maximum (few genes move a lot). */
export function chances(tests: readonly PerturbationTest[]): Float64Array {
  const ofSum = pooledChances(tests, ({ sum }) => sum);
  const ofMax = pooledChances(tests, ({ max }) => max);
  return ofSum.map((p, at) => Math.min(1, 2 * p, 2 * (ofMax[at] as number)));
}

/** False discovery rate of the perturbations named. */
const FALSE_DISCOVERIES = 0.05;
/** Type-I error of naming any, if none has an effect. */
const FALSE_ALARMS = 0.01;

/** Whether p-values tell that any perturbation has an effect. */
type Alarm = (p: Float64Array) => boolean;

/** Simes (1986): tests may depend on what they share, as on controls. */
function bySimes(p: Float64Array): boolean {
  return Math.min(...benjaminiHochberg(p)) <= FALSE_ALARMS;
}

/**
 * Of independent tests: for some k, k of them with p_(k) or less are rarer than .01/2^k by the binomial distribution. These bounds add up to
 * .01. Several p that each cannot be small, as exchanges of few units allow, are then rare together.
 */
export function byCounts(p: Float64Array): boolean {
  return p.toSorted().some((one, at) => binomialTail(p.length, one, at + 1) <= FALSE_ALARMS / 2 ** (at + 1));
}

/** P(X ≥ k) of a binomial X of n trials, for k above its mean; 1 for others. */
function binomialTail(n: number, p: number, k: number): number {
  if (k <= n * p) return 1;
  let logarithm = (n - k) * Math.log1p(-p);
  for (let one = 1; one <= k; one++) logarithm += Math.log(((n - k + one) / one) * p);
  let [term, sum] = [1, 1];
  for (let one = k; one < n && term > 1e-12 * sum; one++)
    sum += term *= ((n - one) / (one + 1)) * (p / (1 - p));
  return Math.exp(logarithm) * sum;
}

/**
 * Labels with a false discovery rate of .05 (Benjamini and Hochberg 1995), if a test rejects at .01 that none has an effect; else
 * none.
 */
export function discoveries(tests: readonly PerturbationTest[], alarm: Alarm = bySimes): readonly string[] {
  const p = chances(tests);
  if (!alarm(p)) return [];
  const adjusted = benjaminiHochberg(p);
  return tests.flatMap(({ label }, at) => ((adjusted[at] as number) <= FALSE_DISCOVERIES ? [label] : []));
}

/** Perturbations of similar size that share their permuted statistics: at least this many, and at least this share of all. */
const SIMILAR = 20;
const SIMILAR_SHARE = 0.2;

/**
 * [tests] p of a statistic in standard deviations of its own permutations, against those of the perturbations of most similar
 * size: a few permutations of each then resolve small p.
 */
function pooledChances(
  tests: readonly PerturbationTest[],
  pick: (statistic: ShiftStatistic) => number,
): Float64Array {
  const standardised = tests.map(({ observed, permuted }) => {
    const values = Float64Array.from(permuted, pick);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / Math.max(1, values.length - 1)) || 1;
    return {
      observed: (pick(observed) - mean) / deviation,
      permuted: values.map((value) => (value - mean) / deviation).toSorted(),
    };
  });
  const bySize = [...tests.keys()].toSorted(
    (a, b) => (tests[a]?.cells ?? 0) - (tests[b]?.cells ?? 0) || a - b,
  );
  const shared = Math.max(SIMILAR, Math.ceil(SIMILAR_SHARE * tests.length));
  const permutedOf = (place: number) => standardised[bySize[place] ?? -1]?.permuted ?? nothing;
  const p = new Float64Array(tests.length);
  let pool: Float64Array = nothing;
  let end = 0;
  bySize.forEach((at, place) => {
    const first = Math.max(0, Math.min(bySize.length - shared, place - Math.floor(shared / 2)));
    // A full pool loses the smallest perturbation and gains the next larger one.
    for (; end < Math.min(first + shared, bySize.length); end++)
      pool = exchanged(pool, end < shared ? nothing : permutedOf(end - shared), permutedOf(end));
    const freedom = Math.max(...bySize.slice(first, first + shared).map((one) => tests[one]?.freedom ?? 0));
    const recurrence = tests[at]?.recurrence;
    p[at] = upperTail(pool, standardised[at]?.observed ?? 0, freedom) + (recurrence ? pick(recurrence) : 0);
  });
  return p;
}

const nothing = new Float64Array();

/** Ascending values without those `taken` from among them, and with those `added`, both ascending. */
function exchanged(ascending: Float64Array, taken: Float64Array, added: Float64Array): Float64Array {
  const result = new Float64Array(ascending.length - taken.length + added.length);
  let [from, left, to] = [0, 0, 0];
  for (const value of ascending) {
    if (left < taken.length && taken[left] === value) {
      left += 1;
      continue;
    }
    while (from < added.length && (added[from] as number) < value) result[to++] = added[from++] as number;
    result[to++] = value;
  }
  result.set(added.subarray(from), to);
  return result;
}

/** The tail of a sample begins where this share of it is left, and at least so many independent values. */
const TAIL = 0.01;
const TAIL_VALUES = 10;
/** Relative tolerance of ties, by which sums in another order differ. */
const TIE = 1e-9;

/**
 * P(X ≥ value) from an ascending sample with the information of `independent` values: its share, with the value itself. In the tail of
 * the sample the excess over its beginning counts as exponential, as tails of sums and maxima of squares are, of a mean known from
 * m independent excesses: (1 + x/Σ)^−m, their sum Σ (the predictive distribution, so that few values do not give certainty).
 */
export function upperTail(ascending: Float64Array, value: number, independent: number): number {
  const count = ascending.length;
  const known = Math.max(2, Math.min(count, independent));
  const values = Math.min(known / 2, Math.max(TAIL_VALUES, TAIL * known));
  const inTail = Math.max(1, Math.round((count * values) / known));
  const start = ascending[count - inTail - 1];
  if (start === undefined || value <= start) {
    const above = count - firstFrom(ascending, value - TIE * Math.abs(value));
    return (above + 1) / (count + 1);
  }
  let excess = 0;
  for (let at = count - inTail; at < count; at++) excess += ((ascending[at] as number) - start) / inTail;
  const beyond = (value - start) / Math.max(values * excess, 1e-12);
  return ((values + 1) / (known + 1)) * (1 + beyond) ** -values;
}

/** Index of the first of ascending values that is not below a limit; their number where all are. */
function firstFrom(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) >= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
