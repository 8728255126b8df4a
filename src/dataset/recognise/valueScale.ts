/**
 * The value scale of a matrix: counts, counts normalised to a total, or their logarithm, from sampled values and sums
 * of sampled rows. Scaled (centred) data have negative values and cannot be used, unless they are said to be log ratios.
 */
import { formatThreeDigits } from '../../numerics/format';
import { mean, median } from '../../numerics/statistics';
import {
  type GeneAxis,
  type MatrixInfo,
  type NegativeValues,
  type OpenedFile,
  type Undoing,
  undoings,
} from '../annotation';
import { isRatio, type ValueScale } from '../mapping';
import type { DatasetNote } from '../notes';
import type { Guess } from '../recognition';

/** Upper bound of log-normalised expression: e^15 is more than three million of ten thousand. */
const LARGEST_LOGARITHM = 15;
/** The same to base 2 and 10. */
const LARGEST_LOG2 = LARGEST_LOGARITHM / Math.LN2;
const LARGEST_LOG10 = LARGEST_LOGARITHM / Math.LN10;
/** Half of the logarithms are above this share of the largest one; amounts are far more skewed. */
const MIN_MEDIAN_OF_LOGARITHMS = 0.15;
/** Totals to which values are normalised: 1, 100, 10 000, a million. */
const ROUND = 0.001;
/** Share of whole numbers among expected counts; in other values they are rare. */
const MIN_SHARE_COUNTS = 0.5;
/** As DESeq2, limma and people call them, in names of files and columns. */
const LOG2_RATIOS = /(?<![a-z])log2?[-_. ]?(?:fc|fold[-_. ]?changes?|ratios?)(?![a-z])/i;
/** Sums of rows that vary by less than this (sd / mean) were normalised to a total. */
const CONSTANT_SUMS = 0.01;

/** Fewer counts in a cell are mostly noise. */
const FEW_COUNTS = 100;

/** Scaled data have more negative values than this share of those that are not 0; fewer are errors in a file. */
export const FEW_NEGATIVE = 0.01;

/** Values that cannot be trained on, from the sample. */
export function unusableValues(
  matrix: MatrixInfo,
  values: ValueScale,
): 'scaled-values' | 'negative-values' | 'no-values' | null {
  if (matrix.minimum === 0 && matrix.maximum === 0) return 'no-values';
  if (!isScaled(matrix) || isRatio(values)) return null;
  return fewNegatives(matrix) === null ? 'scaled-values' : 'negative-values';
}

export function valueNotes(matrix: MatrixInfo, values: ValueScale): readonly DatasetNote[] {
  const negative = isRatio(values) ? null : fewNegatives(matrix);
  if (negative !== null) {
    const { count, value, where } = negative;
    return [{ tag: 'few-negative-values', values: count, value, where }];
  }
  if (values === 'log-normalised' || values === 'log2-normalised' || values === 'log10-normalised') {
    if (isLoggedTwice(matrix)) return [{ tag: 'logged-twice', maximum: matrix.maximum }];
    const by = transformationOfCounts(matrix);
    return by === null ? [] : [{ tag: 'counts-transformed', by }];
  }
  if (values !== 'counts') return [];
  const fractional = matrix.sample.filter((value) => !Number.isInteger(value));
  const share = fractional.length / matrix.sample.length;
  const [first] = fractional;
  if (first !== undefined && share > 1 - MIN_SHARE_COUNTS)
    return [{ tag: 'counts-with-fractions', share, value: first }];
  if (matrix.rowSums.length === 0) return [];
  const counts = median(matrix.rowSums);
  return counts > 0 && counts < FEW_COUNTS ? [{ tag: 'few-counts', counts: Math.round(counts) }] : [];
}

function fewNegatives({ negative }: MatrixInfo): NegativeValues | null {
  return negative !== null && negative.share < FEW_NEGATIVE ? negative : null;
}

const ONCE = ['ln', 'log2', 'log10'] as const;
const TWICE = ['ln of ln', 'ln of log2', 'log2 of ln', 'log2 of log2'] as const;
/** Larger values are no logarithms of logarithms: log(1 + log(1 + 10⁶)) is 2.7, to base 2 it is 4.4. */
const LARGEST_TWICE = 4.5;
/** Ratios up to this are compared with whole numbers, from which they may differ by TOLERANCE: values may be rounded. */
const LARGEST_RATIO = 8;
const TOLERANCE = 0.05;
const MIN_RATIOS = 50;
const MIN_SHARE_WHOLE = 0.9;
const MAX_SHARE_WHOLE_ONCE = 0.7;
/** Fewer cells may have one total by chance. */
const MIN_TOTALS = 4;

/**
 * Counts that were divided by a size and logged once or twice: in a cell they are whole multiples of its smallest value once the logarithms are
 * undone, whatever the size, and not after one too few or too many; where the size is the total, all cells have one. False where neither can be told.
 */
function isLoggedTwice({ maximum, valuesOfCells, rowSums, rowSumsUndone }: MatrixInfo): boolean {
  if (maximum > LARGEST_TWICE) return false;
  if (rowSums.length >= MIN_TOTALS) {
    const least = (names: readonly Undoing[]) =>
      Math.min(...names.map((name) => spreadOf(rowSumsUndone[name])));
    const [afterTwo, afterOne] = [least(TWICE), Math.min(least(ONCE), spreadOf(rowSums))];
    if (afterTwo < CONSTANT_SUMS && isClearlyLess(afterTwo, afterOne)) return true;
    if (afterOne < CONSTANT_SUMS && isClearlyLess(afterOne, afterTwo)) return false;
  }
  const once = ONCE.map((name) => shareOfWhole(valuesOfCells, undoings[name]));
  if (once.some((share) => share === null || share > MAX_SHARE_WHOLE_ONCE)) return false;
  return TWICE.some((name) => (shareOfWhole(valuesOfCells, undoings[name]) ?? 0) >= MIN_SHARE_WHOLE);
}

/** Counts up to this one are told from other values. */
const LARGEST_TOLD = 20;
const MIN_TOLD = 50;
const MIN_SHARE_TOLD = 0.98;
const MIN_DISTINCT = 3;

/** What was done to counts, where undoing it gives whole numbers; null for all else. */
function transformationOfCounts({ sample }: MatrixInfo): (typeof ONCE)[number] | 'square-root' | null {
  if (sample.every(Number.isInteger)) return null;
  const isWhole = (undo: (value: number) => number) => {
    const undone = Array.from(sample, undo).filter((count) => count > 0.5 && count < LARGEST_TOLD + 0.5);
    const whole = undone.filter((count) => Math.abs(count - Math.round(count)) < TOLERANCE / 2);
    const distinct = new Set(whole.map(Math.round));
    return (
      undone.length >= MIN_TOLD &&
      whole.length >= MIN_SHARE_TOLD * undone.length &&
      distinct.size >= MIN_DISTINCT
    );
  };
  const name = ONCE.find((one) => isWhole(undoings[one]));
  return name ?? (isWhole((value) => value ** 2) ? 'square-root' : null);
}

/** Share of whole numbers among ratios to the smallest value of the cell, of those that are not 1; null for too few. */
function shareOfWhole(cells: readonly Float32Array[], undo: (value: number) => number): number | null {
  const ratios = cells.flatMap((values) => {
    const undone = Array.from(values, undo);
    const unit = Math.min(...undone);
    return undone
      .map((value) => value / unit)
      .filter((ratio) => ratio > 1 + TOLERANCE && ratio < LARGEST_RATIO);
  });
  if (ratios.length < MIN_RATIOS) return null;
  return ratios.filter((ratio) => Math.abs(ratio - Math.round(ratio)) < TOLERANCE).length / ratios.length;
}

export function isScaled(matrix: MatrixInfo): boolean {
  return matrix.minimum < 0;
}

/**
 * X, unless it holds scaled data or lacks targets that raw/X has; then raw/X, layers of counts, or any other.
 * `targetsAmong`: number of perturbed genes in a gene axis.
 */
export function guessMatrix(
  opened: OpenedFile,
  targetsAmong: (axis: GeneAxis) => number,
): { path: string; guess: Guess } {
  const samples = opened.matrices.map((matrix) => matrix.path).slice(0, 3);
  const found = (path: string, reason: Guess['reason'], certainty: Guess['certainty']) => ({
    path,
    guess: { field: 'matrix' as const, samples, reason, certainty },
  });
  const main = opened.matrices.find(({ path }) => path === 'X' || path === 'table') ?? opened.matrices[0];
  if (main === undefined) return found('', { tag: 'no-matrix' }, 'sure');

  const raw = opened.matrices.find((matrix) => matrix.path === 'raw/X' && !isScaled(matrix));
  if (!isScaled(main)) {
    const targetsOf = ({ path }: MatrixInfo) => {
      const axis = opened.genes[path];
      return axis === undefined ? 0 : targetsAmong(axis);
    };
    const [targets, targetsThere] = [raw === undefined ? 0 : targetsOf(raw), targetsOf(main)];
    if (raw !== undefined && targets > targetsThere) {
      return found(raw.path, { tag: 'more-targets', targets, path: main.path, targetsThere }, 'likely');
    }
    return found(main.path, { tag: opened.matrices.length === 1 ? 'only-matrix' : 'main-matrix' }, 'sure');
  }
  const usable = opened.matrices.filter((matrix) => !isScaled(matrix));
  const preferred = raw ?? usable.find(({ path }) => /counts?$/i.test(path)) ?? usable[0];
  if (preferred === undefined) return found(main.path, { tag: 'all-matrices-scaled' }, 'sure');
  return found(preferred.path, { tag: 'main-matrix-scaled', path: main.path }, 'likely');
}

/** @param names of the file and of some of its cells, which may say what the values are */
export function guessValueScale(
  matrix: MatrixInfo,
  names: readonly string[] = [],
): { scale: ValueScale; guess: Guess } {
  const found = (scale: ValueScale, reason: Guess['reason'], certainty: Guess['certainty']) => ({
    scale,
    guess: { field: 'values' as const, samples: sampleValues(matrix), reason, certainty },
  });
  const { minimum, maximum } = matrix;
  const ratios = isScaled(matrix) ? names.find((name) => LOG2_RATIOS.test(name)) : undefined;
  if (ratios !== undefined) return found('log-ratio', { tag: 'named-log-ratio', name: ratios }, 'likely');
  if (isScaled(matrix) && fewNegatives(matrix) === null) {
    return found('log-normalised', { tag: 'negative-values', minimum }, 'assumed');
  }
  if (matrix.sample.every(Number.isInteger)) {
    return found('counts', { tag: 'integers', maximum }, 'sure');
  }
  const share = matrix.sample.filter(Number.isInteger).length / matrix.sample.length;
  if (share >= MIN_SHARE_COUNTS && maximum >= LARGEST_LOG2)
    return found('counts', { tag: 'mostly-integers', share }, 'likely');
  const log2 = [matrix.path, ...names].find((name) => /log2/i.test(name));
  if (log2 !== undefined) {
    return found('log2-normalised', { tag: 'from-matrix-name', path: log2 }, 'likely');
  }
  const totals = scaleOfTotals(matrix);
  if (totals !== null) {
    const [scale, before] = totals;
    return found(scale, { tag: 'equal-totals', before }, 'sure');
  }
  if (maximum < LARGEST_LOGARITHM) {
    return found('log-normalised', { tag: 'no-integers', maximum }, maximum > 1 ? 'sure' : 'assumed');
  }
  const middle = median(matrix.sample);
  if (maximum < LARGEST_LOG2 && middle >= MIN_MEDIAN_OF_LOGARITHMS * maximum) {
    return found('log2-normalised', { tag: 'spread-of-logarithms', maximum, median: middle }, 'likely');
  }
  return found('normalised', { tag: 'too-large-for-logarithms', maximum }, 'likely');
}

/**
 * The scale on which all sampled cells have one total, and the logarithm before that: the one with the least spread of totals, if clearly. Sums of
 * logarithms hardly differ between bulk samples, and not at all after quantile normalisation: values as small as logarithms are amounts only if their
 * total is round, or if they are whole multiples of one number in each cell.
 */
function scaleOfTotals(matrix: MatrixInfo) {
  const { maximum, rowSums, rowSumsUndone, valuesOfCells } = matrix;
  const digits = Math.log10(mean(rowSums));
  const isRound = Math.abs(10 ** (digits - Math.round(digits)) - 1) < ROUND;
  if (isRound && spreadOf(rowSums) < ROUND) return ['normalised', null] as const;
  const areAmounts =
    maximum >= LARGEST_LOG2 || (shareOfWhole(valuesOfCells, (value) => value) ?? 0) >= MIN_SHARE_WHOLE;
  const scales = [
    ['log-normalised', 'ln', LARGEST_LOGARITHM],
    ['log2-normalised', 'log2', LARGEST_LOG2],
    ['log10-normalised', 'log10', LARGEST_LOG10],
  ] as const;
  const ofLogarithms = scales
    .filter(([, , largest]) => maximum < largest)
    .map(([scale, before]) => ({ found: [scale, before] as const, spread: spreadOf(rowSumsUndone[before]) }));
  const ofAmounts = areAmounts ? [{ found: ['normalised', null] as const, spread: spreadOf(rowSums) }] : [];
  const [best, next] = [...ofAmounts, ...ofLogarithms].toSorted((a, b) => a.spread - b.spread);
  if (best === undefined || best.spread >= CONSTANT_SUMS) return null;
  return next === undefined || isClearlyLess(best.spread, next.spread) ? best.found : null;
}

/** Rounded values and single precision leave a spread of a millionth. */
const MIN_SPREAD = 1e-6;

function isClearlyLess(spread: number, other: number): boolean {
  return 10 * Math.max(spread, MIN_SPREAD) <= other;
}

/** Three sampled values of different magnitude, as text. */
export function sampleValues(matrix: MatrixInfo): string[] {
  const sorted = [...new Set(matrix.sample)].toSorted((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))];
  return [...new Set([at(0.25), at(0.5), at(0.75)])]
    .filter((value) => value !== undefined)
    .map(formatThreeDigits);
}

/** Were the sampled rows normalised to a total? */
export function isConstant(sums: Float64Array): boolean {
  return spreadOf(sums) < CONSTANT_SUMS;
}

/** Standard deviation over the mean; infinite for fewer than two sums, and for those that are not positive numbers. */
function spreadOf(sums: Float64Array): number {
  const average = mean(sums);
  if (sums.length < 2 || !(average > 0 && average < Infinity)) return Infinity;
  return Math.sqrt(mean(sums.map((sum) => (sum - average) ** 2))) / average;
}
