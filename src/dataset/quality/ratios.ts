/**
 * Log ratios to control (microarrays, pseudo-bulk) as logarithms of expression whose control level is 2^16 units: all
 * later steps then read them like other logarithms, and a fold change is the ratio (to .002 %). 0 is the control, so
 * values that a sparse matrix leaves out are controls too. Logarithms of less than 1 (edgeR, voom, rlog) as those of
 * one more. Shares of a total as parts of 10,000.
 */
import type { MatrixInfo } from '../annotation';
import { CONTROL_OF_RATIOS } from '../dataset';
import { isRatio, type RatioScale, type ValueScale } from '../mapping';
import { median } from '../../numerics/statistics';
import { addLine, type ReadSource } from '../entryReader';
import type { PackedBlock } from '../packedBlock';
import { areLogarithmsBelowZero, CONSTANT_SUMS, hasOffset, spreadAtTotals } from '../recognise/processing';
import type { Block } from '../source';
import { isLogarithm, LOG_UNITS } from './scan';

const UNIT: Readonly<Record<RatioScale, number>> = { 'log-ratio': Math.LN2, 'ln-ratio': 1 };

/** The source with ratios as natural logarithms, and their scale; other scales unchanged. */
export function asExpression(
  source: ReadSource,
  values: ValueScale,
): { readonly source: ReadSource; readonly values: Exclude<ValueScale, RatioScale> } {
  if (!isRatio(values)) return { source: onUsualScale(source, values), values };
  const level = (ratio: number): number => Math.max(0, CONTROL_OF_RATIOS + UNIT[values] * ratio);
  return { source: withLevels(source, () => level), values: 'log-normalised' };
}

/**
 * The source with logarithms of y + 1 to the same base, 0 where nothing was counted, in place of logarithms of y below 0, and with parts of
 * 10,000 in place of shares of a total; others unchanged.
 */
export function onUsualScale(source: ReadSource, values: ValueScale): ReadSource {
  if (values === 'normalised')
    return withLevels(source, ({ rowSums }) => {
      const times = timesOfShares(rowSums);
      return times === 1 ? null : (share) => times * share;
    });
  if (!isLogarithm(values)) return source;
  const unit = LOG_UNITS[values];
  return withLevels(source, (matrix) => {
    if (areLogarithmsBelowZero(matrix)) {
      const nothing = hasOffset(matrix) ? Math.exp(unit * matrix.minimum) : 0;
      return (logarithm) => Math.log1p(Math.max(0, Math.exp(unit * logarithm) - nothing)) / unit;
    }
    const times = timesOfShares(matrix.rowSumsUndone[UNDOING[values]]);
    return times === 1 ? null : (logarithm) => Math.log1p(times * Math.expm1(unit * logarithm)) / unit;
  });
}

const UNDOING = { 'log-normalised': 'ln', 'log2-normalised': 'log2', 'log10-normalised': 'log10' } as const;

/** Totals of shares, or of percent, and the usual total. Of shares log(y + 1) is hardly above 0, and small beside all that is added to it. */
const [PERCENT, USUAL_TOTAL] = [100, 1e4];

/** By what to multiply values for the usual total, where cells have one total, of at most 100; else 1. */
function timesOfShares(totals: Float64Array): number {
  const total = median(totals);
  const areShares = total <= PERCENT * (1 + CONSTANT_SUMS) && spreadAtTotals(totals) < CONSTANT_SUMS;
  return areShares ? USUAL_TOTAL / total : 1;
}

type Level = (value: number) => number;

/** @param levelOf null: values of this matrix stay as they are */
function withLevels(source: ReadSource, levelOf: (matrix: MatrixInfo) => Level | null): ReadSource {
  const { opened } = source;
  return {
    opened,
    close: () => source.close(),
    async *blocks(path, onBytes, wanted) {
      const matrix = opened.matrices.find((one) => one.path === path);
      const level = matrix === undefined ? null : levelOf(matrix);
      for await (const block of source.blocks(path, onBytes, wanted))
        yield level === null ? block : everyLevel(block, matrix?.genes ?? 0, opened.cells, level);
    },
  };
}

/** The block with the level of every value, those left out included where that is not 0. */
function everyLevel(block: Block | PackedBlock, genes: number, cells: number, level: Level): Block {
  const { first, count } = block;
  if (block.layout === 'dense' || (level(0) === 0 && !('codes' in block)))
    return { ...block, values: block.values.map(level) };
  const width = block.layout === 'by-cell' ? genes : cells;
  const values = new Float32Array(count * width).fill(level(0));
  const places = Int32Array.from({ length: width }, (_, at) => at);
  const of = { at: 0, places: new Int32Array(width), values: new Float64Array(width) };
  for (let line = 0; line < count; line++) {
    const end = addLine(block, line, places, of);
    for (let p = 0; p < end; p++)
      values[line * width + (of.places[p] as number)] = level(of.values[p] as number);
  }
  if (block.layout === 'by-cell') return { layout: 'dense', first, count, values };
  return {
    layout: 'by-gene',
    first,
    count,
    pointers: Float64Array.from({ length: count + 1 }, (_, line) => line * width),
    indices: Int32Array.from(values.keys(), (p) => p % width),
    values,
  };
}
