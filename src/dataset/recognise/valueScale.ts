/**
 * The value scale of a matrix: counts, counts normalised to a total, or their logarithm, from sampled values and sums
 * of sampled rows. Scaled (centred) data have negative values and cannot be used, unless they are said to be log ratios, or look like them.
 */
import { formatThreeDigits } from '../../numerics/format';
import { mean, median } from '../../numerics/statistics';
import { type GeneAxis, type MatrixInfo, type OpenedFile } from '../annotation';
import { isRatio, type ValueScale } from '../mapping';
import type { DatasetNote } from '../notes';
import type { Guess } from '../recognition';
import { isLogarithm } from '../quality/scan';
import { isComparison } from './guides';
import {
  areAroundZero,
  areLogarithmsBelowZero,
  baseOfMultiples,
  CONSTANT_SUMS,
  fewNegatives,
  isClearlyLess,
  isWholeNumber,
  LARGEST_LOG2,
  LARGEST_LOGARITHM,
  MIN_SHARE_COUNTS,
  MIN_SHARE_WHOLE,
  ONCE,
  processingOf,
  shareOfWhole,
  spreadAtTotals,
  spreadOf,
  totalsOf,
} from './processing';

/** Upper bound of logarithms to base 10. */
const LARGEST_LOG10 = LARGEST_LOGARITHM / Math.LN10;
/** Natural logarithms of intensities of 16 bits are smaller; those to base 2 reach 16. */
const LARGEST_LN_OF_INTENSITY = Math.log(2 ** 16) + 0.1;
/** Arrays measure more; cytometers have 18 bits. */
const MIN_GENES_OF_ARRAY = 100;
/** Half of the logarithms are above this share of the largest one; amounts are far more skewed. */
const MIN_MEDIAN_OF_LOGARITHMS = 0.15;
/** Totals to which values are normalised: 1, 100, 10 000, a million. */
const ROUND = 0.001;
/** As DESeq2, limma and people call them, in names of files and columns. */
const LOG2_RATIOS = /(?<![a-z])log2?[-_. ]?(?:fc|fold[-_. ]?changes?|ratios?)(?![a-z])/i;
/** And the methods whose results are on that scale: DESeq2, affy, limma. */
const LOG2 = /log2|(?<![a-z])(?:vst|rlog|rma|voom)(?![a-z])/i;
/** Of proteins, as MaxQuant and others call them: whole numbers, but no counts. */
const INTENSITIES = /(?<![a-z])(?:lfq|ibaq|intensit(?:y|ies))(?![a-z])/i;

/** Values that cannot be trained on, from the sample. */
export function unusableValues(
  matrix: MatrixInfo,
  values: ValueScale,
): 'scaled-values' | 'negative-values' | 'no-values' | null {
  if (isConstant(matrix)) return 'no-values';
  if (!isScaled(matrix) || isRatio(values)) return null;
  if (areLogarithmsBelowZero(matrix) && isLogarithm(values)) return null;
  return fewNegatives(matrix) === null ? 'scaled-values' : 'negative-values';
}

function countsAmong(raw: MatrixInfo | undefined, usable: readonly MatrixInfo[]): MatrixInfo | undefined {
  return raw ?? usable.find(({ path }) => /counts?$/i.test(path)) ?? usable[0];
}

/** Of zeros, or of another number throughout. */
function isConstant({ minimum, maximum }: MatrixInfo): boolean {
  return minimum === maximum;
}

export function isScaled(matrix: MatrixInfo): boolean {
  return matrix.minimum < 0;
}

/**
 * X, unless it is empty, holds scaled data or lacks targets that raw/X has; then raw/X, layers of counts, or any other.
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

  const raw = opened.matrices.find(
    (matrix) => matrix.path === 'raw/X' && !isScaled(matrix) && !isConstant(matrix),
  );
  const filled = opened.matrices.filter((matrix) => !isScaled(matrix) && !isConstant(matrix));
  const instead = isConstant(main) ? countsAmong(raw, filled) : undefined;
  if (instead !== undefined)
    return found(instead.path, { tag: 'main-matrix-empty', path: main.path }, 'likely');
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
  const preferred = countsAmong(
    raw,
    opened.matrices.filter((matrix) => !isScaled(matrix)),
  );
  if (preferred === undefined) return found(main.path, { tag: 'all-matrices-scaled' }, 'sure');
  return found(preferred.path, { tag: 'main-matrix-scaled', path: main.path }, 'likely');
}

/**
 * @param names of the file and of some of its cells, which may say what the values are
 * @param hasControls whether some cells are labelled as controls: log ratios to them seldom are
 */
export function guessValueScale(
  matrix: MatrixInfo,
  names: readonly string[] = [],
  hasControls = true,
): { scale: ValueScale; guess: Guess } {
  const ratios = isScaled(matrix)
    ? names.find((name) => LOG2_RATIOS.test(name) || isComparison(name))
    : undefined;
  const areLogarithms = ratios === undefined && areLogarithmsBelowZero(matrix);
  const processing = ratios === undefined && !areLogarithms ? processingOf(matrix) : null;
  const found = (scale: ValueScale, reason: Guess['reason'], certainty: Guess['certainty']) => ({
    scale,
    guess: {
      field: 'values' as const,
      samples: sampleValues(matrix),
      reason,
      certainty: processing === null ? certainty : 'assumed',
    },
  });
  const { minimum, maximum } = matrix;
  if (ratios !== undefined) return found('log-ratio', { tag: 'named-log-ratio', name: ratios }, 'likely');
  if (isScaled(matrix) && !areLogarithms && fewNegatives(matrix) === null) {
    if (!hasControls && processing === null && areAroundZero(matrix))
      return found('log-ratio', { tag: 'around-zero' }, 'assumed');
    return found('log-normalised', { tag: 'negative-values', minimum }, 'assumed');
  }
  if (processing?.tag === 'rounded-values') {
    return found('log-normalised', { tag: 'rounded-values', maximum }, 'assumed');
  }
  const intensities = names.find((name) => INTENSITIES.test(name));
  if (intensities !== undefined && maximum >= LARGEST_LOG2)
    return found('normalised', { tag: 'from-matrix-name', path: intensities }, 'likely');
  if (matrix.sample.every(isWholeNumber)) {
    return found('counts', { tag: 'integers', maximum }, 'sure');
  }
  const share = matrix.sample.filter(isWholeNumber).length / matrix.sample.length;
  if (share >= MIN_SHARE_COUNTS && maximum >= LARGEST_LOG2)
    return found('counts', { tag: 'mostly-integers', share }, 'likely');
  const log2 = [matrix.path, ...names].find((name) => LOG2.test(name));
  if (log2 !== undefined) {
    return found('log2-normalised', { tag: 'from-matrix-name', path: log2 }, 'likely');
  }
  const totals = scaleOfTotals(matrix);
  if (totals !== null) {
    const [scale, before] = totals;
    const several = totalsOf(before === null ? matrix.rowSums : matrix.rowSumsUndone[before]).length;
    return found(scale, { tag: 'equal-totals', before, ...(several > 0 && { several }) }, 'sure');
  }
  const middle = median(matrix.sample);
  if (areLogarithms)
    return found('log2-normalised', { tag: 'spread-of-logarithms', maximum, median: middle }, 'assumed');
  const base = ONCE.find((one) => isOfCounts(processing, one)) ?? baseOfMultiples(matrix);
  if (base !== null) {
    const scale = (['log-normalised', 'log2-normalised', 'log10-normalised'] as const)[ONCE.indexOf(base)];
    return found(scale ?? 'log-normalised', { tag: 'whole-multiples', before: base }, 'sure');
  }
  const areIntensities = minimum > 1 && matrix.genes >= MIN_GENES_OF_ARRAY;
  if (maximum < LARGEST_LOGARITHM && !areIntensities) {
    return found('log-normalised', { tag: 'no-integers', maximum }, maximum > 1 ? 'sure' : 'assumed');
  }
  if (maximum < LARGEST_LOG2 && middle >= MIN_MEDIAN_OF_LOGARITHMS * maximum) {
    // Those of arrays are hardly ever natural ones.
    const isSure = !areIntensities || maximum > LARGEST_LN_OF_INTENSITY;
    const reason = { tag: 'spread-of-logarithms', maximum, median: middle } as const;
    return found('log2-normalised', reason, isSure ? 'likely' : 'assumed');
  }
  return found('normalised', { tag: 'too-large-for-logarithms', maximum }, 'likely');
}

/** Whether undoing these logarithms gives counts, which are multiples of 1. */
const isOfCounts = (processing: DatasetNote | null, base: (typeof ONCE)[number]) =>
  processing?.tag === 'counts-transformed' && processing.by === base;

/**
 * The scale on which all sampled cells have one total, or those of each batch, and the logarithm before that: the one with the least spread of totals, if clearly. Sums of
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
    .map(([scale, before]) => ({
      found: [scale, before] as const,
      spread: spreadAtTotals(rowSumsUndone[before]),
    }));
  const ofAmounts = areAmounts
    ? [{ found: ['normalised', null] as const, spread: spreadAtTotals(rowSums) }]
    : [];
  const [best, next] = [...ofAmounts, ...ofLogarithms].toSorted((a, b) => a.spread - b.spread);
  if (best === undefined || best.spread >= CONSTANT_SUMS) return null;
  return next === undefined || isClearlyLess(best.spread, next.spread) ? best.found : null;
}

/** Three sampled values of different magnitude, as text. */
export function sampleValues(matrix: MatrixInfo): string[] {
  const sorted = [...new Set(matrix.sample)].toSorted((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))];
  return [...new Set([at(0.25), at(0.5), at(0.75)])]
    .filter((value) => value !== undefined)
    .map(formatThreeDigits);
}
