/**
 * What was done to the values of a matrix that makes them no measurement of expression on one of the scales: scaled by gene, corrected, rounded,
 * binarised, logged twice, transformed without their totals. Told from the values themselves: names of layers seldom say it.
 */
import { mean, median, variance } from '../../numerics/statistics';
import { type MatrixInfo, type NegativeValues, type Undoing, undoings } from '../annotation';
import { isRatio, type ValueScale } from '../mapping';
import type { DatasetNote } from '../notes';

/** Upper bound of log-normalised expression: e^15 is more than three million of ten thousand. */
export const LARGEST_LOGARITHM = 15;
/** The same to base 2. */
export const LARGEST_LOG2 = LARGEST_LOGARITHM / Math.LN2;
/** Share of whole numbers among expected counts; in other values they are rare. */
export const MIN_SHARE_COUNTS = 0.5;
/** Sums of rows that vary by less than this (sd / mean) were normalised to a total. */
export const CONSTANT_SUMS = 0.01;

/** Fewer counts in a cell are mostly noise. */
const FEW_COUNTS = 100;
/** Share of cells without any beside such with many: parts of a file that were never written, or barcodes without a cell. */
const MIN_EMPTY = 0.02;

/** Scaled data have more negative values than this share of those that are not 0; fewer are errors in a file. */
export const FEW_NEGATIVE = 0.01;

/** Counts of which logarithms or sizes were undone are off by rounding: by this share, and at most so much. */
const [ROUNDING, MOST_ROUNDING] = [1e-4, 1e-3];

export function isWholeNumber(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= Math.min(ROUNDING * Math.abs(value), MOST_ROUNDING);
}

/** @param names of the file and of others that may say what the values are */
export function valueNotes(
  matrix: MatrixInfo,
  values: ValueScale,
  names: readonly string[] = [],
): readonly DatasetNote[] {
  if (isRatio(values)) return [];
  const negative = fewNegatives(matrix);
  if (areLogarithmsBelowZero(matrix)) return [];
  if (negative !== null) {
    const { count, value, where } = negative;
    return [{ tag: 'few-negative-values', values: count, value, where }];
  }
  const fractional = matrix.sample.filter((value) => !isWholeNumber(value));
  const share = fractional.length / matrix.sample.length;
  const [first] = fractional;
  if (values === 'counts' && first !== undefined && share > 1 - MIN_SHARE_COUNTS)
    return [{ tag: 'counts-with-fractions', share, value: first }];
  const processed = processingOf(matrix) ?? zScores(matrix, names);
  if (processed !== null) return [processed];
  if (values !== 'counts' || matrix.rowSums.length === 0) return [];
  const filled = matrix.rowSums.filter((sum) => sum > 0);
  const empty = 1 - filled.length / matrix.rowSums.length;
  if (empty >= MIN_EMPTY && median(filled) >= FEW_COUNTS) return [{ tag: 'empty-cells', share: empty }];
  const counts = median(matrix.rowSums);
  return counts > 0 && counts < FEW_COUNTS ? [{ tag: 'few-counts', counts: Math.round(counts) }] : [];
}

export function fewNegatives({ negative }: MatrixInfo): NegativeValues | null {
  return negative !== null && negative.share < FEW_NEGATIVE ? negative : null;
}

/** The note on what was done, whatever scale the values are said to have; null where nothing can be told. */
export function processingOf(matrix: MatrixInfo): DatasetNote | null {
  const { minimum, maximum, shape, sample } = matrix;
  if (minimum < 0)
    return hasOffset(matrix) ? { tag: 'logarithms-with-offset', minimum, share: shape.atMinimum } : null;
  if (sample.every(Number.isInteger)) return wholeNumbersOtherThanCounts(matrix);
  if (sample.every(isWholeNumber)) return null;
  if (isLoggedTwice(matrix)) return { tag: 'logged-twice', maximum };
  const transformed = transformationOfCounts(matrix);
  if (transformed !== null) return transformed;
  const scaled = scaledByGene(matrix);
  if (scaled !== null) return scaled;
  if (maximum <= 1 && matrix.genes >= MIN_GENES && !areTotalsEqual(matrix))
    return { tag: 'values-below-one', maximum };
  return isCorrected(matrix) ? { tag: 'corrected-values', zeros: shape.zeros } : null;
}

/** Values of genes without counts, at the logarithm of what was added, are at least this share; a smallest value else occurs once or for one gene. */
const MIN_SHARE_OFFSET = 0.02;
const MIN_TIMES_OFFSET = 20;

/** Of values below 0: whether the smallest stands for 0, as in log2(x + 0.001). */
export function hasOffset({ sample, shape: { atMinimum, values } }: MatrixInfo): boolean {
  return (
    !sample.every(Number.isInteger) && atMinimum >= MIN_SHARE_OFFSET && atMinimum * values >= MIN_TIMES_OFFSET
  );
}

/** Fewer genes may have values of any kind: proteins, simulated genes. */
const MIN_GENES = 20;

const MIN_BINARY = 200;
const MIN_RARE = 100;
const MAX_SHARE_ONES = 0.1;
const MIN_DISPERSION = 0.6;

/**
 * Only 0 and 1; or whole numbers as small as logarithms that vary less than counting makes counts, or in which 1 is rarer than 2 among genes that few
 * cells express.
 */
function wholeNumbersOtherThanCounts({ sample, maximum, shape }: MatrixInfo): DatasetNote | null {
  if (maximum === 1 && sample.length >= MIN_BINARY) return { tag: 'binary-values' };
  const { dispersion, rare, ones, twos } = shape;
  const lackOnes = rare >= MIN_RARE && (ones < twos || ones < MAX_SHARE_ONES * rare);
  const isRounded = lackOnes || (dispersion !== null && dispersion < MIN_DISPERSION);
  return maximum < LARGEST_LOG2 && isRounded ? { tag: 'rounded-values', maximum } : null;
}

/** Values of a cell that are equal to others of it, at most, once they were scaled by gene or corrected: counts of one molecule are all alike. */
const MAX_TIED_SCALED = 0.5;
/** Variances of all genes are alike and about 1; those of expression span an order of magnitude. */
const MAX_FROM_ONE = 0.15;
const MAX_RATIO_OF_QUARTILES = 1.35;
/** The largest value repeats: it was cut. Quantile normalisation gives it to every cell once. */
const MIN_AT_MAXIMUM = 10;

/** Of Seurat, scanpy and people, and of the screens of Replogle et al. 2022: 'layers/scaled', 'scale.data', 'K562_gwps_normalized_bulk_01.h5ad'. */
const SCALED =
  /(?<![a-z])(?:z[-_ ]?(?:scores?d?|norm(?:ali[sz]ed)?)|scaled|scale[-_. ]?data|standardi[sz]ed)(?![a-z])|_normalized_(?:bulk|singlecell)(?=_)/i;

function zScores({ path, minimum, shape }: MatrixInfo, names: readonly string[]): DatasetNote | null {
  if (minimum >= 0) return null;
  const unit = unitVariance(shape);
  const name = [path, ...names].find((one) => SCALED.test(one)) ?? null;
  return unit === null && name === null ? null : { tag: 'z-scores', variance: unit, name };
}

/** The median variance of genes where all have about 1; else null. */
function unitVariance({ variances }: MatrixInfo['shape']): number | null {
  const [lower, middle, upper] = variances ?? [0, 0, Infinity];
  return Math.abs(middle - 1) <= MAX_FROM_ONE && upper <= MAX_RATIO_OF_QUARTILES * lower ? middle : null;
}

function scaledByGene(matrix: MatrixInfo): DatasetNote | null {
  const { maximum, shape, rowSums, genes } = matrix;
  if (genes < MIN_GENES || shareTied(matrix) >= MAX_TIED_SCALED) return null;
  const unit = unitVariance(shape);
  const isCut =
    shape.zeros > MIN_SHARE_OFFSET && shape.atMaximum >= MIN_AT_MAXIMUM && shape.atMaximum !== rowSums.length;
  if (unit === null && !isCut) return null;
  return {
    tag: 'scaled-by-gene',
    variance: unit,
    cut: isCut ? { maximum, times: shape.atMaximum } : null,
  };
}

/** Quartiles of the variances of log ratios differ by more: genes respond by different amounts. Scaled ones and residuals over their expected error do not. */
const MIN_RATIO_OF_RATIOS = 2;
/** Median of the sampled values, in standard deviations, and the shares of the longer tail of values and of negative ones. */
const MAX_MEDIAN_OF_RATIOS = 0.25;
const MIN_TAIL = 0.2;
const MIN_SHARE_NEGATIVE = 0.2;
/** Cells that are sampled; of a file of fewer all are, and centred genes have a mean of 0 exactly. */
const ALL_SAMPLED = 200;
const [MIN_OFF_CENTRE_OF_ALL, MIN_OFF_CENTRE] = [0.01, 1];

/**
 * Whether values are distributed as log ratios to control are: around 0 on both sides, with unequal variances, and without a mean of 0 in each gene,
 * which scaled, centred and corrected values have.
 */
export function areAroundZero({ minimum, maximum, negative, shape, sample, rowSums }: MatrixInfo): boolean {
  const { variances, offCentre, atMaximum } = shape;
  if (negative === null || variances === null || offCentre === null || atMaximum >= MIN_AT_MAXIMUM)
    return false;
  const [lower, , upper] = variances;
  const isOnBothSides =
    Math.min(maximum, -minimum) >= MIN_TAIL * Math.max(maximum, -minimum) &&
    Math.min(negative.share, 1 - negative.share) >= MIN_SHARE_NEGATIVE &&
    Math.abs(median(sample)) <= MAX_MEDIAN_OF_RATIOS * Math.sqrt(variance(sample, sample.length));
  const least = rowSums.length < ALL_SAMPLED ? MIN_OFF_CENTRE_OF_ALL : MIN_OFF_CENTRE;
  return isOnBothSides && upper >= MIN_RATIO_OF_RATIOS * lower && offCentre >= least;
}

/** Squared mean over variance of half of the genes: some 20 in bulk samples, less than 1 in scaled or corrected values, ratios and single cells. */
const MIN_MEAN_OF_LOGARITHMS = 4;

/**
 * Whether values are logarithms of expression some of which is less than 1, as edgeR, voom, rlog and log2(x + 0.001) give them of samples: half lie
 * clearly above 0, and genes differ by far more than samples do.
 */
export function areLogarithmsBelowZero({ minimum, maximum, sample, shape, rowSums }: MatrixInfo): boolean {
  if (minimum >= 0 || maximum >= LARGEST_LOG2 || shape.offCentre === null || sample.every(isWholeNumber))
    return false;
  const isAbove = median(sample) > MAX_MEDIAN_OF_RATIOS * Math.sqrt(variance(sample, sample.length));
  return isAbove && shape.offCentre >= MIN_MEAN_OF_LOGARITHMS * rowSums.length;
}

const MIN_CELLS_CORRECTED = 50;
const MIN_GENES_CORRECTED = 70;
const MAX_TIED_CORRECTED = 0.15;
/** Of the largest value; logarithms of one molecule are larger. */
const SMALL = 0.05;
const MIN_SHARE_SMALL = 0.01;
const MAX_SHARE_ZEROS = 0.01;
const EQUAL_SUMS = 0.001;

/**
 * Values of many cells and genes, hardly any two of a cell equal, of which many lie just above 0 (cut at 0 after centring or correction, or imputed), or
 * with one total and none of them 0 (as generative models give them).
 */
function isCorrected(matrix: MatrixInfo): boolean {
  const { maximum, rowSums, genes, sample, shape } = matrix;
  if (rowSums.length < MIN_CELLS_CORRECTED || genes < MIN_GENES_CORRECTED) return false;
  if (shape.atMaximum === rowSums.length || shareTied(matrix) >= MAX_TIED_CORRECTED) return false;
  if (areTotalsEqual(matrix)) return shape.zeros < MAX_SHARE_ZEROS;
  const small = sample.filter((value) => value < SMALL * maximum).length / sample.length;
  return maximum < LARGEST_LOG2 && small >= MIN_SHARE_SMALL;
}

/** One total, or one of each batch, of amounts or before one logarithm, to more digits than sums of many genes agree by chance. */
function areTotalsEqual({ maximum, rowSums, rowSumsUndone }: MatrixInfo): boolean {
  const areAmounts = maximum <= 1 || maximum >= LARGEST_LOG2;
  const sums = [...(areAmounts ? [rowSums] : []), ...ONCE.map((name) => rowSumsUndone[name])];
  return sums.some((one) => spreadAtTotals(one) < EQUAL_SUMS);
}

/** Share of the values of a cell that occur in it more than once; cells with one value aside. */
function shareTied({ valuesOfCells }: MatrixInfo): number {
  const cells = valuesOfCells.filter(({ length }) => length > 1);
  const tied = cells.map((values) => {
    const times = new Map<number, number>();
    for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
    return values.filter((value) => (times.get(value) ?? 0) > 1).length;
  });
  const all = cells.reduce((sum, { length }) => sum + length, 0);
  return all === 0 ? 1 : tied.reduce((sum, count) => sum + count, 0) / all;
}

export const ONCE = ['ln', 'log2', 'log10'] as const;
const TWICE = ['ln of ln', 'ln of log2', 'log2 of ln', 'log2 of log2'] as const;
/** Larger values are no logarithms of logarithms: log(1 + log(1 + 10⁶)) is 2.7, to base 2 it is 4.4. */
const LARGEST_TWICE = 4.5;
/** Ratios up to this are compared with whole numbers, from which they may differ by TOLERANCE: values may be rounded. */
const LARGEST_RATIO = 8;
const TOLERANCE = 0.05;
const MIN_RATIOS = 50;
export const MIN_SHARE_WHOLE = 0.9;
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
      Math.min(...names.map((name) => spreadAtTotals(rowSumsUndone[name])));
    const [afterTwo, afterOne] = [least(TWICE), Math.min(least(ONCE), spreadAtTotals(rowSums))];
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

const ROOTS = ['square-root', 'freeman-tukey'] as const;

/** What was done to counts, where undoing it gives whole numbers, or to normalised counts, where it is a root and undoing it gives one total, or whole multiples in each cell. */
function transformationOfCounts({
  sample,
  maximum,
  rowSums,
  rowSumsUndone,
  valuesOfCells,
}: MatrixInfo): DatasetNote | null {
  const isWhole = (name: Undoing) => {
    const undone = Array.from(sample, undoings[name]).filter(
      (count) => count > 0.5 && count < LARGEST_TOLD + 0.5,
    );
    const whole = undone.filter((count) => Math.abs(count - Math.round(count)) < TOLERANCE / 2);
    const distinct = new Set(whole.map(Math.round));
    return (
      undone.length >= MIN_TOLD &&
      whole.length >= MIN_SHARE_TOLD * undone.length &&
      distinct.size >= MIN_DISTINCT
    );
  };
  const bases = maximum < LARGEST_LOG2 ? ONCE : [];
  // With a cofactor, as for cytometers, undoing it gives no whole numbers, and levels of proteins may be such.
  const name = [...bases, ...ROOTS, 'arcsinh' as const].find(isWhole);
  if (name !== undefined) return { tag: 'counts-transformed', by: name };
  const others = [rowSums, ...ONCE.map((one) => rowSumsUndone[one])];
  const plain = [(value: number) => value, ...ONCE.map((one) => undoings[one])];
  const isOfNormalised = (root: (typeof ROOTS)[number]) => {
    const sums = rowSumsUndone[root];
    const haveOneTotal =
      spreadAtTotals(sums) < CONSTANT_SUMS &&
      mean(sums) > MIN_TOTAL &&
      others.every((other) => isClearlyLess(spreadAtTotals(sums), spreadAtTotals(other)));
    return haveOneTotal || areMultiples(valuesOfCells, root, plain);
  };
  const root = ROOTS.find(isOfNormalised);
  return root === undefined ? null : { tag: 'counts-transformed', by: root, normalised: true };
}

/** Squares with a sum of 1 are weights of unit length. */
const MIN_TOTAL = 1.5;

/** The base of the logarithms, where undoing them, and none to other bases, gives whole multiples of one number in each cell. */
export function baseOfMultiples({ valuesOfCells, maximum }: MatrixInfo): (typeof ONCE)[number] | null {
  if (maximum >= LARGEST_LOG2) return null;
  const undo = [(value: number) => value, ...ONCE.map((one) => undoings[one])];
  return (
    ONCE.find((one) =>
      areMultiples(
        valuesOfCells,
        one,
        undo.filter((other) => other !== undoings[one]),
      ),
    ) ?? null
  );
}

/** Whether the values of cells are whole multiples of the smallest once this is undone, and not once any of the others is. */
function areMultiples(
  cells: readonly Float32Array[],
  name: Undoing,
  others: readonly ((value: number) => number)[],
): boolean {
  return (
    (shareOfWhole(cells, undoings[name]) ?? 0) >= MIN_SHARE_WHOLE &&
    others.every((undo) => (shareOfWhole(cells, undo) ?? 0) <= MAX_SHARE_WHOLE_ONCE)
  );
}

/** Share of whole numbers among ratios to the smallest value of the cell, of those that are not 1; null for too few. */
export function shareOfWhole(cells: readonly Float32Array[], undo: (value: number) => number): number | null {
  const ratios = cells.flatMap((values) => {
    const undone = Array.from(values, undo).filter((value) => value > 0);
    const unit = Math.min(...undone);
    return undone
      .map((value) => value / unit)
      .filter((ratio) => ratio > 1 + TOLERANCE && ratio < LARGEST_RATIO);
  });
  if (ratios.length < MIN_RATIOS) return null;
  return ratios.filter((ratio) => Math.abs(ratio - Math.round(ratio)) < TOLERANCE).length / ratios.length;
}

/** Rounded values and single precision leave a spread of a millionth. */
const MIN_SPREAD = 1e-6;

export function isClearlyLess(spread: number, other: number): boolean {
  return 10 * Math.max(spread, MIN_SPREAD) <= other;
}

/** Were the sampled rows normalised to a total? */
export function isConstant(sums: Float64Array): boolean {
  return spreadOf(sums) < CONSTANT_SUMS;
}

/** Lanes and batches that were normalised on their own have one total each: up to so many, this far apart, of cells that agree to this. */
const MOST_TOTALS = 8;
const APART = 1.01;
const CELLS_OF_TOTAL = 5;
const SAME_TOTAL = 0.001;

/** Several totals that the sums are at, ascending; empty where they have one, or none. */
export function totalsOf(sums: Float64Array): readonly Float64Array[] {
  const sorted = sums.toSorted();
  const starts = [...sorted.keys()].filter(
    (at) => at === 0 || (sorted[at] as number) > APART * (sorted[at - 1] as number),
  );
  const isFew = starts.length > 1 && starts.length <= MOST_TOTALS;
  if (!isFew || sums.length < CELLS_OF_TOTAL * starts.length) return [];
  const groups = starts.map((start, group) => sorted.subarray(start, starts[group + 1]));
  return groups.every((group) => spreadOf(group) < SAME_TOTAL) ? groups : [];
}

/** The spread of sums, within each where they are at several totals. */
export function spreadAtTotals(sums: Float64Array): number {
  const groups = totalsOf(sums);
  return groups.length === 0 ? spreadOf(sums) : Math.max(...groups.map(spreadOf));
}

/** Standard deviation over the mean; infinite for fewer than two sums, and for those that are not positive numbers. */
export function spreadOf(sums: Float64Array): number {
  const average = mean(sums);
  if (sums.length < 2 || !(average > 0 && average < Infinity)) return Infinity;
  return Math.sqrt(mean(sums.map((sum) => (sum - average) ** 2))) / average;
}
